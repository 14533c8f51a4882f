"""Recognises forms of other stages: self-evaluation, monitoring, a department's whole spending.

They have the labels of our forms and more. Their titles tell them, or their column headers:
what was reached and scored, what was spent by July.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlperf.form.labels import TABLE, fields_of, normal
from xlperf.form.other_forms import column_kind, words
from xlperf.grid import Grid, Value

STAGE = "这张表是{name}，不是填报（申报）表，没有读入"
_LONGEST_TITLE, _LONGEST_HEAD = 60, 24
_FEWEST = 2
"""Sets the number of headers that tell a stage; one is enough in the indicator table."""
_FEWEST_HEADS = 3
"""Sets the number of headers that make a row the indicator table's header."""
_AFTER = re.compile(r"\([^()]*\)$")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def other_stage(grid: Grid, above: Iterable[str] = ()) -> str | None:
    """Names the stage or kind that a form is of; None for a form of targets.

    `above` are the lines before it, of which the last that reads like a title counts.
    """
    if (stage := stage_in_title(grid, above)) is not None:
        return stage
    own = words()["stages"]
    heads = set(_heads(grid))
    among = {text for text, is_of_table in heads if is_of_table}
    for kind in own["kinds"]:
        found = {text for text, _ in heads if _has(text, kind["heads"], own["past"])}
        if len(found) >= _FEWEST or found & among:
            return str(kind["name"])
    return None


def stage_in_heads(heads: Iterable[str]) -> str | None:
    """Names the stage that the heads of a list of projects say: one that looks at what was done."""
    own = words()["stages"]
    for kind in own["kinds"]:
        if any(_has(normal(head), kind["heads"], own["past"]) for head in heads):
            return str(kind["name"])
    return None


def stage_in_title(grid: Grid, above: Iterable[str] = ()) -> str | None:
    """Names the stage or kind that a form's title says."""
    title = _title(grid) or next((text for text in reversed(list(above)) if _is_title(text)), "")
    kinds = words()["stages"]["kinds"]
    found = (kind for kind in kinds if any(word in normal(title) for word in kind["titles"]))
    return next((str(kind["name"]) for kind in found), None)


def _has(text: str, contained: Iterable[str], past: Iterable[str]) -> bool:
    if any(word in text for word in past) or _YEAR.search(text):
        return False
    return any(word in text for word in contained)


def _title(grid: Grid) -> str:
    """Finds the text in a row of its own, above all labels, that reads like a title."""
    for cells in grid.rows:
        texts = [value for value in cells if isinstance(value, str) and value.strip()]
        if len(texts) == 1 and _is_title(texts[0]):
            return texts[0]
        if any(fields_of(text) for text in texts):
            break
    return ""


def _is_title(text: str) -> bool:
    plain = normal(text) if len(text) <= _LONGEST_TITLE else ""
    return _AFTER.sub("", plain).endswith("表")


def _heads(grid: Grid) -> Iterator[tuple[str, bool]]:
    """Yields the short texts down to the indicators' header, and whether each is part of it."""
    table = next((row for row, cells in enumerate(grid.rows) if _is_table_head(cells)), None)
    last = len(grid.rows) if table is None else table + 1
    for row, cells in enumerate(grid.rows[:last]):
        for value in cells:
            if isinstance(value, str) and value and len(value) <= _LONGEST_HEAD:
                yield normal(value), row == table
    if table is not None and last < len(grid.rows):  # what the heads are parted into below them
        texts = [normal(v) for v in grid.rows[last] if isinstance(v, str) and v]
        if any(map(column_kind, texts)):
            yield from ((text, True) for text in texts)


def _is_table_head(cells: Iterable[Value]) -> bool:
    fields = {fields_of(v)[:1] for v in cells if isinstance(v, str) and v}
    return sum((head,) in fields for head in TABLE) >= _FEWEST_HEADS
