"""Works out a sum that was never calculated, or not since its cells changed.

The template's totals are formulas like `=B9+B11`. A file saved by a program that does not
calculate holds no value for them; Excel will show the sum as soon as it opens the file, so the
sum is what the sheet says. Anything but a plain sum over the same sheet is left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xlperf.form.values import amount_of
from xlperf.grid import Formula, Grid, Position, place_of

_CELL = r"\$?[A-Z]{1,2}\$?\d{1,5}"
_SUM = re.compile(rf"=\+?{_CELL}(?:\+{_CELL})*")
_CALL = re.compile(rf"=SUM\(({_CELL}(?::{_CELL})?(?:,{_CELL}(?::{_CELL})?)*)\)", re.IGNORECASE)
_DEEPEST = 4


def sum_of(formula: Formula, grid: Grid, depth: int = 0) -> Decimal | None:
    """Adds up the formula's cells, in their unit; None where it is no plain sum."""
    cells = summed_cells(formula, grid)
    if cells is None:
        return None
    call = "(" in formula.text
    total = Decimal(0)
    for cell in cells:
        value = grid.written(*cell)
        if value is None or value == "":
            continue
        if call and isinstance(value, str):
            continue  # SUM passes over texts
        amount = None
        if isinstance(value, Formula) and depth < _DEEPEST:
            amount = sum_of(value, grid, depth + 1)
        amount = amount_of(value) if amount is None else amount
        if amount is None:
            return None
        total += amount
    return total


def summed_cells(formula: Formula, grid: Grid) -> list[Position] | None:
    """Lists the cells of a grid that a plain sum over its own sheet adds up.

    None for any other formula, and for a sum with cells of the sheet that the grid leaves out.
    """
    text = formula.text.replace(" ", "")
    if call := _CALL.fullmatch(text):
        cells = [cell for part in call[1].split(",") for cell in _cells(part)]
    elif _SUM.fullmatch(text):
        cells = [_cell(part) for part in text[1:].lstrip("+").split("+")]
    else:
        return None
    if grid.locate is None:
        return cells
    here = {
        place_of(grid.address(row, column).cell): (row, column)
        for row, values in enumerate(grid.rows)
        for column in range(len(values))
    }
    return [here[cell] for cell in cells] if here.keys() >= set(cells) else None


def _cell(reference: str) -> Position:
    cell = place_of(reference.replace("$", ""))
    assert cell  # the callers' patterns admit nothing else
    return cell


def _cells(part: str) -> list[Position]:
    first, _, last = part.upper().partition(":")
    (top, left), (bottom, right) = _cell(first), _cell(last or first)
    return [
        (row, column)
        for row in range(top, min(bottom, top + 999) + 1)
        for column in range(left, right + 1)
    ]
