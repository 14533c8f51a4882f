"""Tells forms, and tables of indicators, from other tables by the labels found on them."""

from __future__ import annotations

from xlperf.filing.fields import AMOUNTS, DATES, TEXTS
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import TABLE, normal
from xlperf.form.vocabulary import levels
from xlperf.grid import Grid

_FIELDS = frozenset((*TEXTS, *DATES, *AMOUNTS))
_HEADS = (
    frozenset(("level1", "level2", "target")),
    frozenset(("level2", "level3", "target")),  # of two levels
)
_FEWEST_LABELS, _FEWEST_ROWS, _FEWEST_ABOVE = 6, 4, 3
"""A form spreads its labels over several rows; a list of projects has them all in one."""


def is_form(places: LabelPositions) -> bool:
    """Tells whether the labels found make up a form or a project sheet."""
    if places.is_template:
        return True
    rows = [cell[0] for name, cell in places.labels.items() if name in _FIELDS]
    if len(rows) >= _FEWEST_LABELS and len(set(rows)) >= _FEWEST_ROWS:
        return True
    # Other places' forms ask for less; a table of indicators belongs to the project above it.
    is_whole = "name" in places.labels and any(places.heads.keys() >= own for own in _HEADS)
    return is_whole and len({row for row in rows if row != places.header}) >= _FEWEST_ABOVE


def names_indicators(grid: Grid, places: LabelPositions, fewest: int) -> bool:
    """Tells whether a table holds the heads of indicators, or a run of their second levels."""
    if len(places.heads) == len(TABLE):
        return True
    cells = (v for row in grid.rows for v in row if v.__class__ is str and "指" in v)
    texts = {normal(v) for v in cells if isinstance(v, str)}
    return len(texts & levels(2)) >= fewest
