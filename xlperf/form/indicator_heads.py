"""Finds the indicator table of a project sheet or a form: its heads, columns and end."""

from __future__ import annotations

from typing import NamedTuple

from xlperf.form.indicator_blocks import (
    Doubt,
    Hit,
    IndicatorBlock,
    OtherPeriod,
    below_heads,
    block_of_year,
    blocks_of,
    first_column,
    firsts,
    further_columns,
    largest_block,
)
from xlperf.form.labels import is_narrative_heading
from xlperf.form.period_columns import heads_of_year
from xlperf.grid import Grid


class Table(NamedTuple):
    """Holds the indicator table as `LabelPositions` has it.

    It holds tuples, so that sheets laid out alike compare equal.
    """

    header: int | None
    heads: tuple[tuple[str, int], ...]
    end: int
    columns: tuple[tuple[str, int], ...] = ()
    passed: tuple[OtherPeriod, ...] = ()
    doubt: Doubt | None = None


def template_table(grid: Grid, hits: tuple[Hit, ...]) -> Table:
    """Returns the indicator table of a template's project sheet."""
    block = largest_block(hits, len(grid.rows))
    if block is None:
        return Table(None, (), len(grid.rows))
    further = firsts(further_columns(grid, block))
    return Table(block.header, firsts(block.columns), _narrative_row(grid, block), further)


def year_table(grid: Grid, hits: tuple[Hit, ...]) -> Table:
    """Returns the table of the year's indicators on a printed form."""
    blocks = blocks_of(grid, hits)
    if not blocks:
        return Table(None, (), len(grid.rows))
    block, passed, doubt = block_of_year(grid, blocks)
    block = below_heads(grid, block)
    heads, further, beside, unsure = heads_of_year(grid, hits, block)
    return Table(
        block.header,
        tuple(heads.items()),
        block.end,
        further,
        (*passed, beside) if beside else passed,
        doubt or unsure,
    )


def _narrative_row(grid: Grid, block: IndicatorBlock) -> int:
    """Returns the first row after a template's table, which a narrative's heading may end."""
    first = first_column(block.columns)
    for row in range(block.header + 1, block.end):
        for head in grid.rows[row][: first + 1]:
            if head and head.__class__ is str and is_narrative_heading(head):
                return row
    return block.end
