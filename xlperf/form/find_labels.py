"""Finds where a grid's labels stand.

One pass over the cells finds every label; what follows looks at positions only. Moved blocks,
inserted rows and columns, and merged cells change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import pairwise

from xlperf.filing.fields import GOALS, NARRATIVE, TEXTS
from xlperf.form.amount_columns import of_headed_year, without_heads, without_other_years
from xlperf.form.amount_labels import of_the_year, place_amounts
from xlperf.form.detect_edition import is_own_form
from xlperf.form.implied_labels import with_implied
from xlperf.form.indicator_blocks import Doubt, Hit, OtherPeriod, rows_of_heads
from xlperf.form.indicator_heads import Table, template_table, year_table
from xlperf.form.labels import TABLE, fields_of, may_open_label, normal, plain_label
from xlperf.form.other_forms import words
from xlperf.form.other_period_block import OtherPeriodBlock, other_period_block
from xlperf.form.template import template
from xlperf.grid import Grid, Position

_HEADLINES = frozenset({"title", "project_goals", "indicators", "funding"})
"""Lists labels that announce a block and have no value of their own."""
_BESIDE = frozenset((*TEXTS, *NARRATIVE))
"""Lists labels with a text as their value."""
_MARKS = frozenset({"edition", "version"})
"""Lists what every project sheet of the template has at its end."""
_DRAWN = frozenset((*template()["marks"], *NARRATIVE, "goals"))
"""Lists what the template alone has on a sheet, never beside another label."""


@dataclass(slots=True, eq=False)
class LabelPositions:
    """Holds the positions of one form's or project sheet's labels; sheets laid out alike share one.

    `labels` maps a field to its label's cell, `twice` holds the cells of labels that came again.
    `header` is the row of the indicator table's heads, `heads` their columns, `end` the first
    row after the table; `columns` are those that it has besides (operator, unit, weight). `passed`
    are indicators of another period, `other_period` is their block on a template's sheet, `doubt`
    says why the year's are not told from them, and `unplaced` are the labels of amounts that do
    not say whether they are the year's. `note`, `check` and `hint` are the columns of the clerk's
    reasons, of our own marks and of our formulas.
    """

    labels: dict[str, Position] = field(default_factory=dict)
    twice: list[tuple[str, Position]] = field(default_factory=list)
    header: int | None = None
    heads: dict[str, int] = field(default_factory=dict)
    end: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    passed: tuple[OtherPeriod, ...] = ()
    other_period: OtherPeriodBlock | None = None
    doubt: Doubt | None = None
    unplaced: tuple[Position, ...] = ()
    note: int | None = None
    check: int | None = None
    hint: int | None = None

    @property
    def reserved(self) -> tuple[int | None, ...]:
        """Lists the columns in which no field has its value."""
        return (self.note, self.check, self.hint)

    @property
    def is_template(self) -> bool:
        """Tells whether the sheet is one of our template's project sheets."""
        return self.labels.keys() >= _MARKS

    @property
    def is_ours(self) -> bool:
        """Tells whether the labels are those of one of our editions' forms."""
        return is_own_form(frozenset((*self.labels, *self.heads)))


def find_labels(grid: Grid) -> LabelPositions:
    """Finds every label of a grid; rows and columns are 0-based."""
    hits = tuple(
        [
            (row, column, fields)
            for row, cells in enumerate(grid.rows)
            if any(cells)
            for column, value in enumerate(cells)
            if value
            and value.__class__ is str
            and may_open_label[value[0]]
            and (fields := fields_of(value))
        ]
    )
    is_template = _is_template(hits)
    block = other_period_block(grid) if is_template else None
    if block is not None:
        hits = tuple(hit for hit in hits if hit[0] not in block.whole)
    if not is_template:
        hits = without_other_years(grid, _without_sides(grid, hits))
        hits = without_heads(grid, hits)
        hits = of_headed_year(grid, _with_unplaced(grid, with_implied(grid, hits)))
    hits = _without_values(grid, hits)
    found = _layout(hits, template_table(grid, hits) if is_template else year_table(grid, hits))
    return found if block is None else replace(found, other_period=block)


def _with_unplaced(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits, with amounts that do not say so assigned to the project or the year."""

    def meant(row: int, column: int, fields: tuple[str, ...]) -> tuple[str, ...]:
        if fields == ("fiscal",):
            return ("fiscal", "annual_fiscal")
        is_open = fields[0] == "total" and plain_label(str(grid.value(row, column))) in _unplaced()
        return ("total", "annual_total") if is_open else fields

    return tuple((row, column, meant(row, column, fields)) for row, column, fields in hits)


@cache
def _unplaced() -> frozenset[str]:
    return frozenset(map(normal, words()["money"]["unplaced"]))


def _without_sides(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits but one for both goals, which stands beside their heads: 总体目标.

    Or beside the one goal that there is, and its text below.
    """
    goals = [hit for hit in hits if hit[2][0] in GOALS]
    bottoms = {(top, left): bottom for top, left, bottom, _ in grid.spans}
    for side, head in pairwise(goals):
        ends = [bottoms.get(hit[:2], hit[0]) for hit in (side, head)]
        if side[0] == head[0] and side[2] != head[2] and ends[0] > ends[1]:
            return tuple(hit for hit in hits if hit is not side)
    for side, first, second in zip(goals, goals[1:], goals[2:], strict=False):
        names = tuple(hit[2][0] for hit in (side, first, second))
        if side[0] == first[0] == second[0] and names == (GOALS[0], *GOALS):
            return tuple(hit for hit in hits if hit is not side)
    return hits


def _without_values(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits but values that read like labels, as a project named 绩效目标 has.

    What stands beside a label, or below the head of a goal, is its value wherever the field that
    it names has another label; else that label lost its value.
    """
    doubtful: set[Position] = set()
    heads = rows_of_heads(hits)
    goals: dict[str, Position] = {}
    below: set[Position] = set()
    before: Hit | None = None
    for hit in hits:
        row, column, fields = hit
        name = fields[0]
        if row in heads and name in TABLE:
            before = None
            continue
        if before is not None and before[0] == row and _is_beside(grid, hits, before, hit):
            doubtful.add((row, column))
            before = None
            continue
        if below and (row, column) in below:
            doubtful.add((row, column))
        elif name in GOALS:
            goals[name] = (row, column)
            below = _below(goals)
        before = hit if name in _BESIDE else None
    if not doubtful:
        return hits
    sure = {name for row, column, (name, *_) in hits if (row, column) not in doubtful}
    lost = {name for _, _, (name, *_) in hits} - sure - _DRAWN - set(TABLE)
    return tuple(h for h in hits if h[:2] not in doubtful or h[2][0] in lost)


def _below(goals: dict[str, Position]) -> set[Position]:
    """Returns the cells below the heads of both goals where those stand side by side."""
    rows = {row for row, _ in goals.values()}
    beside = len(goals) == len(GOALS) and len(rows) == 1
    return {(row + 1, column) for row, column in goals.values()} if beside else set()


def _is_beside(grid: Grid, hits: tuple[Hit, ...], label: Hit, hit: Hit) -> bool:
    """Tells whether a hit stands where the value of a label does.

    The goals' labels stand side by side, but on the template's sheets one below the other.
    """
    row, column, fields = hit
    if (label[2][0], fields[0]) in (GOALS, GOALS[::-1]) and not _is_template(hits):
        return False
    return all(value in (None, "") for value in grid.rows[row][label[1] + 1 : column])


def _is_template(hits: tuple[Hit, ...]) -> bool:
    return {fields[0] for _, _, fields in hits} >= _MARKS


@lru_cache(maxsize=1024)
def _layout(hits: tuple[Hit, ...], table: Table) -> LabelPositions:
    """Builds the label positions from the hits and the indicator table.

    The sheets of a template differ in their values, hardly in where their labels stand.
    """
    header, heads, end, columns, passed, doubt = table
    places = LabelPositions(
        header=header, heads=dict(heads), end=end, columns=dict(columns), passed=passed, doubt=doubt
    )
    body = range(0) if header is None else range(header + 1, end)
    first = min(places.heads.values(), default=0)
    doubles: list[Hit] = []
    for row, column, fields in hits:
        name = fields[0]
        if name in TABLE:
            continue
        if row in body and column >= first:
            continue  # the words of an indicator may equal a label
        if any(row in block.rows and not block.columns for block in passed):
            continue
        if row == header and column < first and name in GOALS:
            continue  # 年度绩效目标 beside its indicators
        if name in ("note", "check", "hint"):
            # A text that somebody typed further down may be the same word.
            if getattr(places, name) is None:
                setattr(places, name, column)
        elif len(fields) > 1:
            doubles.append((row, column, fields))
        else:
            _place(places, name, (row, column))
    placed, unplaced = place_amounts(places.labels, doubles)
    for name, cell in placed:
        _place(places, name, cell)
    if not places.is_template:
        unplaced += of_the_year(places.labels)
    places.unplaced = tuple(unplaced)
    return places


def _place(places: LabelPositions, name: str, cell: Position) -> None:
    if name in places.labels:
        if name not in _HEADLINES:
            places.twice.append((name, cell))
    else:
        places.labels[name] = cell


def missing_cell(places: LabelPositions, name: str) -> Position:
    """Returns the cell where a missing label would stand, judged by its template neighbours."""
    rows: list[list[str]] = template()["project"]["rows"]
    index, side = next((i, r.index(name)) for i, r in enumerate(rows) if name in r)
    column = next(
        (places.labels[r[side]][1] for r in rows if r[side] in places.labels),
        0 if side == 0 else 2,
    )
    partner = rows[index][1 - side]
    if partner in places.labels:
        return (places.labels[partner][0], column)
    known = [(abs(i - index), i, n) for i, r in enumerate(rows) for n in r if n in places.labels]
    if not known:
        return (0, column)
    _, nearest, neighbour = min(known)
    return (max(0, places.labels[neighbour][0] + index - nearest), column)
