"""How far the cells of a worksheet reach, asked before a parser makes room for them.

calamine makes an array from A1 to the last cell and ends the process, without any exception,
when there is no memory for it. The `<dimension>` of a sheet lies in both directions, so the cells
themselves are asked: a usual sheet by one pass of a regular expression (about 4 ns a byte), a
large one by a second, an odd one by a real parser.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from xlperf.reading.grid import column_letters

_REST = rb'[ a-qs-zS="\d]*+'
_CELL = (
    rb'<c(?! r="[A-Z]{1,%d}+[0-9]{1,%d}+"' + _REST + rb'(?:r"' + _REST + rb')?+(?<=\w")/?>)[\s/>]'
)
"""A cell that is not plainly within some corner: beyond it, without an address, oddly written.

After the address no attribute may begin with r: of two addresses calamine takes the second.
Nor may a quote be open where the cell seems to end.
"""
_NOT_NEAR = re.compile(_CELL % (2, 3))
_NOT_PLAIN = re.compile(_CELL % (3, 7))
_PREFIXED = re.compile(rb":(?=c[\s/>])")
_PLAIN = re.compile(rb'c r="([A-Z]+)([0-9]+)"')
_ROWS = re.compile(rb'<row r="([0-9]+)"')
_PLACES = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_USUAL_BYTES = 4_194_304
"""A project's sheet is never larger; all the cells of a list of 4 MB would take much memory."""
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


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


_NEAR = Extent(999, 702)


def _has_doubles(content: bytes, start: int, end: int) -> bool:
    """Whether a row, or a cell of a sheet of usual size, is there twice.

    Excel takes the file for damaged; of other programs one shows the first, another the last.
    """
    places = [_ROWS.findall(content, start, end)]
    if len(content) < _USUAL_BYTES:
        places.append(_PLACES.findall(content, start, end))
    return any(len(set(found)) < len(found) for found in places)


def sheet_extent(content: bytes, limit: int) -> Extent | None:
    """How far a worksheet reaches, or some bound within `limit` cells; None for another part.

    Raises `ValueError` for an address that is none or there twice, and `ExpatError` for XML that
    is none.
    """
    start = content.find(b"sheetData")
    if start < 0:
        return None
    # Half of a project's sheet comes after its cells: lists to choose from, formats, links.
    end = content.rfind(b"sheetData")
    if end == start:  # written as one empty element, or cut off
        end = len(content)
    # The cells that a link to another file keeps of its sheets stand in sets.
    if not content.startswith(b"sheetDataSet", start) and _has_doubles(content, start, end):
        raise ValueError("a row or a cell is there twice")
    if _PREFIXED.search(content, start, end) is not None:
        return _exact(content)
    if _NOT_NEAR.search(content, start, end) is None:
        return _NEAR
    if _NOT_PLAIN.search(content, start, end) is None:
        letters, numbers = set(), set()
        for cell in _PLAIN.finditer(content, start, end):
            letters.add(cell[1])
            numbers.add(cell[2])
        columns = max((_column(column.decode()) for column in letters), default=0)
        extent = Extent(max(map(int, numbers), default=0), columns)
        if extent.cells <= limit and _is_on_a_sheet(*extent):
            return extent
    return _exact(content)


def _exact(content: bytes) -> Extent:
    """The extent by a real parser; cells with a style and nothing in them do not count."""
    rows = columns = row = column = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, row, column
        tag = tag.rpartition(":")[2]
        if tag == "row":
            row = int(attributes.get("r", row + 1))
            column = 0
        elif tag == "c":
            column += 1
            if "r" in attributes:
                address = _ADDRESS.fullmatch(attributes["r"])
                if address is None:
                    raise ValueError(attributes["r"])
                row, column = int(address[2]), _column(address[1].upper())
        elif tag in ("v", "is"):
            rows, columns = max(rows, row), max(columns, column)
            if not _is_on_a_sheet(rows, columns):
                raise ValueError(f"row {rows}, column {columns}")

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(content, True)
    return Extent(rows, columns)


def _is_on_a_sheet(rows: int, columns: int) -> bool:
    return rows <= 1_048_576 and columns <= 16_384


def _column(letters: str) -> int:
    """The 1-based number of a column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
