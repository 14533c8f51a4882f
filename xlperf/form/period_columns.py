"""Finds the columns of the year's indicators where those of several years stand beside them.

二级指标 | 三级指标 | 指标值 come twice, on the left of several years and on the right of this one,
or only the targets do. The heads, a row above them or the two goals say which is which.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlperf.filing.fields import GOALS
from xlperf.form.further_columns import Columns, firsts, further_columns
from xlperf.form.indicator_blocks import (
    ONLY_OTHER,
    Doubt,
    Hit,
    IndicatorBlock,
    OtherPeriod,
    all_columns,
)
from xlperf.form.labels import normal
from xlperf.form.other_forms import Period, is_block_label, period_of, year_in_cell
from xlperf.form.table_rows import LEVELS, texts_in, top_of_heads
from xlperf.form.values import text_of
from xlperf.grid import Grid

_PARTS = ("operator", "unit")
_PERIODS = 2
_ABOVE = 2
"""Names of the columns' periods stand no further above the heads."""
_USUAL = ("一级指标", "二级指标", "三级指标")
"""Lists the heads that are meant where another, 指标内容, stands beside them."""
_BESIDE = "这张指标表有两组并排的指标，没有写明哪一组是年度指标，没有读入"
_TARGETS = "这张指标表有几列指标值（{}），没有写明哪一列是年度的，没有读入"


class Heads(NamedTuple):
    """Holds the columns of the year's indicators, those beside them, and why nothing tells them.

    `further` are the year's columns besides levels and targets.
    """

    columns: dict[str, int]
    further: tuple[tuple[str, int], ...]
    passed: OtherPeriod | None = None
    doubt: Doubt | None = None


class _Named(NamedTuple):
    period: Period | None
    name: str


def heads_of_year(grid: Grid, hits: Sequence[Hit], block: IndicatorBlock) -> Heads:
    """Returns the columns of the year's indicators in a block."""
    header, columns = block.header, block.columns
    own = {field: _usual(grid, header, places) for field, places in columns.items()}
    targets = columns.get("target", [])
    further = further_columns(grid, header, block.end, all_columns(block.columns))
    texts = [_over(grid, header, column) for column in targets]
    if len(targets) < _PERIODS:
        return Heads(own, _of_target(further, targets), None, _lack(grid, header, targets))
    named = [_Named(period_of(text), text) for text in texts]
    is_of_years = any(year_in_cell(text) is not None for text in texts)
    if len({period for period, _ in named}) == 1 and not is_of_years:
        named = _above(grid, header, columns) or _goals(grid, header, hits) or named
    found = [at for at, (period, _) in enumerate(named) if period == "annual"]
    if _are_halves(grid, block):
        found = []
    elif not found and {period for period, _ in named} == {"other", None}:
        found = [at for at, (period, _) in enumerate(named) if period is None]
    groups = [_group(columns, at) for at in range(_PERIODS)]
    is_apart = bool(set(groups[1].values()) - set(groups[0].values()))
    if is_apart and len(found) == 1 and len(targets) == len(named) == _PERIODS:
        beside = _further_of(further, *groups)
        year, other = groups[found[0]], groups[1 - found[0]]
        of_year, rest = beside[found[0]], beside[1 - found[0]]
        of_other = tuple(one for one in rest if one not in of_year or one[0] in _PARTS)
        used = {*other.values(), *(column for _, column in of_other)}
        apart = tuple(sorted(used - set(year.values()) - {column for _, column in of_year}))
        if apart:  # heads whose merged cells are lost stand above nothing of their own
            name = named[1 - found[0]].name
            rows, heads = range(header, block.end), tuple(other.items())
            at = (header, apart[0])
            return Heads(year, of_year, OtherPeriod(at, rows, apart, name, header, heads, of_other))
    is_beside = any(len(columns.get(level, ())) > 1 for level in LEVELS)
    text = _BESIDE if is_beside else _TARGETS.format("".join(f"“{t}”" for t in texts))
    return Heads(own, firsts(further), None, Doubt((header, targets[0]), text))


def _lack(grid: Grid, header: int, targets: Sequence[int]) -> Doubt | None:
    """Says that the only targets of a table are another period's; None where they are not."""
    heads = [_over(grid, header, column) for column in targets]
    if [period_of(text) for text in heads] != ["other"]:
        return None
    rows = grid.rows[top_of_heads(grid.rows, header) : header + 1]
    others = [text for cells in rows for text in texts_in(cells) if period_of(text) == "annual"]
    named = "".join(f"“{text}”" for text in (*heads, *others))
    text = _TARGETS.format(named) if others else ONLY_OTHER.format(heads[0])
    return Doubt((header, targets[0]), text)


def _of_target(further: Columns, targets: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Returns what a table has besides, the sign and the unit those nearest to its target."""
    if not targets:
        return firsts(further)
    own = {
        head: sorted(places, key=lambda column: abs(column - targets[0]))
        for head, places in further.items()
        if head in _PARTS
    }
    return firsts({**further, **own})


def _further_of(
    further: Columns, left: dict[str, int], right: dict[str, int]
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Returns what the left and the right group have besides levels and targets.

    Where they share their levels, a sign or a unit that stands once is of both.
    """
    start = min(set(right.values()) - set(left.values()))
    if start == right["target"]:
        return firsts(further), tuple((head, places[-1]) for head, places in further.items())
    before = {head: [c for c in places if c < start] for head, places in further.items()}
    after = {head: [c for c in places if c > start] for head, places in further.items()}
    return firsts(before), firsts(after)


def _are_halves(grid: Grid, block: IndicatorBlock) -> bool:
    """Tells whether two groups share no first level: a long table set in two columns."""
    columns = block.columns.get("level1", [])
    texts = [
        {str(grid.value(row, column) or "") for row in range(block.header + 1, block.end)} - {""}
        for column in columns
    ]
    return len(texts) == _PERIODS and not texts[0] & texts[1]


def _usual(grid: Grid, header: int, columns: Sequence[int]) -> int:
    texts = {normal(str(grid.value(header, column))): column for column in columns}
    return next((texts[text] for text in _USUAL if text in texts), columns[0])


def _group(columns: Columns, number: int) -> dict[str, int]:
    """Returns the columns of one of two groups; what has one head alone is of both."""
    return {field: places[min(number, len(places) - 1)] for field, places in columns.items()}


def _over(grid: Grid, header: int, column: int) -> str:
    """Returns the text that heads a column of targets, of a period where the rows above name one.

    A head of several parts stands in the first of their columns.
    """
    own = text_of(grid.value(header, column)) or ""
    if period_of(own) is not None:
        return own
    for row in range(header - 1, top_of_heads(grid.rows, header) - 1, -1):
        before = (text_of(grid.value(row, at)) for at in range(column, -1, -1))
        text = next((text for text in before if text is not None), "")
        if period_of(text) is not None:
            return text
    return own


def _above(grid: Grid, header: int, columns: Columns) -> list[_Named]:
    """Returns the periods that a row of two labels above the heads names, from left to right."""
    first = min(all_columns(columns))
    for row in range(header - 1, max(header - 1 - _ABOVE, -1), -1):
        cells = [v for v in grid.rows[row][first:] if isinstance(v, str) and v]
        if len(cells) == _PERIODS and any(map(is_block_label, cells)):
            return [_Named(period_of(text), text) for text in cells]
    return []


def _goals(grid: Grid, header: int, hits: Sequence[Hit]) -> list[_Named]:
    """Returns the periods of the goals, whose two heads stand side by side above the indicators."""
    heads = [(row, column, fields[0]) for row, column, fields in hits if fields[0] in GOALS]
    heads = [head for head in heads if head[0] < header]
    if len(heads) != _PERIODS or heads[0][0] != heads[1][0]:
        return []
    return [
        _Named("annual" if field == "annual" else "other", text_of(grid.value(row, column)) or "")
        for row, column, field in heads
    ]
