"""Measures how far a worksheet's cells reach, and whether every program sees the same ones.

calamine makes an array from A1 to the last cell and ends the process, without any exception,
when there is no memory for it. A sheet written as usual is known without a parser; any other is
looked at by a real one.
"""

from __future__ import annotations

from xlperf.sources.limits import LIMITS
from xlperf.sources.xlsx.fast_path import MOST_ROWS, Worksheet, usual_sheet
from xlperf.sources.xlsx.strict_parser import StrictSheet

_MOST_COLUMNS = 16_384


def inspect_worksheet(content: bytes) -> Worksheet | None:
    """Reads a worksheet's extent, or a bound within the limit of cells; None for another part.

    Raises `Ambiguous` for a sheet that not all programs read alike, another `ValueError` for an
    address that is none, and `ExpatError` for XML that is none.
    """
    start = content.find(b"sheetData")
    # The cells that a link to another file keeps of its sheets stand in sets.
    if start < 0 or content.startswith(b"sheetDataSet", start):
        return None
    usual = usual_sheet(content)
    if usual is not None and usual.cells <= LIMITS.sheet_cells and _is_on_a_sheet(usual):
        return usual
    parsed = StrictSheet(content)
    sheet = Worksheet(parsed.rows, parsed.columns, parsed.hidden, content)
    if not _is_on_a_sheet(sheet):
        raise ValueError(sheet[:2])
    return sheet


def _is_on_a_sheet(sheet: Worksheet) -> bool:
    return sheet.rows <= MOST_ROWS and sheet.columns <= _MOST_COLUMNS
