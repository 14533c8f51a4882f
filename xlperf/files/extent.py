"""How far the cells of a worksheet reach, and whether every program sees the same ones.

calamine makes an array from A1 to the last cell and ends the process, without any exception,
when there is no memory for it. It also goes by the names of elements alone, and reads a value only
as far as its first comment or entity: a sheet can be written so that Excel shows something else.
A sheet written as Excel and all the usual programs write it is known by one regular expression
(about 2 ns a byte) and by the order of its cells; any other is looked at by a real parser.
"""

from __future__ import annotations

import re
from itertools import islice
from operator import ge
from typing import NamedTuple

from xlperf.files.strict import sheet_corner
from xlperf.reading.grid import column_letters

_NAMESPACE = rb"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/spreadsheetml/[\w/]+"
_ROOT = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*+>\s*+)?<worksheet xmlns="' + _NAMESPACE + rb'"[^<>]*+>'
)
_FORMULA = rb"(?:<f[^<>]*+>(?:[^<]*+</f>)?+)?+"
_CELL = (
    rb'<c r="[A-Z]{1,3}+\1"(?: s="\d++")?+(?:/>|(?:'
    rb' t="s"><v>\d++</v>'
    rb"|>" + _FORMULA + rb"(?:<v>[\d.eE+-]++</v>)?+"
    rb'| t="str">' + _FORMULA + rb"<v>[^<]*+</v>"
    rb'| t="[neb]">' + _FORMULA + rb"<v>[^<&]*+</v>"
    rb'| t="inlineStr"><is><t(?: [^<>]*+)?+>[^<]*+</t></is>'
    rb")</c>)"
)
"""A usual cell, in the row whose number its address has."""
_CELLS = re.compile(
    rb'<sheetData>(?:<row r="(\d{1,7}+)"[^<>&]*+>(?:(?<=/>)|(?:' + _CELL + rb")*+</row>)\s*+)*+"
    rb"</sheetData>"
)
_STEPS = re.compile(rb' r="([A-Z]*)')
"""The letters of each cell, and nothing for each row; a text may look like one."""
_ROWS = re.compile(rb'<row r="(\d++)')
_ODD = (b"<!", b"extLst", b"AlternateContent")
_ODD_MERGES = (*_ODD, b"xmlns", b":mergeCell")
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576


class Extent(NamedTuple):
    """Rows and columns from A1 to the last cell."""

    rows: int
    columns: int

    @property
    def cells(self) -> int:
        """Rows times columns."""
        return self.rows * self.columns

    @property
    def letters(self) -> str:
        """The last column's letters."""
        return column_letters(self.columns - 1)


class _Columns(dict[bytes, int]):
    """The 1-based numbers of columns, worked out once each; 0 for a row."""

    def __missing__(self, letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        self[letters] = number
        return number


_COLUMN = _Columns()


def sheet_extent(content: bytes, limit: int) -> Extent | None:
    """How far a worksheet reaches, or some bound within `limit` cells; None for another part.

    Raises `Ambiguous` for a sheet that not all programs read alike, another `ValueError` for an
    address that is none, and `ExpatError` for XML that is none.
    """
    start = content.find(b"sheetData")
    # The cells that a link to another file keeps of its sheets stand in sets.
    if start < 0 or content.startswith(b"sheetDataSet", start):
        return None
    cells = _CELLS.match(content, start - 1)
    if cells is not None and _is_usual_around(content, *cells.span()):
        extent = _in_order(content, *cells.span(), limit)
        if extent is not None and extent.cells <= limit and _is_on_a_sheet(*extent):
            return extent
    corner = sheet_corner(content)
    if not _is_on_a_sheet(*corner):
        raise ValueError(corner)
    return Extent(*corner)


def _is_usual_around(content: bytes, start: int, end: int) -> bool:
    """Whether nothing before or after the cells could pass for cells, or for merged ones."""
    head = content[:start]
    if _ROOT.match(head) is None or any(word in head for word in _ODD):
        return False
    if content.find(b"sheetData", end) >= 0:
        return False
    merges = content[end : content.rfind(b"mergeCell", end) + 1]
    return not merges or not any(word in merges for word in _ODD_MERGES)


def _in_order(content: bytes, start: int, end: int, limit: int) -> Extent | None:
    """How far usual cells reach; None where a row or a cell is there twice, or out of order."""
    rows = [int(number) for number in _ROWS.findall(content, start, end)]
    columns = list(map(_COLUMN.__getitem__, _STEPS.findall(content, start, end)))
    # Each row but the first begins with one step back, and there must be no other.
    if any(map(ge, rows, islice(rows, 1, None))):
        return None
    steps_back = sum(map(ge, columns, islice(columns, 1, None)))
    if columns.count(0) != len(rows) or steps_back > max(0, len(rows) - 1):
        return None
    last = rows[-1] if rows else 0
    if last * _MOST_COLUMNS <= limit:
        return Extent(last, _MOST_COLUMNS)
    return Extent(last, max(columns, default=0))


def _is_on_a_sheet(rows: int, columns: int) -> bool:
    return rows <= _MOST_ROWS and columns <= _MOST_COLUMNS
