"""Where the value of each label stands.

Beside it, past its merge and past empty cells; below it where two headings stand side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

from xlperf.reading.grid import Cell, Grid, Span, Value
from xlperf.reading.labels import fields_of, is_foreign, may_open_label
from xlperf.reading.places import GOALS, Places


def take_values(
    grid: Grid, places: Places, names: tuple[str, ...]
) -> tuple[dict[str, Value], dict[str, Cell]]:
    """The value of each of the fields that has a label, and its cell.

    What `value_cell` finds for one; where the cell next to a label is filled, as most are,
    sheets laid out alike need not be searched again.
    """
    labels = set(places.labels.values())
    merged = tuple([span for span in grid.spans if span[:2] in labels])
    rows = grid.rows
    cells = _next_cells(places, merged, names)
    values: dict[str, Value] = {}
    for name, (row, column) in cells.items():
        value = rows[row][column] if column < len(rows[row]) else None
        if (
            value is None
            or value == ""
            or (value.__class__ is str and _may_be_label(value, places))
        ):
            spans = {span[:2]: span[2:] for span in merged}
            cell = value_cell(grid, places, name, spans)
            cells, value = {**cells, name: cell}, grid.value(*cell)
        values[name] = value
    return values, cells


@lru_cache(maxsize=256)
def _next_cells(
    places: Places, merged: tuple[Span, ...], names: tuple[str, ...]
) -> dict[str, Cell]:
    """Each label's next cell that may hold a value; beyond all columns where one may be below."""
    ends = {(top, left): right for top, left, _, right in merged}
    heads = [places.labels[goal][0] for goal in GOALS if goal in places.labels]
    below = len(set(heads)) < len(heads)
    found = {}
    for name in names:
        if name not in places.labels:
            continue
        row, column = places.labels[name]
        column = ends.get((row, column), column) + 1
        while column in (places.note, places.check):
            column += 1
        found[name] = (row, sys.maxsize if below and name in GOALS else column)
    return found


def value_cell(grid: Grid, places: Places, name: str, spans: dict[Cell, Cell]) -> Cell:
    """The cell that holds the value of a label, also where it is empty.

    Beside the label, past its merge and past empty cells; below it where another goal's
    heading, not a value, stands beside it.
    """
    row, column = places.labels[name]
    last = spans.get((row, column), (row, column))
    if name in GOALS and _goals_are_below(grid, places, spans):
        below = range(last[0] + 1, places.header or len(grid.rows))
        texts = (r for r in below if grid.value(r, column) not in (None, ""))
        return (next(texts, last[0] + 1), column)
    cells = grid.rows[row]
    reserved = (places.note, places.check)
    beyond = [column for column in range(last[1] + 1, len(cells)) if column not in reserved]
    first = beyond[0] if beyond else last[1] + 1
    filled = [column for column in beyond if cells[column] not in (None, "")]
    for candidate in filled[:1]:
        value = cells[candidate]
        if isinstance(value, str) and fields_of(value):
            if candidate == last[1] + 1 and (row, candidate) not in places.labels.values():
                return (row, candidate)  # a value that reads like a label
            break
        if not places.is_template and _is_foreign(cells, filled, candidate > first):
            break
        return (row, candidate)
    return (row, first)


def _may_be_label(text: str, places: Places) -> bool:
    if may_open_label[text[0]] and fields_of(text):
        return True
    return not places.is_template and is_foreign(text)


def _is_foreign(cells: Sequence[Value], filled: Sequence[int], is_behind: bool) -> bool:
    """Whether the first of a row's filled cells is a label of other forms, its value the second.

    `is_behind` says that an empty cell is before it: then any text that has another beside it is
    one. A label's own value may stand there too, with a known label or nothing beside it.
    """
    first, *rest = (cells[column] for column in filled[:2])
    has_value = any(not (isinstance(value, str) and fields_of(value)) for value in rest)
    if isinstance(first, str) and is_foreign(first):
        return is_behind or has_value
    return is_behind and has_value


def _goals_are_below(grid: Grid, places: Places, spans: dict[Cell, Cell]) -> bool:
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
