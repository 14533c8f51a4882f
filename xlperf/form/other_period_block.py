"""Finds the block of another period's indicators on a project sheet, below the narrative."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from xlperf.form.template import template
from xlperf.grid import Grid

_COLUMNS = 4


class OtherPeriodBlock(NamedTuple):
    """Holds the name of the period and the rows of its indicators, below a bar and the heads."""

    name: str
    rows: range

    @property
    def whole(self) -> range:
        """Returns the rows with the bar and the heads."""
        return range(self.rows.start - 2, self.rows.stop)


def other_period_block(grid: Grid) -> OtherPeriodBlock | None:
    """Returns the block; None where a sheet has none."""
    bar = _bar()
    for row, cells in enumerate(grid.rows):
        if cells and isinstance(text := cells[0], str) and text.startswith(bar):
            end = row + 2
            while end < len(grid.rows) and _is_filled(grid, end):
                end += 1
            return OtherPeriodBlock(text.removeprefix(bar), range(row + 2, end))
    return None


@cache
def _bar() -> str:
    bands: dict[str, str] = template()["bands"]
    return bands["other_period"].partition("{")[0]


def _is_filled(grid: Grid, row: int) -> bool:
    """Tells whether a row holds an indicator: it is not blank, nor the last one with its marks."""
    cells = grid.rows[row][:_COLUMNS]
    is_last = bool(cells) and cells[0] == template()["marks"]["edition"]
    return not is_last and any(value not in (None, "") for value in cells)
