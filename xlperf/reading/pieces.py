"""Pieces of forms: tables that hold part of one, and whether two are parts of the same.

A form is broken where somebody typed between its rows, or deleted some. A piece that nothing
makes whole must be named, never passed over.
"""

from __future__ import annotations

from xlperf.model import AMOUNTS
from xlperf.reading.form import DATES, TEXTS
from xlperf.reading.grid import Grid
from xlperf.reading.labels import TABLE, normal
from xlperf.reading.places import Places
from xlperf.reading.words import levels

_FIELDS = frozenset((*TEXTS, *DATES, *AMOUNTS))
_FEWEST = 3
"""So many labels on as many rows are part of a form; a list of projects has them in a row."""


def is_piece(places: Places) -> bool:
    """Whether the labels found are those of part of a form."""
    if {"title", "project_goals"} & set(places.labels) or len(places.heads) == len(TABLE):
        return True
    rows = {cell[0] for name, cell in places.labels.items() if name in _FIELDS}
    return len(rows) >= _FEWEST


def names_indicators(grid: Grid, places: Places, fewest: int) -> bool:
    """Whether a table holds the heads of indicators, or a run of their second levels."""
    if len(places.heads) == len(TABLE):
        return True
    cells = (v for row in grid.rows for v in row if v.__class__ is str and "指" in v)
    texts = {normal(v) for v in cells if isinstance(v, str)}
    return len(texts & levels(2)) >= fewest


def goes_on(above: Grid, upper: Places, below: Grid, lower: Places) -> bool:
    """Whether a table is the next part of the form, or piece of one, before it."""
    if {"title", "name"} & set(lower.labels):
        return False
    if upper.header is None:
        known = set(upper.labels) & _FIELDS
        return bool(lower.labels or lower.heads) and not known & set(lower.labels)
    return not lower.labels and not lower.heads and _holds_rows(below, upper, above)


def _holds_rows(below: Grid, upper: Places, above: Grid) -> bool:
    """Whether a table holds nothing but rows of the indicator table above."""
    column = upper.heads.get("level2")
    if column is None or not below.rows or len(below.rows[0]) != len(above.rows[-1]):
        return False
    found = [row[column] for row in below.rows if column < len(row) and row[column]]
    return bool(found) and all(isinstance(v, str) and normal(v) in levels(2) for v in found)
