"""Divides the upper part of a form: its title, rows of labels and values, and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.form.detect_edition import year_in
from xlperf.form.labels import fields_of, normal
from xlperf.form.values import amount_of
from xlperf.form.vocabulary import form_words, joined_lines_mark
from xlperf.grid import Line
from xlperf.sources.text.heights.parts import Row, ran_out, without_side
from xlperf.sources.text.parts import SPLIT, is_label

_NARROWEST = 8.0
"""No column of names is narrower, in ems."""
_MOST_LINES, _MOST_CELLS = 3, 6
"""A row has no more lines above, or below, that of its labels, and no more values."""
_UNIT = re.compile(r"\(?(?:金额|计量|货币)?单位:?(?:人民币)?万?元\)?")
_KINDS = ("nature", "category")
_FUNDING = (
    "total", "annual_total", "fiscal", "annual_fiscal", "carried_over", "other", "annual_other",
)  # fmt: skip


def head_cells(rows: Sequence[Row]) -> list[Line] | None:
    """Returns the labels and values above the goals, None where a value is not clear."""
    at = next((i for i, row in enumerate(rows) if any(map(_is_label, row.words))), None)
    if at is None:
        return None
    top = next((i for i in range(at - 1, -1, -1) if _is_top(rows[i])), -1) + 1
    above = next((i for i, row in enumerate(rows) if any(map(_is_amount, row.words))), len(rows))
    while above > at and not any(map(_is_label, rows[above - 1].words)):
        above -= 1
    upper = _label_rows(rows[top:above])
    for label, below in without_side(rows[above:], "funding"):
        amounts = _amounts(below)
        if upper is not None and amounts is not None:
            funding = [rows[above].line._replace(text=label)] if label else []
            return [*(row.line for row in rows[:top]), *upper, *funding, *amounts]
    return None


def _is_label(word: str) -> bool:
    return is_label(word) and not _is_amount(word)


def _is_amount(word: str) -> bool:
    return bool(set(fields_of(word)) & set(AMOUNTS))


def _is_top(row: Row) -> bool:
    """Tells whether a line is above all labels: the title, its year, the unit of the amounts."""
    text = row.line.text
    is_unit = _UNIT.fullmatch(normal(text)) is not None
    return "title" in fields_of(text) or year_in(text) is not None or is_unit


def _label_rows(rows: Sequence[Row]) -> list[Line] | None:
    """Returns the cells of rows with labels, each row on one line or on as many above as below it.

    Or else the lines below it are all its own, where cells are set at the top; not where these are
    two readings.
    """
    anchors = [i for i, row in enumerate(rows) if any(map(_is_label, row.words))]
    readings: list[list[Line]] = []
    for middle in (True, False):
        reach = (_as_many_above if middle else _all_below)(anchors, len(rows))
        made = [
            _row_cells(rows[at], rows[at - above : at], rows[at + 1 : at + 1 + below], middle)
            for at, above, below in reach
        ]
        for ways in product(*made) if reach else ():
            cells = [cell for row in ways for cell in row]
            readings += [cells] if cells not in readings else []
    return readings[0] if len(readings) == 1 else None


_Reach = list[tuple[int, int, int]]
"""Holds where labels stand, and the lines of their row above and below them."""


def _as_many_above(anchors: Sequence[int], count: int) -> _Reach:
    reach: _Reach = []
    free = 0
    for at, following in zip(anchors, [*anchors[1:], count], strict=True):
        above = at - free
        if following - at - 1 < above:
            return []
        reach.append((at, above, above))
        free = at + 1 + above
    return reach if free == count else []


def _all_below(anchors: Sequence[int], count: int) -> _Reach:
    if anchors[0]:
        return []
    return [(at, 0, end - at - 1) for at, end in zip(anchors, [*anchors[1:], count], strict=True)]


_Texts = list[tuple[str, ...]]


class _Cell(NamedTuple):
    label: str
    words: str
    """Holds what stands on the label's line."""


def _row_cells(
    anchor: Row, above: Sequence[Row], below: Sequence[Row], middle: bool
) -> list[list[Line]]:
    """Returns the labels of one row with their values, in every way in which these can be whole.

    Where values are not set in the middle of their row, they begin on their label's line.
    """
    cells: list[_Cell] = []
    for word in anchor.words:
        if _is_label(word):
            cells.append(_Cell(word, ""))
        elif not cells:
            return []
        else:
            cells[-1] = cells[-1]._replace(words=f"{cells[-1].words} {word}".strip())
    if len(cells) > _MOST_CELLS:
        return []
    texts = [[row.words for row in rows] for rows in (above, below)]
    ways = [
        way
        for way in _ways(cells, *texts)
        if all(map(_is_whole, cells, way))
        and (middle or all(cell.words or not lines for cell, lines in zip(cells, way, strict=True)))
    ]
    most = max((sum(map(bool, way)) for way in ways), default=0)
    ways = [way for way in ways if sum(map(bool, way)) == most]  # few values are empty
    return [list(_with_values(anchor.line, cells, way)) for way in ways]


def _with_values(line: Line, cells: Sequence[_Cell], way: _Texts) -> Iterator[Line]:
    for cell, lines in zip(cells, way, strict=True):
        yield line._replace(text=cell.label)
        if lines:
            marks = [SPLIT, *([joined_lines_mark(len(lines))] if len(lines) > 1 else [])]
            yield line._replace(text="".join(lines), mark="，".join(marks))


def _ways(
    cells: Sequence[_Cell], above: Sequence[tuple[str, ...]], below: Sequence[tuple[str, ...]]
) -> Iterator[_Texts]:
    """Yields the lines of every value, in each way the words can be the cells' from the left."""
    free = above or below
    if len(free) > _MOST_LINES or (above and list(map(len, above)) != list(map(len, below))[::-1]):
        return
    rows = [*above, *below]
    for chosen in product(*(combinations(range(len(cells)), len(words)) for words in free)):
        # What is in the middle of its row has as many lines above as below.
        places = [*chosen, *(chosen[::-1] if above else ())]
        lines: list[list[str]] = [[cell.words] if cell.words else [] for cell in cells]
        for number, (words, row) in enumerate(zip(rows, places, strict=True)):
            for word, place in zip(words, row, strict=True):
                before = number < len(above)
                at = len(lines[place]) - bool(cells[place].words) if before else len(lines[place])
                lines[place].insert(at, word)
        yield [tuple(each) for each in lines]


def _is_whole(cell: _Cell, lines: tuple[str, ...]) -> bool:
    """Tells whether lines can be one value: each but the last ran out of room."""
    text = normal("".join(lines))
    if set(fields_of(cell.label)) & set(_KINDS) and len(lines) > 1:
        return text in form_words()
    if text.count("(") != text.count(")"):
        return False
    return ran_out(lines, _NARROWEST)


def _amounts(rows: Sequence[Row]) -> list[Line] | None:
    """Returns the amounts in the form's order; a line's labels have amounts each, or none."""
    held: dict[str, list[Line]] = {}
    for row in rows:
        field = None
        for word in row.words:
            if _is_amount(word):
                known = (f for f in _FUNDING if f in fields_of(word) and f not in held)
                field = next(known, None)
                if field is None:
                    return None
                held[field] = [row.line._replace(text=word)]
            elif field is None or amount_of(word) is None or len(held[field]) > 1:
                return None
            else:
                held[field].append(row.line._replace(text=word, mark=SPLIT))
    return [cell for field in _FUNDING for cell in held.get(field, ())]
