"""Holds a piece of a text that is a cell, or part of one, and turns rows of pieces into a grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.grid import Grid, Value

JUDGED = "分界由程序判断，请核对"
"""Marks what lines alone do not tell for certain."""


class Piece(NamedTuple):
    """Holds a text, the line where it begins, how it was put together, and its cell in the line."""

    text: str
    line: int
    mark: str | None = None
    column: int = 0


def to_grid(rows: Sequence[Sequence[Piece]], name: str, at: Callable[[Piece], Address]) -> Grid:
    """Returns rows of pieces as a grid; `at` gives a piece's address."""
    values: list[list[Value]] = [[piece.text or None for piece in row] for row in rows]
    marks = {
        (row, column): piece.mark
        for row, pieces in enumerate(rows)
        for column, piece in enumerate(pieces)
        if piece.mark
    }

    def locate(row: int, column: int) -> Address:
        pieces = rows[min(row, len(rows) - 1)]
        return at(pieces[min(column, len(pieces) - 1)])

    return Grid(name, values, fills=True, locate=locate, marks=marks)
