"""Reads a workbook on disk into a filing: only as many of its worksheets as the filing needs."""

from __future__ import annotations

from collections.abc import Sequence

from xlperf.filing.model import Filing
from xlperf.form.edition import Edition
from xlperf.form.template import generated_sheet_names
from xlperf.grid import Grid
from xlperf.reading.read_template import Sheet, filing_of, sheets_of
from xlperf.sources.input_file import InputFile
from xlperf.sources.xlsx.sheets import read_grids


def read_workbook(
    source: InputFile,
    edition: Edition | None = None,
    every: Sequence[Grid] | None = None,
    kept: list[Grid] | None = None,
) -> Filing:
    """Reads the filing in a workbook on disk; raises `XlperfError` as `filing_of` does.

    `every` are all its worksheets, where they have been read already; `kept` takes those that
    somebody fills in.
    """

    def sheets_in(filled: bool) -> list[Sheet]:
        if every is None:
            return sheets_of(read_grids(source, filled=filled))
        return sheets_of(g for g in every if not (filled and g.name in generated_sheet_names()))

    # The others are half of a usual workbook's cells. A project that somebody moved onto one of
    # them would be missed on 汇总 (B07).
    sheets = sheets_in(filled=True)
    if kept is not None:
        kept += [sheet.grid for sheet in sheets]
    has_more = not generated_sheet_names().isdisjoint(source.sheets.values())
    if has_more and not any(sheet.places.is_template for sheet in sheets):
        sheets.clear()  # no two copies at a time
        sheets = sheets_in(filled=False)
    filing = filing_of(sheets, source.name, edition)
    if not has_more or any(row.amounts for row in filing.summary):
        return filing
    # No 汇总 that was ever calculated: nothing would miss what stands on the sheets passed over.
    whole = sheets_in(filled=False)
    if sum(sheet.places.is_template for sheet in whole) == len(filing.projects):
        return filing
    return filing_of(whole, source.name, edition)
