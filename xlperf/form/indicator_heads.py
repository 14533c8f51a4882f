"""Finds the indicator table of a project sheet or a form: its heads, columns and end."""

from __future__ import annotations

from typing import NamedTuple

from xlperf.form.first_levels import both_levels
from xlperf.form.further_columns import firsts, further_columns
from xlperf.form.indicator_blocks import (
    Doubt,
    Hit,
    IndicatorBlock,
    OtherPeriod,
    all_columns,
    below_heads,
    block_of_year,
    blocks_of,
    largest_block,
)
from xlperf.form.labels import is_narrative_heading
from xlperf.form.other_forms import bare_level, known_levels
from xlperf.form.period_columns import heads_of_year
from xlperf.form.table_rows import texts_in
from xlperf.grid import Grid

Heads = tuple[tuple[str, int], ...]
"""Holds the column of each head."""


class Table(NamedTuple):
    """Holds the indicator table as `LabelPositions` has it.

    It holds tuples, so that sheets laid out alike compare equal.
    """

    header: int | None
    heads: Heads
    end: int
    columns: tuple[tuple[str, int], ...] = ()
    passed: tuple[OtherPeriod, ...] = ()
    doubt: Doubt | None = None


def template_table(grid: Grid, hits: tuple[Hit, ...]) -> Table:
    """Returns the indicator table of a template's project sheet."""
    block = largest_block(hits, len(grid.rows))
    if block is None:
        return Table(None, (), len(grid.rows))
    known = all_columns(block.columns)
    further = firsts(further_columns(grid, block.header, block.end, known, is_template=True))
    return Table(block.header, firsts(block.columns), _narrative_row(grid, block), further)


def year_table(grid: Grid, hits: tuple[Hit, ...]) -> Table:
    """Returns the table of the year's indicators on a printed form."""
    blocks = blocks_of(grid, hits)
    if not blocks:
        return Table(None, (), len(grid.rows))
    block, passed, doubt = block_of_year(grid, blocks)
    block = below_heads(grid, block)
    heads, further, beside, unsure = heads_of_year(grid, hits, block)
    if beside:
        passed = (*passed, beside)
    passed = tuple(
        block._replace(heads=_of_two_levels(grid, block.header, block.rows.stop, block.heads))
        for block in passed
    )
    return Table(
        block.header,
        _of_two_levels(grid, block.header, block.end, tuple(heads.items())),
        block.end,
        further,
        passed,
        doubt or unsure,
    )


def _of_two_levels(grid: Grid, header: int, end: int, found: Heads) -> Heads:
    """Returns the heads as they are meant where a form has no level above 数量指标.

    There 一级指标 heads what is a second level elsewhere, and 二级指标 the indicators.
    """
    heads = dict(found)
    if "level3" in heads or not {"level1", "level2"} <= heads.keys():
        return found
    first, second = known_levels(1), known_levels(2)
    body = range(header + 1, end)
    upper, lower = (
        {bare_level(text) for text in texts_in([grid.value(row, column) for row in body])}
        for column in (heads["level1"], heads["level2"])
    )
    column = heads["level1"]
    is_joined = any(both_levels(t) for row in body for t in texts_in(grid.rows[row][column:][:1]))
    is_upper = is_joined or (upper & (second - first) and not upper & (first - second))
    if not is_upper or lower & (first | second):
        return found
    rest = (one for one in found if one[0] not in ("level1", "level2"))
    return (("level2", heads["level1"]), ("level3", heads["level2"]), *rest)


def _narrative_row(grid: Grid, block: IndicatorBlock) -> int:
    """Returns the first row after a template's table, which a narrative's heading may end."""
    first = min(all_columns(block.columns))
    for row in range(block.header + 1, block.end):
        if any(map(is_narrative_heading, texts_in(grid.rows[row][: first + 1]))):
            return row
    return block.end
