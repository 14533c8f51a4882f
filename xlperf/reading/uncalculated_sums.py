"""Works out a sum that was never calculated, or not since its cells changed.

The template's totals are formulas like `=B9+B11`. A file saved by a program that does not
calculate holds no value for them; Excel will show the sum as soon as it opens the file, so the
sum is what the sheet says. Anything but a plain sum over the same sheet is left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from xlperf.form.values import amount_of
from xlperf.grid import Formula, Grid, Position, Span, place_of
from xlperf.sources.limits import LIMITS

_CELL = r"\$?[A-Z]{1,2}\$?\d{1,5}"
_SUM = re.compile(rf"=\+?{_CELL}(?:\+{_CELL})*")
_CALL = re.compile(rf"=SUM\(({_CELL}(?::{_CELL})?(?:,{_CELL}(?::{_CELL})?)*)\)", re.IGNORECASE)
_DEEPEST = 4


def sum_of(formula: Formula, grid: Grid) -> Decimal | None:
    """Adds up the formula's cells, in their unit; None where it is no plain sum, or too long."""
    return _Sum(grid).of(formula, 0)


def summed_cells(formula: Formula, grid: Grid) -> list[Position] | None:
    """Lists the cells of a grid that a plain sum over its own sheet adds up.

    None for any other formula, and for a sum with cells of the sheet that the grid leaves out.
    """
    return _Sum(grid).cells(formula)


class _Sum:
    """Adds up cells of a grid, so many at most that no formula takes long."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._left = LIMITS.summed_cells

    def of(self, formula: Formula, depth: int) -> Decimal | None:
        cells = self.cells(formula)
        if cells is None:
            return None
        call = "(" in formula.text
        total = Decimal(0)
        for cell in cells:
            value = self._grid.written(*cell)
            if value is None or value == "":
                continue
            if call and isinstance(value, str):
                continue  # SUM passes over texts
            amount = None
            if isinstance(value, Formula) and depth < _DEEPEST:
                amount = self.of(value, depth + 1)
            amount = amount_of(value) if amount is None else amount
            if amount is None:
                return None
            total += amount
        return total

    def cells(self, formula: Formula) -> list[Position] | None:
        text = formula.text.replace(" ", "")
        if call := _CALL.fullmatch(text):
            areas = [_area(part) for part in call[1].split(",")]
        elif _SUM.fullmatch(text):
            areas = [_area(part) for part in text[1:].lstrip("+").split("+")]
        else:
            return None
        self._left -= sum(
            (bottom - top + 1) * (right - left + 1) for top, left, bottom, right in areas
        )
        if self._left < 0:
            return None
        cells = [
            (row, column)
            for top, left, bottom, right in areas
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        if self._grid.locate is None:
            return cells
        here = self._here
        return [here[cell] for cell in cells] if here.keys() >= set(cells) else None

    @cached_property
    def _here(self) -> dict[Position | None, Position]:
        """Maps the places of the sheet that the grid is a part of to those of the grid."""
        return {
            place_of(self._grid.address(row, column).cell): (row, column)
            for row, values in enumerate(self._grid.rows)
            for column in range(len(values))
        }


def _area(part: str) -> Span:
    first, _, last = part.upper().replace("$", "").partition(":")
    start, end = place_of(first), place_of(last or first)
    assert start and end  # the callers' patterns admit nothing else
    return *start, *end
