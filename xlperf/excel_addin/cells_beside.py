"""Keeps what people wrote beside a form, while the form itself is drawn again.

A text right of the form, or a note on one of its cells, belongs to its row. Where the drawn sheet
has the same row in the same place it is put back; else it is named, and lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from xlperf.excel_addin.open_workbook import formulas_of
from xlperf.excel_addin.write_texts import write_text
from xlperf.form.values import text_of
from xlperf.grid import Grid, a1
from xlperf.layouts.sheet import Sheet as Drawn

if TYPE_CHECKING:
    from xlwings import Sheet

_LABELS = 2
"""Counts the columns that tell one row of a form from another."""


class Beside(NamedTuple):
    """Holds texts, formulas and notes by their cells, and the cells whose row is another by now."""

    texts: dict[str, str]
    formulas: dict[str, str]
    notes: dict[str, str]
    lost: list[str]


def cells_beside(sheet: Sheet, grid: Grid, drawn: Drawn) -> Beside:
    """Finds what stands beside a form that is about to be drawn again."""
    found = Beside({}, {}, {}, [])
    rows = _same_rows(grid, drawn)
    width = len(drawn.widths)
    across = max(map(len, grid.rows), default=0)
    if across > width:
        written = formulas_of(sheet, len(grid.rows), across)
        for row, texts in enumerate(written):
            for column, text in enumerate(texts[width:], start=width):
                if str(text).strip():
                    is_text = grid.value(row, column) == text
                    kind = found.texts if is_text else found.formulas
                    _sort(found, kind, row in rows, a1(row, column), str(text))
    for note in sheet.notes:
        row, column = note.location.row - 1, note.location.column - 1
        _sort(found, found.notes, row in rows, a1(row, column), note.text)
    return found


def put_back(sheet: Sheet, kept: Beside) -> None:
    """Write what was kept into the cells of the unprotected sheet from which it was taken."""
    for cell, text in kept.texts.items():
        write_text(sheet.range(cell), text)
    for cell, formula in kept.formulas.items():
        sheet.range(cell).formula = formula
    for cell, note in kept.notes.items():
        sheet.range(cell).add_note(note)


def _sort(found: Beside, kept: dict[str, str], is_same: bool, cell: str, text: str) -> None:
    if is_same:
        kept[cell] = text
    else:
        found.lost.append(cell)


def _same_rows(grid: Grid, drawn: Drawn) -> set[int]:
    """Returns the rows that begin with the same texts in the drawn sheet."""
    wanted: dict[int, list[str]] = {}
    for cell in drawn.cells:
        if cell.column < _LABELS:
            line = wanted.setdefault(cell.row, [""] * _LABELS)
            line[cell.column] = _text(cell.value)
    empty: Sequence[str] = [""] * _LABELS
    return {
        row
        for row in range(len(grid.rows))
        if [_text(grid.value(row, column)) for column in range(_LABELS)] == wanted.get(row, empty)
    }


def _text(value: object) -> str:
    return (text_of(value) or "").strip()  # type: ignore[arg-type]  # a cell's value
