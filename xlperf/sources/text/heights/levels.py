"""Finds the rows that each level of the indicators spans: it is in their middle, or at the top.

Which rows it spans shows from where its lines stand among theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from xlperf.sources.text.heights.body import Cell, Indicator, offsets

_MOST_KEPT = 3
_NEAR, _FAR = 0.25, 0.35
"""Lines no further apart are one line of the text; others are no nearer."""
MOST_APART = 1.0
"""Lines further from where they ought to stand are not those of these rows."""


class Layout(NamedTuple):
    """Holds how cells are set: in the middle of their rows or at the top, and the rows' spacing."""

    middle: bool
    padding: float


class Level(NamedTuple):
    """Holds a level, its lines, and the rows that it spans."""

    word: str
    cell: Cell
    rows: range


def spanning(
    cells: Sequence[tuple[str, Cell]], rows: Sequence[Indicator], layout: Layout,
    beside: Sequence[Level] = (),
) -> list[tuple[float, list[Level]]]:  # fmt: skip
    """Returns the likeliest ways in which the cells, in their order, span all rows.

    Where the level `beside` is known, its rows stay together, and the first of them may have no
    cell: this level was left empty. With every way comes how far the lines stand from where they
    ought to.
    """
    blocks = [each.rows for each in beside] or [range(row, row + 1) for row in range(len(rows))]
    heights = [float(row.height) for row in rows]
    for each in beside:
        if len(each.rows) == 1:
            heights[each.rows.start] = max(heights[each.rows.start], len(each.cell.lines))
    ways: dict[int, list[tuple[float, list[Level]]]]  # by the block where the next cell begins
    ways = {block: [(0.0, [])] for block in range(len(blocks) + 1 if beside else 1)}
    for word, cell in cells:
        longer: dict[int, list[tuple[float, list[Level]]]] = {}
        for block, before in ways.items():
            for end, error in _ends(cell, blocks, block, rows, heights, layout):
                level = Level(word, cell, range(blocks[block].start, blocks[end].stop))
                longer.setdefault(end + 1, []).extend(
                    (known + error, [*way, level])
                    for known, way in before
                    if known + error <= MOST_APART
                )
        ways = {block: sorted(made, key=_first)[:_MOST_KEPT] for block, made in longer.items()}
    return ways.get(len(blocks), [])


def _first(way: tuple[float, list[Level]]) -> float:
    return way[0]


def _ends(
    cell: Cell, blocks: Sequence[range], block: int, rows: Sequence[Indicator],
    heights: Sequence[float], layout: Layout,
) -> Iterator[tuple[int, float]]:  # fmt: skip
    """Yields the blocks with which a cell may end that begins with this one, and how badly it fits.

    It begins behind the row before, and ends before the next; with every row it comes to stand
    lower, until it is too low.
    """
    if block == len(blocks):
        return
    start = blocks[block].start
    if start and rows[start - 1].target.at[-1] >= cell.at[0]:
        return
    last = inf
    for end in range(block, len(blocks)):
        stop = blocks[end].stop
        if stop < len(rows) and cell.at[-1] >= min(rows[stop].name.at[0], rows[stop].target.at[0]):
            continue
        error = _error(cell, range(start, stop), rows, heights, layout)
        if error <= MOST_APART:
            yield end, error
        elif error > last:
            return
        last = error


def _error(
    cell: Cell, span: range, rows: Sequence[Indicator], known: Sequence[float], layout: Layout
) -> float:
    """Measures how far a cell's lines are from where they ought to stand in the rows it spans."""
    heights = [known[index] + layout.padding for index in span]
    if len(heights) == 1:
        heights = [max(heights[0], len(cell.lines) + layout.padding)]
    places = list(zip(cell.at, offsets(len(cell.lines), sum(heights), layout.middle), strict=True))
    error = 0.0
    for index, top, height in zip(span, accumulate([0.0, *heights]), heights, strict=False):
        for other in (rows[index].name, rows[index].target):
            others = offsets(len(other.lines), height, layout.middle)
            for at, place in zip(other.at, others, strict=True):
                error += sum(_apart(at - line, top + place - y) for line, y in places)
    return error


def _apart(lines: int, distance: float) -> float:
    """Measures how far a line's distance below another is from what their order says."""
    if not lines:
        return max(abs(distance) - _NEAR, 0.0)
    return max(_FAR - distance * (1 if lines > 0 else -1), 0.0)
