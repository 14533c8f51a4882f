"""Works out a sum that was never calculated, or not since its cells changed.

The template's totals are formulas like `=B9+B11`. A file saved by a program that does not
calculate holds no value for them; Excel will show the sum as soon as it opens the file, so the
sum is what the sheet says. Anything but a plain sum over the same sheet is left alone.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xlperf.form.values import amount_of
from xlperf.grid import Cell, Formula, Grid

_CELL = r"\$?[A-Z]{1,2}\$?\d{1,5}"
_SUM = re.compile(rf"=\+?{_CELL}(?:\+{_CELL})*")
_CALL = re.compile(rf"=SUM\(({_CELL}(?::{_CELL})?(?:,{_CELL}(?::{_CELL})?)*)\)", re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,2})\$?(\d{1,5})")
_DEEPEST = 4


def sum_of(formula: Formula, grid: Grid, depth: int = 0) -> Decimal | None:
    """Adds up the formula's cells, in their unit; None where it is no plain sum."""
    cells = summed_cells(formula)
    if cells is None:
        return None
    call = "(" in formula.text
    total = Decimal(0)
    for row, column in cells:
        value = grid.value(row, column)
        if value is None or value == "":
            continue
        if call and isinstance(value, str):
            continue  # SUM passes over texts
        if isinstance(value, Formula) and depth < _DEEPEST:
            amount = sum_of(value, grid, depth + 1)
            if amount is None:
                amount = amount_of(value)
        else:
            amount = amount_of(value) if not isinstance(value, Formula) else None
        if amount is None:
            return None
        total += amount
    return total


def summed_cells(formula: Formula) -> list[Cell] | None:
    """Lists the cells that a plain sum over its own sheet adds up; None for any other formula."""
    text = formula.text.replace(" ", "")
    if call := _CALL.fullmatch(text):
        return [cell for part in call[1].split(",") for cell in _cells(part)]
    if _SUM.fullmatch(text):
        return [_cell(part) for part in text[1:].lstrip("+").split("+")]
    return None


def _cell(reference: str) -> Cell:
    found = _REFERENCE.fullmatch(reference)
    assert found  # the callers' patterns admit nothing else
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _cells(part: str) -> list[Cell]:
    first, _, last = part.upper().partition(":")
    (top, left), (bottom, right) = _cell(first), _cell(last or first)
    return [
        (row, column)
        for row in range(top, min(bottom, top + 999) + 1)
        for column in range(left, right + 1)
    ]
