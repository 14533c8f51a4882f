"""Draws the import table of the integrated budget system, and refuses one that would not be read.

A list tells its projects by what stands in their rows alone: one that is named like a head or a
sum (合计), or that says the same as the one above it in every cell, would be lost on the way back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.filing.model import Filing, Project
from xlperf.filing.spelling import without_space
from xlperf.layouts.import_table_sheets import import_sheets
from xlperf.operations.import_rest import Rest, rest_of
from xlperf.operations.import_table import ImportTable, import_table, wording
from xlperf.output.excel_writer import draw
from xlperf.reading.read_filing import read_input
from xlperf.sources.open_file import open_bytes


def drawn_table(filing: Filing, out: Path) -> tuple[bytes, ImportTable, list[Rest]]:
    """Returns the workbook of a filing's import table, the table, and what it has no place for.

    Raises `XlperfError`, which names the project, where one would not come back from it.
    """
    content, table, rest = _drawn(filing)
    if not _comes_back(content, filing, out) and (lost := _lost(filing, out)) is not None:
        project, own = filing.projects[lost], wording()["lost"]
        at = project.at.get("name") or project.sheet
        raise XlperfError(own.format(out=out, number=lost + 1, name=project.name or "", at=at))
    return content, table, rest


def _drawn(filing: Filing) -> tuple[bytes, ImportTable, list[Rest]]:
    table = import_table(filing)
    rest = list(rest_of(filing, table))
    stream = BytesIO()
    draw(import_sheets(filing, table, rest), stream)
    return stream.getvalue(), table, rest


def _read(content: bytes, out: Path) -> Sequence[Project]:
    try:
        return read_input(open_bytes(out, content)).projects
    except XlperfError:
        return ()


def _comes_back(content: bytes, filing: Filing, out: Path) -> bool:
    read = _read(content, out)
    return list(map(_told_by, read)) == list(map(_told_by, filing.projects))


def _lost(filing: Filing, out: Path) -> int | None:
    """Returns the first project that does not come back: alone, or below the one before it."""
    for number, project in enumerate(filing.projects):
        above = filing.projects[max(number - 1, 0) : number]
        some = replace(filing, projects=(*above, project))
        if not _comes_back(_drawn(some)[0], some, out):
            return number
    return None


def _told_by(project: Project) -> tuple[str, int]:
    return without_space(project.name), len(project.indicators)
