"""Finds the cell that holds the value of each label.

It stands beside the label, past its merged range and past empty cells; below it where the two
goals' headings stand side by side.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import lru_cache

from xlperf.filing.fields import DATES, GOALS, HEAD, NAMES
from xlperf.form.amount_columns import headed_amounts
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import fields_of, may_open_label, normal
from xlperf.form.other_forms import is_foreign, is_label
from xlperf.form.table_rows import is_side, texts_in
from xlperf.form.values import amount_of
from xlperf.grid import Grid, Position, Span, Value

_NUMBER = re.compile(r"目标[\d一二三四五六七八九十]{1,2}")
"""Matches what counts the parts of a goal in cells of their own: 目标1."""
_HEAD = frozenset((*HEAD, *DATES))
"""Names the fields whose labels are at the top of a form, with their values beside them."""


def take_values(grid: Grid, places: LabelPositions) -> tuple[dict[str, Value], dict[str, Position]]:
    """Takes the value of each field that has a label, and its cell.

    What `value_cell` finds for one; where the cell next to a label is filled, as most are,
    sheets laid out alike need not be searched again.
    """
    headed = {} if places.is_template else dict(headed_amounts(grid, places.labels))
    labels = set(places.labels.values())
    merged = tuple([span for span in grid.spans if span[:2] in labels])
    rows = grid.rows
    cells = _next_cells(places, merged)
    values: dict[str, Value] = {}
    for name, (row, column) in cells.items():
        value = rows[row][column] if column < len(rows[row]) else None
        if (
            value is None
            or value == ""
            or (name in GOALS and not places.is_template)
            or (value.__class__ is str and _may_be_label(value, places))
        ):
            spans = {span[:2]: span[2:] for span in merged}
            cell = value_cell(grid, places, name, spans)
            cells = {**cells, name: cell}
            value = None if cell == places.labels[name] else grid.written(*cell)
        if name in headed:  # None where nothing tells which of several amounts it is
            cell = headed[name].cell or places.labels[name]
            cells = {**cells, name: cell}
            value = None if cell == places.labels[name] else grid.written(*cell)
        values[name] = value
    return values, cells


@lru_cache(maxsize=256)
def _next_cells(places: LabelPositions, merged: tuple[Span, ...]) -> dict[str, Position]:
    """Gives each label's next cell that may hold a value; `sys.maxsize` where it may be below."""
    ends = {(top, left): right for top, left, _, right in merged}
    heads = [places.labels[goal][0] for goal in GOALS if goal in places.labels]
    below = len(set(heads)) < len(heads)
    found = {}
    for name in NAMES:
        if name not in places.labels:
            continue
        row, column = places.labels[name]
        column = ends.get((row, column), column) + 1
        while column in places.reserved:
            column += 1
        found[name] = (row, sys.maxsize if below and name in GOALS else column)
    return found


def value_cell(
    grid: Grid, places: LabelPositions, name: str, spans: dict[Position, Position]
) -> Position:
    """Finds the cell that holds the value of a label, also where it is empty.

    It is beside the label, past its merged range and past empty cells; below it where another
    goal's heading, not a value, stands beside it. It is the label's own cell where nothing but
    other labels stands there.
    """
    row, column = places.labels[name]
    last = spans.get((row, column), (row, column))
    if name in GOALS and _goals_are_below(grid, places, spans):
        return _cell_below(grid, places, (last[0] + 1, column), (row, column))
    if name in GOALS and not places.is_ours and _is_side(grid, last, (row, column)):
        return (row, column)
    cells = grid.row_written(row)
    beyond = [column for column in range(last[1] + 1, len(cells)) if column not in places.reserved]
    if name in GOALS and not places.is_template and _is_across(grid, last[1]):
        return _cell_below(grid, places, (last[0] + 1, column), (row, column))
    first = beyond[0] if beyond else last[1] + 1
    filled = [column for column in beyond if cells[column] not in (None, "")]
    for candidate in filled[:1]:
        value = cells[candidate]
        if isinstance(value, str) and fields_of(value):
            is_value = (row, candidate) not in places.labels.values() and not _is_head(
                places, row, candidate
            )
            if candidate == last[1] + 1 and is_value and (places.is_template or places.is_ours):
                return (row, candidate)  # a value that reads like a label
            break
        if not places.is_template and (
            _is_foreign(cells, filled, candidate > first, places.is_ours)
            or (candidate > first and _is_of_another(grid, places, name, (row, first), candidate))
        ):
            break
        return (row, candidate)
    return (row, column) if filled[:1] == [first] else (row, first)


def _cell_below(grid: Grid, places: LabelPositions, top: Position, label: Position) -> Position:
    """Finds the cell of a goal's text below its label, no lower than the form's next band."""
    row, column = top
    first = min(places.labels[goal][1] for goal in GOALS if goal in places.labels)
    for below in range(row, places.header or len(grid.rows)):
        beside = texts_in(grid.rows[below][:first])
        if below > row and not all(map(is_side, beside)):
            break
        value = grid.written(below, column)
        if value in (None, ""):
            continue
        is_label = (below, column) in places.labels.values()
        if is_label or (isinstance(value, str) and is_foreign(value)):
            break
        return (below, column)
    return top if grid.value(*top) in (None, "") and row != places.header else label


def _is_side(grid: Grid, last: Position, label: Position) -> bool:
    """Tells whether a goal's label stands beside more rows than the cell next to it, or numbers."""
    number, *texts = (*texts_in(grid.rows[label[0]][last[1] + 1 :]), "")
    if _NUMBER.fullmatch(normal(number)) and any(texts):
        return True
    rows = [grid.rows[row][last[1] + 1 :] for row in range(label[0], last[0] + 1)]
    if sum(any(value not in (None, "") for value in cells) for cells in rows) > 1:
        return True
    beside = (label[0], last[1] + 1)
    bottom = next((end for top, left, end, _ in grid.spans if (top, left) == beside), label[0])
    return bottom < last[0] and grid.value(*beside) not in (None, "")


def _is_across(grid: Grid, last: int) -> bool:
    """Tells whether no row of a form holds anything beyond a column."""
    return all(value in (None, "") for cells in grid.rows for value in cells[last + 1 :])


def _is_head(places: LabelPositions, row: int, column: int) -> bool:
    """Tells whether a cell is among the headers of the indicator table."""
    return row == places.header and column in places.heads.values()


def _may_be_label(text: str, places: LabelPositions) -> bool:
    if may_open_label[text[0]] and fields_of(text):
        return True
    return not places.is_template and is_foreign(text)


def _is_foreign(
    cells: Sequence[Value], filled: Sequence[int], is_behind: bool, is_ours: bool
) -> bool:
    """Tells whether a row's first filled cell is a label of other forms, its value the second.

    `is_behind` says that an empty cell is before it: then any text that has another beside it is
    one. On a form of ours a label's own value may stand there too, with a known label or nothing
    beside it.
    """
    first, *rest = (cells[column] for column in filled[:2])
    has_value = any(not (isinstance(value, str) and is_label(value)) for value in rest)
    if isinstance(first, str) and is_foreign(first):
        return is_behind or has_value or not is_ours
    return is_behind and has_value and amount_of(first) is None


def _is_of_another(
    grid: Grid, places: LabelPositions, name: str, empty: Position, column: int
) -> bool:
    """Tells whether the text right of an empty value cell belongs to something else.

    So it is where that cell is merged, and where other labels stand in the column of a text;
    amounts have columns in which such labels stand as well.
    """
    if any(span[:2] == empty for span in grid.spans):
        return True
    if name not in _HEAD:
        return False
    known = {cell for field, cell in places.labels.items() if field in _HEAD}
    for row in range(places.header if places.header is not None else len(grid.rows)):
        text = grid.value(row, column)
        if row != empty[0] and (
            (row, column) in known or (isinstance(text, str) and is_foreign(text))
        ):
            return True
    return False


def _goals_are_below(grid: Grid, places: LabelPositions, spans: dict[Position, Position]) -> bool:
    overall, annual = places.labels.get("overall"), places.labels.get("annual")
    if overall is None or annual is None or overall[0] != annual[0]:
        return False
    left, right = sorted((overall, annual), key=lambda cell: cell[1])
    between = range(spans.get(left, left)[1] + 1, right[1])
    if len(between) == 0:
        return True
    row = left[0]
    if any(grid.value(row, column) not in (None, "") for column in between):
        return False
    return left in spans or not places.is_template
