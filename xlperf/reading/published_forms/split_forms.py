"""Splits grids that hold several forms or prose, and joins two parts of one form.

A worksheet may hold all the forms of a department one below the other, or side by side; a table of
one column is prose with a frame around it; a form that runs over a page arrives as two tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from xlperf.filing.model import Address
from xlperf.form.labels import fields_of, is_narrative_heading, normal
from xlperf.form.other_forms import says_year, words
from xlperf.form.table_rows import texts_in
from xlperf.form.values import says_wan, says_yuan
from xlperf.grid import Block, Grid, Line, Value

_PROSE = ("overview", "basis", "body", "plan", "period", "budget")
_NEXT = {"department", "unit", "start", "end"}
"""Names the fields that stand below a project's name."""
_SHORTEST = 4
"""Gives the fewest rows that a form has."""
_TITLE = 3
"""Gives the most rows from a form's title down to its project's name: year and unit between."""
_AMOUNTS = {"total", "fiscal", "other", "annual_total", "annual_fiscal", "carried_over"}
_TELLING = (*_NEXT, "name", "total", "annual_total", "overall", "level1")
"""Names the fields of which most stand on every form."""
_FEWEST_BESIDE = 5
"""Sets the number of labels repeated to the right that make another form there; an index of
projects above the forms repeats fewer."""


def unstack(grid: Grid) -> Iterator[Block]:
    """Yields the forms of a grid one by one, and the prose between them as lines."""
    grid = _without_repeated_titles(grid)
    columns = _form_columns(grid.rows)
    if len(columns) > 1:
        width = max(map(len, grid.rows))
        for left, right in pairwise([*columns, width]):
            yield from unstack(part(grid, 0, len(grid.rows), left, right))
        return
    texts = [_texts(cells) for cells in grid.rows]
    starts = set(_starts(grid.rows))
    prose = [row for row, found in enumerate(texts) if _is_prose_head(found)]
    if len(starts) <= 1 and not prose:
        yield grid
        return
    edges = sorted({0, *starts, *prose, len(grid.rows)})
    for top, bottom in pairwise(edges):
        if top in starts:
            yield part(grid, top, bottom)
        elif prose:
            yield from _lines(grid, top, bottom)
        elif any(texts[top:bottom]):
            yield part(grid, top, bottom)


def is_repeated_title(text: str) -> bool:
    """Tells whether a title says that the form above it goes on: 项目绩效目标表（续）."""
    is_marked = normal(text).endswith(tuple(words()["continued"]["endings"]))
    return is_marked and "title" in fields_of(text)


def _without_repeated_titles(grid: Grid) -> Grid:
    """Returns a grid without the rows in which a page repeats a form's title."""
    tops = [
        row
        for row, cells in enumerate(grid.rows)
        if row > 0 and len(texts := _texts(cells)) == 1 and is_repeated_title(texts[0])
    ]
    if not tops:
        return grid
    edges = zip((0, *(top + 1 for top in tops)), (*tops, len(grid.rows)), strict=True)
    return reduce(joined, [part(grid, top, bottom) for top, bottom in edges])


def _form_columns(rows: list[list[Value]]) -> list[int]:
    """Lists the columns at which forms begin, the first of them 0.

    Every label of a form beside another comes again as many columns further right, on the same row
    or not.
    """
    columns: dict[str, set[int]] = defaultdict(set)
    for cells in rows:
        for column, value in enumerate(cells):
            if value and value.__class__ is str:
                columns[next(iter(fields_of(str(value))), "")].add(column)

    def comes_again(shift: int) -> bool:
        again = (any(at + shift in columns[field] for at in columns[field]) for field in _TELLING)
        return sum(again) >= _FEWEST_BESIDE

    first, *others = sorted(columns["name"]) or [0]
    return [0, *(at for at in others if comes_again(at - first))]


def joined(above: Grid, below: Grid) -> Grid:
    """Joins two grids of the same columns as one, `below` continuing `above`."""
    height = len(above.rows)

    def locate(row: int, column: int) -> Address:
        if row < height:
            return above.address(row, column)
        return below.address(row - height, column)

    spans = [(top + height, left, end + height, right) for top, left, end, right in below.spans]
    marks = {(row + height, column): text for (row, column), text in below.marks.items()}
    return replace(
        above,
        rows=[*above.rows, *below.rows],
        spans=(*above.spans, *spans),
        locate=locate,
        marks={**above.marks, **marks},
        details=above.details or below.details,
    )


def _starts(rows: list[list[Value]]) -> list[int]:
    """Finds the rows that begin a form: its title, or 项目名称 where none has a title."""
    found = [_columns(cells) for cells in rows]
    titles: dict[int, int] = {}
    names: dict[int, int] = {}
    last_title = last_name = -_SHORTEST - 1
    for row, fields in enumerate(found):
        if _is_title(rows[row], fields) and row > last_title + 1:
            titles[row], last_title = fields["title"], row
        elif set(fields) & _AMOUNTS and not _is_above_form(found, row):
            continue  # the head of a list of projects
        elif "name" in fields and row > last_name + _SHORTEST:
            names[row], last_name = fields["name"], row
    starts = titles if len(titles) >= len(names) else names
    first = next(iter(starts.values()), 0)
    # In another column it may be an indicator that reads like a label.
    own = [
        row
        for row, column in starts.items()
        if column == first or len(_texts(rows[row])) == 1 or _is_above_form(found, row)
    ]
    return [
        next((t for t in range(row - 1, row - _TITLE - 1, -1) if t in titles), _top(rows, row))
        for row in own
    ]


def _top(rows: list[list[Value]], row: int) -> int:
    """Returns the first of the lines that say a form's year and unit, right above it."""
    while row > 0 and (texts := _texts(rows[row - 1])) and all(map(_says_year_or_unit, texts)):
        row -= 1
    return row


def _says_year_or_unit(text: str) -> bool:
    return says_year(text) or says_wan(text) or says_yuan(text)


def _is_title(cells: list[Value], fields: dict[str, int]) -> bool:
    """Tells whether a row begins with a title: beside a label it is a value that reads like one."""
    return "title" in fields and not _texts(cells[: fields["title"]])


def _is_above_form(found: list[dict[str, int]], row: int) -> bool:
    """Tells whether what stands below a project's name in a form is below a row."""
    return any(_NEXT & set(fields) for fields in found[row + 1 : row + 3])


def _columns(cells: list[Value]) -> dict[str, int]:
    """Maps the fields of a row's labels to their columns."""
    return {
        fields[0]: column
        for column, value in reversed(list(enumerate(cells)))
        if value.__class__ is str and value and (fields := fields_of(str(value)))
    }


def _is_prose_head(texts: list[str]) -> bool:
    if len(texts) != 1:
        return False
    return is_narrative_heading(texts[0]) or any(field in _PROSE for field in fields_of(texts[0]))


def _texts(cells: list[Value]) -> list[str]:
    return [text for text in texts_in(cells) if not text.isspace()]


def _lines(grid: Grid, top: int, bottom: int) -> Iterator[Line]:
    for row in range(top, bottom):
        for column, value in enumerate(grid.rows[row]):
            if isinstance(value, str) and value.strip():
                yield Line(value, grid.address(row, column))


def part(grid: Grid, top: int, bottom: int, left: int = 0, right: int | None = None) -> Grid:
    """Returns the rows of a grid from `top` to before `bottom`, and its columns likewise."""

    def locate(row: int, column: int) -> Address:
        return grid.address(row + top, column + left)

    def holds(row: int, column: int) -> bool:
        return top <= row < bottom and left <= column and (right is None or column < right)

    return replace(
        grid,
        rows=[cells[left:right] for cells in grid.rows[top:bottom]],
        spans=tuple(
            (first - top, start - left, last - top, end - left)
            for first, start, last, end in grid.spans
            if holds(first, start)
        ),
        locate=locate,
        hidden=frozenset(row - top for row in grid.hidden if top <= row < bottom),
        marks={
            (row - top, column - left): text
            for (row, column), text in grid.marks.items()
            if holds(row, column)
        },
    )
