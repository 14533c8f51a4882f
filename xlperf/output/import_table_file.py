"""Draws the import table of the integrated budget system, and refuses one that would not be read.

A list tells its projects by what stands in their rows alone: one that is named like a head or a
sum (合计), or that says the same as the one above it in every cell, would be lost on the way back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.filing.codes import coded
from xlperf.filing.model import Filing, Project
from xlperf.filing.spelling import without_space
from xlperf.grid import Grid, Value
from xlperf.layouts.import_table_sheets import import_sheets
from xlperf.layouts.sheet import Sheet
from xlperf.operations.import_rest import Rest, rest_of
from xlperf.operations.import_table import ImportTable, import_table, wording
from xlperf.output.excel_writer import draw
from xlperf.reading.read_publication import read_publication


def drawn_table(filing: Filing, out: Path) -> tuple[bytes, ImportTable, list[Rest]]:
    """Returns the workbook of a filing's import table, the table, and what it has no place for.

    Raises `XlperfError`, which names the project, where one would not come back from it.
    """
    table = import_table(filing)
    rest = list(rest_of(filing, table))
    sheets = import_sheets(filing, table, rest)
    if not _comes_back(sheets[0], filing):
        lost = _lost(filing)
        project, own = filing.projects[lost], wording()["lost"]
        at = project.at.get("name") or project.sheet
        raise XlperfError(own.format(out=out, number=lost + 1, name=project.name or "", at=at))
    return draw(sheets), table, rest


def _lost(filing: Filing) -> int:
    """Returns the first project that does not come back: alone, or below the one before it.

    It is the last one where only all of them together do not.
    """
    for number, project in enumerate(filing.projects):
        above = filing.projects[max(number - 1, 0) : number]
        some = replace(filing, projects=(*above, project))
        if not _comes_back(import_sheets(some, import_table(some), ())[0], some):
            return number
    return len(filing.projects) - 1


def _comes_back(listed: Sheet, filing: Filing) -> bool:
    """Tells whether the projects of a list are those of the filing, read before it is drawn."""
    read = read_publication([_grid(listed)]).projects
    return list(map(_told_by, read)) == list(map(_told_by, filing.projects))


def _grid(sheet: Sheet) -> Grid:
    """Returns a list as it will be read from its file: every cell of it is text."""
    height = max(cell.row + cell.rows for cell in sheet.cells)
    rows: list[list[Value]] = [[None] * len(sheet.widths) for _ in range(height)]
    for cell in sheet.cells:
        rows[cell.row][cell.column] = None if cell.value is None else str(cell.value)
    spans = tuple(
        (cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1)
        for cell in sheet.cells
        if cell.rows > 1 or cell.columns > 1
    )
    return Grid(sheet.name, rows, spans, fills=not any(end > top for top, _, end, _ in spans))


def _told_by(project: Project) -> tuple[str, int]:
    name = coded(project, "name") or wording()["sheets"]["nameless"]
    return without_space(name), len(project.indicators)
