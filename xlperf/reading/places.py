"""Where a grid's labels stand.

One pass over the cells finds every label; what follows looks at positions only. Moved blocks,
inserted rows and columns, and merged cells change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from xlperf.model import SECTIONS
from xlperf.reading.grid import Cell, Grid
from xlperf.reading.labels import TABLE, fields_of, is_narrative_heading, may_open_label
from xlperf.template import template

_Hit = tuple[int, int, tuple[str, ...]]
"""A label's row and column, and the fields that it may announce."""

_HEADLINES = frozenset({"title", "project_goals", "indicators", "funding"})
"""Labels that announce a block and have no value of their own."""
_BESIDE = frozenset(
    ("name", "nature", "category", "department", "unit", "overall", "annual", "narrative_goals",
     "overview", "basis", "body", "plan", "period", "budget")
)  # fmt: skip
"""Labels with a text as their value."""
GOALS = ("overall", "annual")
_MARKS = frozenset({"edition", "version"})
"""What every project sheet of the template has at its end."""
_DRAWN = frozenset((*template()["marks"], *SECTIONS, "narrative_goals"))
"""What the template alone has on a sheet, never beside another label."""
_HEADS = (("total", "fiscal"), ("annual_total", "annual_fiscal", "carried_over"))
"""The labels that head the two blocks of money, in the order in which they are asked."""


@dataclass(slots=True, eq=False)
class Places:
    """The labels of one form or project sheet; sheets laid out alike share one.

    `labels` maps a field to its label's cell, `twice` holds the cells of labels that came again.
    `header` is the row of the indicator table's heads, `heads` their columns, `end` the first
    row after the table. `note` and `check` are the columns of the clerk's reasons and of our
    own marks.
    """

    labels: dict[str, Cell] = field(default_factory=dict)
    twice: list[tuple[str, Cell]] = field(default_factory=list)
    header: int | None = None
    heads: dict[str, int] = field(default_factory=dict)
    end: int = 0
    note: int | None = None
    check: int | None = None

    @property
    def is_template(self) -> bool:
        """Whether the sheet is one of our template's project sheets."""
        return self.labels.keys() >= _MARKS


def find_places(grid: Grid) -> Places:
    """Find every label of a grid."""
    hits = tuple(
        [
            (row, column, fields)
            for row, cells in enumerate(grid.rows)
            for column, value in enumerate(cells)
            if value
            and value.__class__ is str
            and may_open_label[value[0]]
            and (fields := fields_of(value))
        ]
    )
    hits = _without_values(grid, _without_sides(hits))
    places = _layout(hits, len(grid.rows))
    heading = _narrative_row(grid, places)
    return places if heading is None else _layout(hits, heading)


def _without_sides(hits: tuple[_Hit, ...]) -> tuple[_Hit, ...]:
    """The hits but one for both goals, which stands beside their heads: 总体目标."""
    goals = [hit for hit in hits if hit[2][0] in GOALS]
    for side, first, second in zip(goals, goals[1:], goals[2:], strict=False):
        names = tuple(hit[2][0] for hit in (side, first, second))
        if side[0] == first[0] == second[0] and names == (GOALS[0], *GOALS):
            return tuple(hit for hit in hits if hit is not side)
    return hits


def _without_values(grid: Grid, hits: tuple[_Hit, ...]) -> tuple[_Hit, ...]:
    """The hits but those of values that read like labels, as a project named 绩效目标 has one.

    What stands beside a label, or below the head of a goal, is its value wherever the field that
    it names has another label; else that label lost its value.
    """
    doubtful: set[Cell] = set()
    goals: dict[str, Cell] = {}
    below: set[Cell] = set()
    before: _Hit | None = None
    for hit in hits:
        row, column, fields = hit
        name = fields[0]
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


def _below(goals: dict[str, Cell]) -> set[Cell]:
    """The cells below the heads of both goals where those stand side by side."""
    rows = {row for row, _ in goals.values()}
    beside = len(goals) == len(GOALS) and len(rows) == 1
    return {(row + 1, column) for row, column in goals.values()} if beside else set()


def _is_beside(grid: Grid, hits: tuple[_Hit, ...], label: _Hit, hit: _Hit) -> bool:
    """Whether a hit stands where the value of a label does.

    The goals' labels stand side by side, but on the template's sheets one below the other.
    """
    row, column, fields = hit
    if (label[2][0], fields[0]) in (GOALS, GOALS[::-1]) and not _is_template(hits):
        return False
    return all(value in (None, "") for value in grid.rows[row][label[1] + 1 : column])


def _is_template(hits: tuple[_Hit, ...]) -> bool:
    return {fields[0] for _, _, fields in hits} >= _MARKS


@lru_cache(maxsize=1024)
def _layout(hits: tuple[_Hit, ...], height: int) -> Places:
    """What the labels found come to, the table ending at `height` at the latest.

    The sheets of a template differ in their values, hardly in where their labels stand.
    """
    places = Places(end=height)
    _find_table(hits, places)
    body = range((places.header or 0) + 1, places.end) if places.header is not None else range(0)
    first = min(places.heads.values(), default=0)
    doubles: list[_Hit] = []
    for row, column, fields in hits:
        name = fields[0]
        if name in TABLE:
            continue
        if row in body and column >= first:
            continue  # the words of an indicator may equal a label
        if name == "note":
            # A text that somebody typed further down may be the same word.
            places.note = column if places.note is None else places.note
        elif name == "check":
            places.check = column if places.check is None else places.check
        elif len(fields) > 1:
            doubles.append((row, column, fields))
        else:
            _place(places, name, (row, column))
    for row, column, fields in doubles:
        _place(places, _side(places, row, column, fields), (row, column))
    return places


def _narrative_row(grid: Grid, places: Places) -> int | None:
    """The row of a narrative's heading that ends the table before any label does."""
    if places.header is None:
        return None
    first = min(places.heads.values())
    for row in range(places.header + 1, places.end):
        for head in grid.rows[row][: first + 1]:
            if head and head.__class__ is str and is_narrative_heading(head):
                return row
    return None


def _place(places: Places, name: str, cell: Cell) -> None:
    if name in places.labels:
        if name not in _HEADLINES:
            places.twice.append((name, cell))
    else:
        places.labels[name] = cell


def _side(places: Places, row: int, column: int, fields: tuple[str, ...]) -> str:
    """Which of two fields a shared label means: that of the block whose head is nearest."""

    def distance(name: str) -> tuple[int, int]:
        heads = _HEADS[name.startswith("annual")]
        head = next((places.labels[head] for head in heads if head in places.labels), None)
        if head is None:
            return (1_000, 1_000)
        below = row - head[0]
        return (abs(column - head[1]), below if below >= 0 else 1_000)

    return min(fields, key=distance)


def _find_table(hits: tuple[_Hit, ...], places: Places) -> None:
    heads: dict[int, dict[str, int]] = {}
    for row, column, fields in hits:
        if fields[0] in TABLE:
            heads.setdefault(row, {}).setdefault(fields[0], column)
    if not heads:
        return
    header = max(heads, key=lambda row: (len(heads[row]), -row))
    if len(heads[header]) < 2:
        return
    places.header, places.heads = header, heads[header]
    first = min(places.heads.values())
    for row, column, fields in hits:
        if row > header and column <= first and fields[0] not in TABLE:
            if fields[0] == "indicators":
                continue  # stands beside the rows in some editions
            places.end = min(row, places.end)
            break


def missing_cell(places: Places, name: str) -> Cell:
    """Where a label that is gone would stand, judged by its neighbours in the template."""
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
