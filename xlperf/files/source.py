"""Any source to a filing: the kind decides which reader, never the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from xlperf.editions import Edition
from xlperf.errors import XlperfError
from xlperf.files.door import Source, open_source
from xlperf.model import Filing


def read_filing(path: Path, edition: Edition | None = None) -> Filing:
    """The filing in a workbook, a document or a text.

    Raises `XlperfError` for a file that cannot be read or holds no project.
    """
    source = open_source(path)
    if source.kind == "workbook":
        from xlperf.files.workbook import read_workbook

        return read_workbook(source, edition)
    filing = _read_document(source, edition)
    if not filing.projects:
        raise XlperfError(f"{source.name}：没有找到绩效目标表。请确认这是已公开的填报表文件。")
    return filing


def read_filings(paths: Sequence[Path], edition: Edition | None = None) -> Filing:
    """Several sources as one filing, in their order; the first year and department count."""
    filings = [read_filing(path, edition) for path in paths]
    first = filings[0]
    return replace(
        first,
        projects=tuple(project for filing in filings for project in filing.projects),
        year=next((f.year for f in filings if f.year is not None), None),
        department=next((f.department for f in filings if f.department), None),
        statement=first.statement if len(filings) == 1 else None,
        summary=(),
    )


def _read_document(source: Source, edition: Edition | None) -> Filing:
    from xlperf.reading.publication import read_publication
    from xlperf.reading.text import text_blocks

    if source.kind == "text":
        return read_publication(text_blocks(source.text, source.name), edition)
    raise XlperfError(
        f"{source.name}：不能从这种文件读取（{source.kind}）。请另存为 .xlsx 或 .txt。"
    )
