"""Splits a project's two dates in one cell (项目起止时间：2023-01-01至2023-12-31) into two cells.

Some departments' forms have one label for both. Where both ends are whole dates the division is
certain; any other text (2023年1月至12月) stays as it is, and is named as not read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from xlperf.filing.fields import DATES
from xlperf.filing.model import Address
from xlperf.filing.spelling import folded
from xlperf.form.find_labels import find_labels
from xlperf.form.labels import labels, plain_label
from xlperf.form.other_forms import is_foreign
from xlperf.form.values import date_of, text_of
from xlperf.grid import Grid, Position, Value

MARK = "自“{}”一格拆出"
_END = r"\d{4}[-‐−–—/.年]\d{1,2}[-‐−–—/.月]\d{1,2}[日号]?"
_RANGE = re.compile(rf"({_END})(?:至|到|[-‐−–—~]+)({_END})")


def with_dates(grid: Grid) -> Grid:
    """Returns the grid with the two dates appended to their row, each with a label of its own.

    Both keep the address of the cell that holds them.
    """
    found = _found(grid)
    if found is None:
        return grid
    (row, column), (_, beside), ends = found
    label = plain_label(str(grid.value(row, column)))
    width = max(map(len, grid.rows))
    own: list[Value] = [*grid.rows[row], *[None] * (width - len(grid.rows[row]))]
    own[column] = own[beside] = None
    for name, end in zip(_labels(), ends, strict=True):
        own += [name, end]

    def locate(at: int, place: int) -> Address:
        return grid.address(at, beside if at == row and place >= width else place)

    mark = MARK.format(label)
    return replace(
        grid,
        rows=[*grid.rows[:row], own, *grid.rows[row + 1 :]],
        spans=tuple(span for span in grid.spans if span[:2] not in ((row, column), (row, beside))),
        locate=locate,
        marks={**grid.marks, (row, width + 1): mark, (row, width + 3): mark},
    )


def _found(grid: Grid) -> tuple[Position, Position, tuple[str, str]] | None:
    """Finds the label, the cell beside it and its two dates; None where a form labels each."""
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if value.__class__ is not str or not is_foreign(str(value)):
                continue
            beside = next(
                (at for at in range(column + 1, len(cells)) if text_of(cells[at]) is not None), None
            )
            ends = ends_of(text_of(cells[beside])) if beside is not None else None
            if beside is not None and ends is not None:
                is_free = not set(find_labels(grid).labels) & set(DATES)
                return ((row, column), (row, beside), ends) if is_free else None
    return None


def ends_of(text: str | None) -> tuple[str, str] | None:
    """Returns the two dates of a text as typed; None where it is not two whole dates and a dash."""
    plain = folded(text)
    found = _RANGE.fullmatch(plain)
    if found is None or date_of(found[1]) is None or date_of(found[2]) is None:
        return None
    return found[1], found[2]


@cache
def _labels() -> tuple[str, ...]:
    known = labels().fields.items()
    return tuple(next(text for text, fields in known if fields == (name,)) for name in DATES)
