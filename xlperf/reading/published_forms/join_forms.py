"""Joins pieces of forms: tells which tables hold part of one, and which belong together.

A form is broken where somebody typed between its rows, or deleted some. A piece that nothing
makes whole must be named, never passed over.
"""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.fields import ON_FORM
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import TABLE, normal
from xlperf.form.other_forms import bare_level, is_block_label, is_level
from xlperf.grid import Grid
from xlperf.reading.published_forms.split_forms import joined, part

_FEWEST = 3
"""Sets the rows with labels that make part of a form; a list of projects has them in one row."""


def is_piece(places: LabelPositions) -> bool:
    """Tells whether the labels found are those of part of a form."""
    if {"title", "project_goals"} & set(places.labels) or len(places.heads) == len(TABLE):
        return True
    return has_rows_of_labels(places)


def has_rows_of_labels(places: LabelPositions) -> bool:
    """Tells whether the fields' labels stand in several rows, as on part of a form."""
    return len({row for name, (row, _) in places.labels.items() if name in ON_FORM}) >= _FEWEST


def goes_on(above: Grid, upper: LabelPositions, below: Grid, lower: LabelPositions) -> bool:
    """Tells whether a table is the next part of the form, or piece of one, before it."""
    if upper.header is None:
        known = set(upper.labels) & ON_FORM
        if {"title", "name"} & set(lower.labels):
            return False
        return bool(lower.labels or lower.heads) and not known & set(lower.labels)
    # Right of the first level a label is the name of an indicator, as 项目完成时间 often is.
    first = min(upper.heads.values())
    places = (cell for name, cell in lower.labels.items() if name != "indicators")
    if any(column <= first for _, column in places):
        return False
    if lower.heads and (lower.heads != upper.heads or not _begins_with_heads(below, lower)):
        return False
    return _holds_rows(without_heads(below, lower), upper, above)


def _begins_with_heads(below: Grid, lower: LabelPositions) -> bool:
    """Tells whether a table begins with its header, but for the period's name above it."""
    rows = below.rows[: lower.header]
    texts = [value for cells in rows for value in cells if value not in (None, "")]
    return all(isinstance(value, str) and is_block_label(value) for value in texts)


def _is_other_block(above: Grid, upper: LabelPositions, below: Grid, lower: LabelPositions) -> bool:
    """Tells whether a table's header begins a block of another period, and is no page's repeat.

    A label says so, or a first level that stood above the last one before.
    """
    if lower.header is None:
        return False
    heads = (value for cells in below.rows[: lower.header + 1] for value in cells)
    if any(isinstance(value, str) and is_block_label(value) for value in heads):
        return True
    column = upper.heads.get("level1")
    if column is None:
        return False
    before = [row[column] for row in above.rows[(upper.header or 0) + 1 :] if column < len(row)]
    known = list(dict.fromkeys(bare_level(v) for v in before if isinstance(v, str) and v))
    begun = next((row[column] for row in below.rows[lower.header + 1 :] if row[column]), None)
    return isinstance(begun, str) and bare_level(begun) in known[:-1]


def without_heads(below: Grid, lower: LabelPositions) -> Grid:
    """Returns a part of an indicator table without the header that it repeats."""
    return below if lower.header is None else part(below, lower.header + 1, len(below.rows))


def rejoined(above: Grid, upper: LabelPositions, below: Grid, lower: LabelPositions) -> Grid:
    """Joins the form above with its next part; a level that the break cut goes on below."""
    if upper.header is None or _is_other_block(above, upper, below, lower):
        return joined(above, below)
    height = len(above.rows)
    whole = joined(above, without_heads(below, lower))
    spans = {(top, left): (top, left, end, right) for top, left, end, right in whole.spans}
    for level in ("level1", "level2"):
        column = upper.heads.get(level)
        if column is None or whole.value(height, column) not in (None, ""):
            break
        over = (span for span in spans.values() if span[1] == column and span[2] == height - 1)
        top, _, _, right = next(over, (height - 1, column, height - 1, column))
        _, _, end, _ = spans.pop((height, column), (height, column, height, column))
        if whole.value(top, column) not in (None, ""):
            spans[top, column] = (top, column, end, right)
    return replace(whole, spans=tuple(spans.values()))


def _holds_rows(below: Grid, upper: LabelPositions, above: Grid) -> bool:
    """Tells whether a table holds nothing but rows of the indicator table above."""
    column = upper.heads.get("level2")
    if column is None or not below.rows or len(below.rows[0]) != len(above.rows[-1]):
        return False
    found = [row[column] for row in below.rows if column < len(row) and row[column]]
    return bool(found) and all(isinstance(v, str) and _is_level(v) for v in found)


def _is_level(text: str) -> bool:
    """Tells whether a text is a second level, or the dots that a form has for further ones."""
    return is_level(text) or not normal(text).strip("….")
