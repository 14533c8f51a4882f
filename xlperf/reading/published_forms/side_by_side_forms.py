"""Finds forms that stand side by side on one sheet or one wide page.

Every label of the one comes again as many columns further right, on the same row or not; an index
of projects above them repeats a few at most.
"""

from __future__ import annotations

from collections import defaultdict

from xlperf.form.labels import fields_of
from xlperf.grid import Value

_TELLING = frozenset(
    {"name", "department", "unit", "start", "end", "total", "annual_total", "overall", "level1"}
)
_FEWEST = 5
"""Sets the number of labels repeated to the right that make another form there."""


def form_columns(rows: list[list[Value]]) -> list[int]:
    """Lists the columns at which forms begin, the first of them 0; empty for a single form."""
    columns: dict[str, set[int]] = defaultdict(set)
    for cells in rows:
        for column, value in enumerate(cells):
            if value and value.__class__ is str:
                columns[next(iter(fields_of(str(value))), "")].add(column)
    first, *others = sorted(columns["name"]) or [0]
    starts = [0, *(at for at in others if _comes_again(columns, at - first))]
    return starts if len(starts) > 1 else []


def _comes_again(columns: dict[str, set[int]], shift: int) -> bool:
    """Tells whether the labels of a form stand so many columns further right once more."""
    again = (
        field for field in _TELLING if any(at + shift in columns[field] for at in columns[field])
    )
    return sum(1 for _ in again) >= _FEWEST
