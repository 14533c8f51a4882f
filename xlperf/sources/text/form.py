"""Turns a form flattened to text into a grid: a cell a line, or labels and values on a line.

The labels say where each value begins and the next label where it ends; whatever was worked out so,
not read from one cell, is marked. A form whose cells may stand in another order is refused.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, DATES, GOALS, HEAD, TEXTS
from xlperf.form.detect_edition import is_own_form, year_in
from xlperf.form.labels import TABLE, fields_of, labels, normal
from xlperf.form.values import amount_of, date_of
from xlperf.form.vocabulary import ems, form_words, joined_lines_mark, levels
from xlperf.grid import Grid, Line, Unreadable
from xlperf.sources.refusals import clause
from xlperf.sources.text.goals import goal_texts
from xlperf.sources.text.indicators import indicator_rows
from xlperf.sources.text.labels import UNITS, Found, is_side_label, labels_in, with_foreign
from xlperf.sources.text.pieces import JUDGED, Piece, to_grid

_SPLIT = "自同一行的标签后拆出"
_VALUED = {*HEAD, *DATES, *AMOUNTS, *GOALS}
_NAMES = ("name", "department", "unit")
_KINDS = ("nature", "category")
"""Lists fields of which every value is known, or ends as those do."""
_ENDS = ("项目", "类")
_HEADLINES = ("funding", "project_goals", *TABLE[:-1])
_ABOVE = {"funding", "project_goals", *GOALS}
_ANNUAL = ("annual_total", "annual_fiscal", "carried_over", "annual_other")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_MOST = 2
"""A form that nobody filled in holds no more than its year."""
_MOST_LINES = 4
"""A label is on no more lines."""
_FEWEST = 6
"""A text with fewer labels is no form."""
_NARROW = 8
"""No cell of a name is narrower, in ems: a shorter line did not run out of room."""


class _Part(NamedTuple):
    """Holds a label with its field and line, and the lines behind it, which belong to it."""

    field: str
    text: str
    line: int
    values: list[Piece]
    is_split: bool


def flat_form(lines: Sequence[Line], name: str) -> Grid | Unreadable | None:
    """Returns the form in these lines as a grid, None where they name too few fields of one.

    The grid has a row for every field, label first, and below them the indicator table.
    """
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    found = labels_in(lines, starts)
    if len(found) < _FEWEST:
        return None
    in_order = frozenset(label.field for label in found)
    if not is_own_form(in_order.union(*(fields_of(line.text) for line in lines))):
        return Unreadable(clause("text_layout"), lines[0].at, is_form=True)
    parts = list(_parts(with_foreign(found, lines, starts), lines, starts))
    is_other = not is_own_form(in_order) or _is_in_other_order(parts)
    rows = None if is_other else _rows(parts)
    if rows is None:
        return Unreadable(clause("text_order"), lines[0].at, is_form=True)
    return to_grid(rows, name, lambda piece: lines[piece.line].at)


def _parts(found: Sequence[Found], lines: Sequence[Line], starts: Sequence[int]) -> Iterator[_Part]:
    """Yields the labels, each with the lines up to the next one, as far as they hold anything."""
    text = "\n".join(line.text for line in lines)
    for label, end in zip(found, [*(label.start for label in found[1:]), len(text)], strict=True):
        values = []
        for index, line in enumerate(lines):
            first, last = max(starts[index], label.end), min(starts[index] + len(line.text), end)
            content = text[first:last].strip(" \t\u3000")
            if first == label.end:
                content = content.lstrip(" \t\u3000:：")
            if first < last and content:
                values.append(Piece(content, index, line.mark))
        if label.field == "annual":
            values = _without_side(values)
        at = bisect_right(starts, label.start) - 1
        own = " ".join(text[label.start : label.end].split())
        if label.field == "funding" and values and normal(values[0].text) in UNITS:
            own, values = own + values[0].text, values[1:]
        yield _Part(label.field, own, at, values, not label.is_alone)


def _without_side(values: list[Piece]) -> list[Piece]:
    """Returns lines without the label beside the indicators, which may stand above their heads."""
    for count in range(1, min(_MOST_LINES, len(values)) + 1):
        if "indicators" in fields_of("".join(piece.text for piece in values[-count:])):
            return values[:-count]
    return values


def _is_in_other_order(parts: Sequence[_Part]) -> bool:
    """Tells whether the cells come in another order than that of rows, as far as labels tell."""
    fields = [part.field for part in parts]
    has_target = TABLE[-1] in fields
    is_filled = sum(len(part.values) for part in parts) > _MOST
    is_nameless = any(part.field == "name" and not part.values for part in parts)
    return (
        (not has_target and not set(TABLE).isdisjoint(fields))
        or (is_filled and is_nameless)
        or (has_target and len(set(GOALS) & set(fields)) == 1)
        or any(part.values for part in parts if part.field in _HEADLINES)  # among the heads
        or any(_is_mixed(part, fields) for part in parts)
    )


def _is_mixed(part: _Part, known: Sequence[str]) -> bool:
    """Tells whether a value holds what belongs to other fields.

    So it is where it holds labels that are missed elsewhere, levels, more than one amount, anything
    behind a whole date, amount or word of the vocabulary, or half of what is in brackets.
    """
    texts = [piece.text for piece in part.values]
    if part.field == "title":
        return False
    if part.field in TABLE:  # where a line of the form's head may be
        return any(year_in(text) or _ABOVE & set(fields_of(text)) for text in texts)
    if any(map(is_side_label, texts)):
        return True
    if part.field in AMOUNTS:
        count = sum(amount_of(text) is not None for text in texts)
        return count > 1 or (count == 1 and any(map(_HAN.search, texts)))
    whole = normal("".join(texts))
    if len(texts) > 1 and part.field in DATES and date_of(texts[0]):
        return True
    if part.field in _KINDS and len(" ".join(texts).split()) > 1:
        return whole not in form_words() and not whole.endswith(_ENDS)
    if part.field in TEXTS and part.field not in GOALS and not _is_closed(whole):
        return True
    named = {name for text in texts for name in fields_of(text)[:1]}
    return any(normal(text) in levels(2) for text in texts) or bool(named & _VALUED - set(known))


def _is_closed(text: str) -> bool:
    """Tells whether every bracket of a text has its other half."""
    return all(text.count(left) == text.count(right) for left, right in ("()", "《》", "“”"))


def _rows(parts: Sequence[_Part]) -> list[Sequence[Piece]] | None:
    """Returns the rows of the grid; None where the indicators come in another order."""
    rows: list[Sequence[Piece]] = []
    is_doubtful = _are_names_doubtful(parts)
    for index, part in enumerate(parts):
        own = Piece(part.text, part.line)
        above, following = parts[index - 1], [each.field for each in parts[index + 1 :]][:1]
        if part.field == "title":
            rows += [[own], *([value] for value in part.values)]
        elif part.field == TABLE[-1] or (part.field in TABLE and not following):
            indicators = indicator_rows(part.values)
            if indicators is None:
                return None
            heads = (next(s for s, f in labels().fields.items() if f[0] == head) for head in TABLE)
            rows += [[Piece(head, part.line) for head in heads], *indicators]
        elif part.field == "annual" and above.field == "overall" and not above.values:
            overall, annual = goal_texts(part.values)
            rows[-1] = [*rows[-1], overall]
            rows.append([own, annual])
        elif part.field in _HEADLINES or (following == ["annual"] and not part.values):
            rows += [] if part.field in TABLE else [[own]]
        else:
            # The year's amounts stand beside the whole ones, which tells the two 其他资金 apart.
            gap = [Piece("", 0)] * 2 if part.field in _ANNUAL else []
            rows.append([*gap, own, _value(part, is_doubtful)])
    return rows


def _are_names_doubtful(parts: Sequence[_Part]) -> bool:
    """Tells whether lines of names may be another's: some are on several, or above all labels."""
    above = [piece.text for part in parts[:1] if part.field == "title" for piece in part.values]
    return any(len(part.values) > 1 for part in parts if part.field in _NAMES) or any(
        year_in(text) is None and ":" not in normal(text) for text in above
    )


def _value(part: _Part, is_doubtful: bool) -> Piece:
    """Returns a value of one or several lines; names and amounts hold no line breaks."""
    values = part.values
    if not values:
        return Piece("", part.line)
    is_long = part.field in GOALS
    text = ("\n" if is_long else "").join(piece.text for piece in values)
    marks = [_SPLIT] if part.is_split else []
    marks += [piece.mark for piece in values if piece.mark]
    if len(values) > 1 and not is_long:
        marks.append(joined_lines_mark(len(values)))
    if part.field in _NAMES:
        had_room = any(ems(piece.text) < _NARROW for piece in values[:-1])
        if is_doubtful or had_room or not _is_closed(normal(text)):
            marks.append(JUDGED)
    return Piece(text, values[0].line, "，".join(marks) or None)
