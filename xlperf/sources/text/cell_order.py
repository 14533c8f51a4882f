"""Restores the cells of a form whose text comes cell by cell, with what is level on one line.

So programs extract it that follow the order in which a page was drawn: a cell that was wrapped has
its lines together, and lines that are level with the cell before are put behind it. That the order
is this one, and not that of heights, shows where the labels beside several rows stand: whole, and
before what they are beside. Whatever leaves a doubt refuses the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.form.detect_edition import year_in
from xlperf.form.labels import BLOCKS, TABLE, fields_of, labels, normal
from xlperf.form.values import amount_of
from xlperf.form.vocabulary import joined_lines_mark
from xlperf.grid import Line
from xlperf.sources.text.cell_order_rows import row_lines
from xlperf.sources.text.goals import JUDGED, Piece, goal_texts
from xlperf.sources.text.parts import SPLIT, is_label, parts_of

_MOST_LINES, _SHORTEST = 4, 4
_UNITS = ("(元)", "(万元)")
_COLUMNS = re.compile(r"[\u3000-\u9fff\uff00-\uffef]\s+[\u3000-\u9fff\uff00-\uffef]")
"""Matches white space within a line that no number is beside: two cells on one height."""
_SPACED = re.compile(r"\d\s+[\u4e00-\u9fff]")
"""Matches white space put around numbers, which shows that it does not part cells there."""


def ordered_cells(lines: Sequence[Line], heads: Line) -> list[Line] | None:
    """Returns the cells of such a text, whose line `heads` holds the heads of the indicators.

    None where the text comes in another order, or one cell cannot be told from another.
    """
    funding = _beside(lines, "funding", "total")
    goals = _beside(funding.lines, "project_goals", "overall") if funding else None
    if funding is None or goals is None or goals.start <= funding.start:
        return None
    made = goals.lines
    at = next((i for i, line in enumerate(made) if line is heads), None)
    names = _goal_heads(made[goals.start + 1 :])
    if at is None or names is None:
        return None
    rows = made[at + 1 :]
    side = _beside(rows[: 2 * _MOST_LINES], "indicators", "")
    if side is not None and side.start == 0:
        rows = [*side.lines[1:], *rows[2 * _MOST_LINES :]]
    texts = made[goals.start + 1 + names.lines : at]
    spaced = any(_SPACED.search(line.text) for line in (*texts, *rows))
    head = _head_cells(made[: goals.start], is_sure=goals.whole_lines > 1)
    both, indicators = _goal_cells(texts), row_lines(rows, spaced)
    if head is None or both is None or indicators is None:
        return None
    table = [heads._replace(text=word) for word in heads.text.split() if _is_head(word)]
    return [*head, *names.cells, *both, *table, *indicators]


def _is_head(word: str) -> bool:
    return bool(set(fields_of(word)) & set(TABLE))


class _Beside(NamedTuple):
    """Holds the lines with a label beside several rows as one, which one it is, and how many."""

    lines: list[Line]
    start: int
    whole_lines: int


def _beside(lines: Sequence[Line], field: str, following: str) -> _Beside | None:
    """Finds such a label where it stands whole, and before the label of what it is beside."""
    spellings = [text for text, fields in labels().fields.items() if field in fields]
    for start in range(len(lines)):
        text = ""
        for end in range(start, min(start + _MOST_LINES, len(lines))):
            words = lines[end].text.split()
            for count in range(1, min(_MOST_LINES, len(words)) + 1):
                whole = text + "".join(words[:count])
                plain = normal(whole)
                if not any(
                    plain in (spelling, *(spelling + u for u in _UNITS)) for spelling in spellings
                ):
                    continue
                rest = [lines[end]._replace(text=" ".join(words[count:]))] if words[count:] else []
                rest += lines[end + 1 :]
                if rest and normal(rest[0].text) in _UNITS:
                    whole, rest = whole + rest[0].text, rest[1:]
                if following and not (rest and _begins_with(rest[0].text, following)):
                    continue
                made = [*lines[:start], lines[start]._replace(text=whole), *rest]
                return _Beside(made, start, end - start + (not words[count:]))
            if len(words) != 1:
                break
            text += words[0]
    return None


def _begins_with(text: str, field: str) -> bool:
    plain = normal(text)
    return any(field in fields and plain.startswith(s) for s, fields in labels().fields.items())


class _Heads(NamedTuple):
    """Holds the heads of the goals, and how many lines they take up."""

    cells: list[Line]
    lines: int


def _goal_heads(lines: Sequence[Line]) -> _Heads | None:
    """Finds the heads of both goals and how many lines they take, the first's years included."""
    words: list[str] = []
    for count, line in enumerate(lines[:_MOST_LINES], start=1):
        for word in line.text.split():
            if "annual" in fields_of(word):
                if "overall" not in fields_of("".join(words)):
                    return None
                return _Heads(
                    [lines[0]._replace(text=" ".join(words)), line._replace(text=word)], count
                )
            words.append(word)
    return None


def _head_cells(lines: Sequence[Line], is_sure: bool) -> list[Line] | None:
    """Returns labels and values above the goals; every label but an amount's has its value at once.

    Only where the order is sure, and no other value was on its line, may a value that began behind
    its label go on in the next one.
    """
    cells: list[Line] = []
    value: list[Line] = []
    label, values = "", 0
    for line in lines:
        fields = fields_of(line.text)
        if not label and not any(is_label(word) for word in line.text.split()):
            cells.append(line)  # the title, its year, the unit of the amounts
            continue
        if {"funding", "title"} & set(fields) or year_in(line.text) is not None:
            if label and not value:
                return None
            cells += [*_value_cell(value), line]
            label, value = "", []
            continue
        before, values = values, 0
        for index, (is_one, text) in enumerate(parts_of(line.text)):
            if is_one:
                if label and not value and not set(fields_of(label)) & set(AMOUNTS):
                    return None
                cells += [*_value_cell(value), line._replace(text=text)]
                label, value = text, []
            elif not label or (value and value[0].mark and not (is_sure and before == 1)):
                return None
            else:
                value.append(line._replace(text=text, mark=SPLIT if index else None))
                values += 1
        if set(fields_of(label)) & set(AMOUNTS) and value and amount_of(value[0].text) is None:
            return None
    cells += _value_cell(value)
    known = {field for cell in cells for field in fields_of(cell.text)}
    return None if any(_holds_label(cell.text, known) for cell in cells) else cells


def _holds_label(text: str, known: set[str]) -> bool:
    """Tells whether a value holds a label missed elsewhere: a narrow cell has wrapped it."""
    plain = normal(text)
    return any(
        len(spelling) >= _SHORTEST and spelling in plain and not set(fields) & (known | BLOCKS)
        for spelling, fields in labels().fields.items()
        if fields[0] not in (*TABLE, "title")
    )


def _value_cell(lines: Sequence[Line]) -> list[Line]:
    if len(lines) < 2:
        return list(lines)
    text = "".join(line.text for line in lines)
    return [lines[0]._replace(text=text, mark=joined_lines_mark(len(lines)))]


def _goal_cells(lines: Sequence[Line]) -> list[Line] | None:
    """Returns the two texts; on several lines of which none holds parts of both."""
    if len(lines) > 1 and any(_COLUMNS.search(line.text) for line in lines):
        return None
    goals = goal_texts([Piece(line.text, index, line.mark) for index, line in enumerate(lines)])
    is_sure = len(lines) != 2 or normal(goals[0].text) == normal(goals[1].text)
    return [
        lines[goal.line]._replace(text=goal.text, mark=goal.mark if is_sure else JUDGED)
        for goal in goals
        if goal.text
    ]
