"""Divides the goals: two texts side by side, whose lines take turns or share a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from xlperf.form.labels import fields_of, normal
from xlperf.form.vocabulary import ems
from xlperf.grid import Line
from xlperf.sources.text.goals import ENDS, JUDGED, Piece, goal_of, is_whole
from xlperf.sources.text.heights.parts import Row, without_side
from xlperf.sources.text.parts import SPLIT

_YEARS = re.compile(r"\(?\d{4}年?[-—–~至]+\d{4}年?\)?")
_NUMERALS = "零一二三四五六七八九十"
_ITEM = re.compile(rf"[\"“(（]*(\d{{1,2}}|[{_NUMERALS}])[.、．)）](?!\d)")
_MOST_LINES = 60
"""A page has no more lines."""
_SHIFTS = (0, None, 1, -1)
_Texts = tuple[list[str], list[str]]


def goal_cells(rows: Sequence[Row]) -> list[Line] | None:
    """Returns both heads and both texts, None where these cannot be told from each other."""
    for _, bare in without_side(rows, "project_goals"):
        heads, texts = _heads(bare)
        both = _goals(texts) if len(heads) == 2 and texts else None
        if both is not None:
            return [*heads, *both]
    return None


def _heads(rows: Sequence[Row]) -> tuple[list[Line], list[Row]]:
    """Returns the heads of both goals, the years of the first on it, and what is below them."""
    heads: dict[str, Line] = {}
    for index, row in enumerate(rows):
        words = list(row.words)
        for word in row.words:
            field = next((f for f in ("overall", "annual") if f in fields_of(word)), None)
            if field and field not in heads:
                heads[field] = row.line._replace(text=word)
                words.remove(word)
        rest = "".join(words)
        if "overall" in heads and _YEARS.fullmatch(normal(rest)):
            overall = heads["overall"]
            heads["overall"] = overall._replace(text=f"{overall.text}\n{' '.join(words)}")
        elif rest:
            return [heads[field] for field in ("overall", "annual") if field in heads], [
                *rows[index:]
            ]
    return [], []


def _goals(rows: Sequence[Row]) -> list[Line] | None:
    """Returns the two texts, in the one way, or the best of several, in which each can be whole."""
    ways = [texts for texts in _ways([row.words for row in rows]) if all(map(is_whole, texts))]
    if not ways:
        return None
    same = [way for way in ways if normal("".join(way[0])) == normal("".join(way[1]))]
    ways = same or ways
    best = max(ways, key=_score)
    made = []
    mark = SPLIT if same or all(len(row.words) == 2 for row in rows) else JUDGED
    for lines in best:
        goal = goal_of([Piece(text, 0) for text in lines], mark)
        made.append(rows[0].line._replace(text=goal.text, mark=goal.mark))
    return made


def _score(texts: _Texts) -> tuple[int, int, float]:
    """Measures how well list items follow each other, and how many texts end as a sentence does.

    Of two ways that differ in nothing else, the wider text is the first: the form has more room
    for it.
    """
    widths = [max(map(ems, lines)) for lines in texts]
    ended = sum(lines[-1].endswith(ENDS) for lines in texts)
    return -sum(map(_breaks, texts)), ended, widths[0] - widths[1]


def _breaks(lines: Sequence[str]) -> int:
    """Counts the items of lists that stand where they cannot: out of turn, within a sentence."""
    breaks = last = 0
    for index, line in enumerate(lines):
        item = _ITEM.match(line)
        if item is None:
            continue
        number = int(item[1]) if item[1].isdecimal() else _NUMERALS.index(item[1])
        breaks += number != last + 1
        breaks += index > 0 and not lines[index - 1].endswith(ENDS)
        last = number
    return breaks


def _ways(rows: Sequence[tuple[str, ...]]) -> Iterator[_Texts]:
    """Yields both texts, for every number of lines and every setting that the lines show."""
    width = max((ems(row[0]) for row in rows if len(row) == 2), default=0.0)
    shown = [len(row) > 1 for row in rows]
    total = sum(shown) + len(shown)
    for left, shift in product(range(1, min(total, _MOST_LINES)), _SHIFTS):
        sides = _sides(left, total - left, shift)
        if [len(side) == 2 for side in sides] != shown:
            continue
        texts: _Texts = ([], [])
        for row, side in zip(rows, sides, strict=True):
            if len(side) == 2:
                cut = min(range(1, len(row)), key=lambda n: abs(ems(" ".join(row[:n])) - width))
                texts[0].append(" ".join(row[:cut]))
                texts[1].append(" ".join(row[cut:]))
            else:
                texts[side[0]].append(row[0])
        yield texts


def _sides(left: int, right: int, shift: int | None) -> list[tuple[int, ...]]:
    """Lists which texts have a part on each line, where both are set in the middle, or at the top.

    `shift` says by how many half lines the shorter one is above the middle, None at the top.
    """
    places: dict[int, list[int]] = {}
    for side, count in enumerate((left, right)):
        missing = max(left, right) - count
        top = missing - shift * (missing % 2) if shift is not None else 0
        for number in range(count):
            places.setdefault(top + 2 * number, []).append(side)
    return [tuple(places[place]) for place in sorted(places)]
