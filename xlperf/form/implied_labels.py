"""Adds labels that a form does not spell out: sums of its money, and the one goal that it has.

Where the money is a table of costs (成本构成 | 金额), its sum is the year's amount; so is a sum
beside 预算资金. 项目资金 with an amount beside it is a total. Where 绩效目标 heads no two goals but
has a text beside it, that text is the year's goal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from xlperf.filing.fields import GOALS
from xlperf.form.amount_columns import is_amount, kind_of_head, next_filled
from xlperf.form.indicator_blocks import Hit, rows_of_heads
from xlperf.form.labels import normal, plain_label
from xlperf.form.other_forms import is_label, words
from xlperf.grid import Grid, Position

_LONGEST = 20
"""Limits the characters of a head with what surrounds it: most cells of a large sheet hold more."""


def with_implied(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits with those that are only implied; a sheet without any has none of these."""
    if not hits:
        return hits
    fields = {field for _, _, fields in hits for field in fields}
    found = list(hits)
    if fields.isdisjoint({"total", "annual_total"}):
        found += [(*cell, ("annual_total",)) for cell in _sum_of_costs(grid)]
    bottoms = {(top, left): bottom for top, left, bottom, _ in grid.spans}
    found = [each for hit in found for each in _with_sums(grid, hit, bottoms)]
    heads = rows_of_heads(hits)
    if fields.isdisjoint(GOALS):
        found = [
            (row, column, ("annual",))
            if of[0] == "project_goals" and row not in heads and _has_text(grid, row, column)
            else (row, column, of)
            for row, column, of in found
        ]
    return tuple(sorted(set(found)))


def _with_sums(grid: Grid, hit: Hit, bottoms: Mapping[Position, int]) -> list[Hit]:
    """Returns a label of money as what stands beside it makes it: a total, or over its own sum."""
    row, column, fields = hit
    if fields not in (("funding",), ("annual_total",)):
        return [hit]
    total = fields if fields == ("annual_total",) else ("total", "annual_total")
    beside = next_filled(grid.rows[row], column)
    if beside is None or is_amount(grid.value(row, beside)):
        return [(row, column, total)] if beside is not None else [hit]
    bottom = bottoms.get((row, column), row)
    if bottom == row:
        return [hit]
    sums = (
        (below, beside, total)
        for below in range(row, bottom + 1)
        if normal(str(grid.value(below, beside) or "")) in words()["lists"]["sums"]
        and (at := next_filled(grid.rows[below], beside)) is not None
        and is_amount(grid.value(below, at))
    )
    found = list(islice(sums, 1))
    is_over = bool(found) or is_label(str(grid.value(row, beside)))
    return [(row, column, ("funding",)), *found] if is_over else [hit]


def _sum_of_costs(grid: Grid) -> list[Position]:
    """Returns the label of the sum in a table of costs, whose amounts stand beside their names."""
    head = next(_heads_of_costs(grid), None)  # of one table: a form may have thousands of rows
    if head is None:
        return []
    row, column = head
    sums = words()["lists"]["sums"]
    for below in range(row + 1, len(grid.rows)):
        text = grid.value(below, column)
        if isinstance(text, str) and normal(text) in sums:
            return [(below, column)]
    return []


def _heads_of_costs(grid: Grid) -> Iterator[Position]:
    own = words()["money"]
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells[:-1]):
            if not isinstance(value, str) or len(value) > _LONGEST:
                continue
            if any(word in value for word in (*own["costs"], *own["sources"])):
                beside = plain_label(str(cells[column + 1] or ""))
                is_cost = plain_label(value) in own["costs"] and beside in own["cost_amounts"]
                is_source = plain_label(value) in own["sources"]
                if is_cost or (is_source and kind_of_head(beside) == "year"):
                    yield row, column


def _has_text(grid: Grid, row: int, column: int) -> bool:
    """Tells whether the next text beside a label is no label itself."""
    beside = next_filled(grid.rows[row], column)
    value = None if beside is None else grid.rows[row][beside]
    return isinstance(value, str) and not is_label(value)
