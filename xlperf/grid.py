"""Defines the grid of cells with addresses: what every source yields and the reader reads.

A worksheet, a table in Word or PDF, and flattened text all become a `Grid`; `reading`, which finds
labels and takes the values beside them, knows nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

from xlperf.filing.model import Address


class Formula(NamedTuple):
    """Holds a formula, with the value the file holds for it.

    `value` is None where the formula was never calculated, and an error's code (`#REF!`) where
    it failed.
    """

    text: str
    value: str | int | float | bool | date | None


class Shown(NamedTuple):
    """Holds the text that a cell with a number or a date shows."""

    text: str


Value = str | int | float | bool | date | datetime | time | timedelta | Formula | Shown | None
Span = tuple[int, int, int, int]
"""Gives first row, first column, last row, last column of a merged range; all 0-based."""
Position = tuple[int, int]
"""Gives a 0-based row and column."""


class CellDetails(Protocol):
    """Answers for single cells what the fast way to a sheet's values leaves out.

    The first question on a sheet costs as much as reading its values again, so it is asked only
    where a value leaves one open: an empty cell may hold a formula that was never calculated.
    """

    def formula(self, at: Address, value: Value) -> Formula | None:
        """Returns the formula in a cell of this value; None where there is none."""

    def shown(self, at: Address, value: Value) -> Shown:
        """Returns the text that a cell shows for a number or a date."""


BEYOND = 8
"""Counts the columns beyond a row's end that may hold formulas: calamine drops those that hold
nothing but uncalculated ones."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Holds rows of cell values with a name and a way to say where each cell stands.

    `rows` may be ragged; an empty cell is `None` or `""`. `spans` are merged ranges: the value
    stands in their first cell. Where `fills` is true, an empty level of an indicator means "as
    above" (printed forms merge equal neighbours, and flattening loses the merge); where it is
    false, only a merge does.
    `locate` gives the address of a 0-based row and column; without it cells are named as in a
    worksheet, `A1`. `marks` says of a cell how its text was put together (由2行合并), where the
    source does not hold it in one piece. `hidden` are the rows of a worksheet that nobody sees,
    `is_hidden` says that of the whole sheet. `details` answers questions on a worksheet's cells.
    """

    name: str
    rows: list[list[Value]]
    spans: tuple[Span, ...] = ()
    fills: bool = True
    locate: Callable[[int, int], Address] | None = None
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    is_hidden: bool = False
    details: CellDetails | None = field(default=None, repr=False, compare=False)

    def value(self, row: int, column: int) -> Value:
        """Returns the value at a 0-based row and column, None beyond the edges."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def written(self, row: int, column: int) -> Value:
        """Returns what was written into a cell: its `Formula` where it has one, else its value."""
        value = self.value(row, column)
        is_inside = row < len(self.rows) and column < len(self.rows[row])
        if self.details is None or not (is_inside or self.locate is None):
            return value  # what is beyond the edge of a part is another part's
        formula = self.details.formula(self.address(row, column), value)
        return value if formula is None else formula

    def row_written(self, row: int) -> list[Value]:
        """Returns what was written into the cells of a row, as `written` does."""
        if self.details is None:
            return self.rows[row]
        beyond = BEYOND if self.locate is None else 0
        return [self.written(row, column) for column in range(len(self.rows[row]) + beyond)]

    def shown(self, row: int, column: int) -> Value:
        """Returns what was written into a cell, a number or a date as `Shown`."""
        value = self.written(row, column)
        if self.details is None or value.__class__ not in _NUMBERS:
            return value
        return self.details.shown(self.address(row, column), value)

    def covered(self) -> set[Position]:
        """Returns the cells of merged ranges but the first of each, which holds the value."""
        return {
            (row, column)
            for top, left, bottom, right in self.spans
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }

    def address(self, row: int, column: int) -> Address:
        """Returns the address of the cell at a 0-based row and column."""
        if self.locate is not None:
            return self.locate(row, column)
        return Address(self.name, a1(row, column))

    def addresses(self, cells: Mapping[str, Position]) -> Mapping[str, Address]:
        """Returns the addresses of some values' cells, which do not change any more."""
        if self.locate is None:
            return _Addresses(self.name, cells)
        return {field: self.locate(*cell) for field, cell in cells.items()}


class _Addresses(Mapping[str, Address]):
    """Makes addresses on a worksheet, each when it is asked for, as few are."""

    __slots__ = ("_cells", "_sheet")

    def __init__(self, sheet: str, cells: Mapping[str, Position]) -> None:
        self._sheet = sheet
        self._cells = cells

    def __getitem__(self, field: str) -> Address:
        return Address(self._sheet, a1(*self._cells[field]))

    def __contains__(self, field: object) -> bool:
        return field in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return repr(dict(self))


class Line(NamedTuple):
    """Holds a paragraph or line of a document, between its tables."""

    text: str
    at: Address
    mark: str | None = None
    """Says how the text was put together, as in `Grid.marks`."""
    goes_on: bool = False
    """Says whether it is the rest of the line before, which a page's end cut; at a page's start,
    whether the page before ended for want of room."""
    is_styled: bool | None = None
    """Says whether its document sets it as a heading; None where such documents cannot say."""


PAGE = "\f"
"""Gives the text of the line that stands for a page break."""


class Unreadable(NamedTuple):
    """Reports something in a document that cannot be read: what it is, what to do, where it is."""

    text: str
    at: Address
    is_form: bool = False
    """Says whether it is a form, to which the narrative before it belongs."""


Block = Line | Grid | Unreadable
"""Holds what a document is made of, in order."""

_NUMBERS = frozenset((int, float, date, datetime, time, timedelta))
_A1 = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def column_letters(column: int) -> str:
    """Returns the letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Returns the 0-based column of these letters: 26 of AA, -1 of none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=65_536)
def a1(row: int, column: int) -> str:
    """Returns the A1 name of a 0-based row and column."""
    return f"{column_letters(column)}{row + 1}"


def fixed_a1(row: int, column: int) -> str:
    """Returns the name of a 0-based row and column that a copied formula keeps: `$A$1`."""
    return f"${column_letters(column)}${row + 1}"


@lru_cache(maxsize=65_536)
def place_of(cell: str) -> Position | None:
    """Returns the 0-based row and column of an A1 name; None for a place of another kind."""
    found = _A1.fullmatch(cell)
    if found is None:
        return None
    return int(found[2]) - 1, column_number(found[1])
