"""Reads the block of another period's indicators on a project sheet, below the narrative."""

from __future__ import annotations

from xlperf.filing.model import Indicator, OtherPeriod
from xlperf.filing.target import read_target
from xlperf.form.labels import TABLE
from xlperf.form.other_period_block import other_period_block
from xlperf.form.values import text_of
from xlperf.grid import Grid


def block_cells(grid: Grid) -> set[tuple[int, int]]:
    """Returns the cells of the block: its bar, its heads and its rows."""
    block = other_period_block(grid)
    return {(row, c) for row in block.whole for c in range(len(TABLE))} if block else set()


def kept_period(grid: Grid) -> OtherPeriod | None:
    """Reads the block; None where a sheet has none."""
    block = other_period_block(grid)
    if block is None:
        return None
    rows = []
    for row in block.rows:
        level1, level2, level3, target = (text_of(grid.shown(row, c)) for c in range(len(TABLE)))
        at = grid.addresses({head: (row, c) for c, head in enumerate(TABLE)})
        read = read_target(target) if target is not None else None
        rows.append(Indicator(level1, level2, level3, read, at))
    return OtherPeriod(block.name, tuple(rows))
