"""Finds the cells around a cell, for showing where a finding is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.form.values import text_of
from xlperf.grid import Grid, column_letters, place_of

_BESIDE, _ABOVE = 2, 1
"""Give the number of columns and rows to either side."""


class CellContext(NamedTuple):
    """Holds a few cells: headers of columns and rows, the texts, and which of them is meant."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    row: int
    column: int


class SourceCells:
    """Finds the cells of the grids of a source by their addresses."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._sheets: dict[str, Grid] = {}
        self._located: dict[Address, tuple[Grid, int, int]] = {}
        for grid in grids:
            if grid.locate is None:
                self._sheets.setdefault(grid.name, grid)
                continue
            for row, cells in enumerate(grid.rows):
                for column in range(len(cells)):
                    self._located.setdefault(grid.address(row, column), (grid, row, column))

    def around(self, at: Address) -> CellContext | None:
        """Returns the cells around an address; None where no grid holds it."""
        if at in self._located:
            return _around(*self._located[at], letters=False)
        grid, place = self._sheets.get(at.sheet), place_of(at.cell)
        if grid is None or place is None:
            return None
        return _around(grid, *place, letters=True)


def _around(grid: Grid, row: int, column: int, *, letters: bool) -> CellContext:
    width = max(column + 1, *map(len, grid.rows), 0)
    columns = range(max(0, column - _BESIDE), min(width, column + _BESIDE + 1))
    rows = range(max(0, row - _ABOVE), min(max(len(grid.rows), row + 1), row + _ABOVE + 1))
    texts = [[text_of(grid.value(r, c)) or "" for c in columns] for r in rows]
    for top, left, bottom, right in grid.spans:
        shown = [r for r in rows if top <= r <= bottom], [c for c in columns if left <= c <= right]
        if all(shown):
            for r, c in product(*shown):
                texts[r - rows[0]][c - columns[0]] = ""
            # Once, and where the cell that is meant is beside it or one of it.
            r, c = (at if at in of else of[0] for at, of in zip((row, column), shown, strict=True))
            texts[r - rows[0]][c - columns[0]] = text_of(grid.value(top, left)) or ""
    heads = tuple(column_letters(c) if letters else "" for c in columns)
    names = (str(r + 1) if letters else grid.address(r, column).cell for r in rows)
    return CellContext(
        heads, tuple(zip(names, map(tuple, texts), strict=True)), row - rows[0], column - columns[0]
    )
