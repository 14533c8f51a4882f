"""How far the cells of a worksheet reach, asked before a parser makes room for them.

calamine makes an array from A1 to the last cell and ends the process, without any exception,
when there is no memory for it. The `<dimension>` of a sheet lies in both directions, so the cells
themselves are asked: a usual sheet by one pass of a regular expression (about 2 ns a byte), an
unusual one by a real parser.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate

from xlperf.files.refusals import refusal
from xlperf.reading.grid import column_letters

_UNUSUAL = re.compile(rb'c(?<=[<:]c)(?! r="[A-Z]{1,2}[0-9]{1,3}"(?: [a-qs-z]+="\w*")*/?>)[\s/>]')
"""A cell that is not plainly within ZZ999: far away, without an address, or oddly written."""
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_NEAR = (999, 702)
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


class Extent(NamedTuple):
    """Rows and columns from A1 to the last cell that holds anything."""

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


def sheet_extent(path: Path, name: str, content: bytes) -> Extent | None:
    """An upper bound of a worksheet part's extent; None for a part that is no worksheet."""
    start = content.find(b"sheetData")
    if start < 0:
        return None
    if _UNUSUAL.search(content, start) is None:
        return Extent(*_NEAR)
    return _exact(path, name, content)


def _exact(path: Path, name: str, content: bytes) -> Extent:
    """The extent by a real parser; empty cells with a style only do not count."""
    rows = columns = row = column = 0
    cell: tuple[int, int] | None = None

    def place(reference: str | None) -> tuple[int, int]:
        if reference is None:
            return row, column + 1
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise refusal("damaged", path, why=f"{name} 的单元格地址 {reference[:20]} 不正确")
        number = 0
        for letter in match[1].upper():
            number = number * 26 + ord(letter) - 64
        return int(match[2]), number

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal rows, columns, row, column, cell
        tag = tag.rpartition(":")[2]
        if tag == "row":
            reference = attributes.get("r", "")
            row = int(reference) if reference.isdecimal() else row + 1
            column = 0
        elif tag == "c":
            cell = row, column = place(attributes.get("r"))
        elif tag in ("v", "is") and cell is not None:
            rows, columns = max(rows, cell[0]), max(columns, cell[1])

    parser = ParserCreate()
    parser.StartElementHandler = begin
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise refusal("damaged", path, why=f"{name} 不是完整的 XML") from error
    if rows > _LAST_ROW or columns > _LAST_COLUMN:
        raise refusal("damaged", path, why=f"{name} 的单元格超出了工作表")
    return Extent(rows, columns)
