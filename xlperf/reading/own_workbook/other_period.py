"""Reads the block of another period's indicators on a project sheet, below the narrative."""

from __future__ import annotations

from xlperf.filing.fields import BESIDES
from xlperf.filing.model import Indicator, OtherPeriod
from xlperf.filing.target import read_target
from xlperf.form.labels import TABLE
from xlperf.form.other_forms import column_kind
from xlperf.form.other_period_block import OtherPeriodBlock
from xlperf.form.values import text_of
from xlperf.grid import Grid
from xlperf.reading.indicator_table import besides


def block_cells(grid: Grid, block: OtherPeriodBlock) -> set[tuple[int, int]]:
    """Returns the cells of the block: its bar, its heads and its rows."""
    columns = (*range(len(TABLE)), *_further(grid, block).values())
    return {(row, column) for row in block.whole for column in columns}


def _further(grid: Grid, block: OtherPeriodBlock) -> dict[str, int]:
    """Returns the columns of weights and directions, where the block has them."""
    heads = enumerate(grid.rows[block.rows.start - 1])
    kinds = {column_kind(head): column for column, head in heads if isinstance(head, str)}
    return {kind: kinds[kind] for kind in BESIDES if kind in kinds}


def kept_period(grid: Grid, block: OtherPeriodBlock) -> OtherPeriod:
    """Reads the indicators of the block."""
    rows = []
    columns = _further(grid, block)
    for row in block.rows:
        level1, level2, level3, target = (text_of(grid.shown(row, c)) for c in range(len(TABLE)))
        at = grid.addresses({head: (row, c) for c, head in enumerate(TABLE)})
        read = read_target(target) if target is not None else None
        further = besides(grid.rows[row], columns)
        rows.append(Indicator(level1, level2, level3, read, at, **further))
    return OtherPeriod(block.name, tuple(rows))
