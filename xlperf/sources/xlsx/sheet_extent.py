"""Measures how far a worksheet's cells reach, and whether every program sees the same ones.

calamine makes an array from A1 to the last cell and ends the process, without any exception,
when there is no memory for it. It also goes by the names of elements alone, and reads a value only
as far as its first comment or entity: a sheet can be written so that Excel shows something else.
A sheet written as usual is known without a parser; any other is looked at by a real one.
"""

from __future__ import annotations

from typing import NamedTuple

from xlperf.grid import column_letters
from xlperf.sources.xlsx.fast_path import MOST_ROWS, usual_sheet
from xlperf.sources.xlsx.strict_parser import sheet_corner

_MOST_COLUMNS = 16_384


class Extent(NamedTuple):
    """Counts rows and columns from A1 to the last cell."""

    rows: int
    columns: int

    @property
    def cells(self) -> int:
        """Returns rows times columns."""
        return self.rows * self.columns

    @property
    def letters(self) -> str:
        """Returns the last column's letters."""
        return column_letters(self.columns - 1)


class Sheet(NamedTuple):
    """Holds how far a worksheet reaches, and what a parser needs of it."""

    extent: Extent
    content: bytes


def inspect_worksheet(content: bytes, limit: int) -> Sheet | None:
    """Reads a worksheet's extent, or a bound within `limit` cells; None for another part.

    Raises `Ambiguous` for a sheet that not all programs read alike, another `ValueError` for an
    address that is none, and `ExpatError` for XML that is none.
    """
    start = content.find(b"sheetData")
    # The cells that a link to another file keeps of its sheets stand in sets.
    if start < 0 or content.startswith(b"sheetDataSet", start):
        return None
    usual = usual_sheet(content)
    if usual is not None:
        extent = Extent(usual.rows, usual.columns)
        if extent.cells <= limit and _is_on_a_sheet(*extent):
            return Sheet(extent, usual.content)
    corner = sheet_corner(content)
    if not _is_on_a_sheet(*corner):
        raise ValueError(corner)
    return Sheet(Extent(*corner), content)


def _is_on_a_sheet(rows: int, columns: int) -> bool:
    return rows <= MOST_ROWS and columns <= _MOST_COLUMNS
