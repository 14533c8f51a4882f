"""Builds the rows of the indicators: decides which words are a name's and a target's lines.

What is in the middle of its row stands as far above the row's middle as below it, so that the two
cells of a row share their lines or take turns, as their numbers of lines say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from xlperf.form.vocabulary import ems
from xlperf.sources.text.heights.parts import ran_out
from xlperf.sources.text.name_target_pairs import ends_row

_MOST_LINES = 4
_NARROWEST = (8.0, 6.0)
"""No column of names, or of targets, is narrower, in ems."""
_WRAPPED, _IN_WORDS = 0.25, 1.0
"""Gives the cost of a row whose cells are on several lines, whose target may be part of a name."""


class Words(NamedTuple):
    """Holds what a line has of a name and its target: one of them, or both; the line's number."""

    at: int
    texts: tuple[str, ...]


class Cell(NamedTuple):
    """Holds the lines of a cell, and the numbers of the text's lines that they stand on."""

    lines: tuple[str, ...]
    at: tuple[int, ...]


class Indicator(NamedTuple):
    """Holds a row: its name, its target, and whether another division is as likely."""

    name: Cell
    target: Cell
    is_doubtful: bool = False

    @property
    def height(self) -> int:
        """Returns the lines of its taller cell."""
        return max(len(self.name.lines), len(self.target.lines))


def offsets(count: int, height: float, middle: bool) -> list[float]:
    """Measures how far below the top of a row, in lines, the lines of a cell stand."""
    top = (height - count) / 2 if middle else 0.0
    return [top + number + 0.5 for number in range(count)]


@cache
def _pattern(names: int, targets: int, middle: bool) -> tuple[tuple[bool, bool], ...]:
    """Tells which of the two cells of a row have a part on each of its lines."""
    height = max(names, targets)
    name, target = (offsets(count, height, middle) for count in (names, targets))
    return tuple((place in name, place in target) for place in sorted({*name, *target}))


def indicators_of(words: Sequence[Words], middle: bool) -> tuple[float, list[Indicator]] | None:
    """Builds the rows from the words and gives their cost; None where they make up no rows."""
    both = [each.texts for each in words if len(each.texts) == 2]
    widest = tuple(
        max([least, *(ems(texts[side]) for texts in both)]) for side, least in enumerate(_NARROWEST)
    )

    @cache
    def best(start: int) -> tuple[float, tuple[Indicator, ...]] | None:
        if start == len(words):
            return 0.0, ()
        found: list[tuple[float, tuple[Indicator, ...]]] = []
        for row, count in _rows(words[start:], widest, middle):
            rest = best(start + count)
            if rest is not None:
                found.append((_cost(row) + rest[0], (row, *rest[1])))
        found.sort(key=lambda each: each[0])
        if len(found) > 1:
            cost, rows = found[0]
            return cost, (rows[0]._replace(is_doubtful=True), *rows[1:])
        return found[0] if found else None

    made = best(0)
    return (made[0], list(made[1])) if made is not None else None


def _cost(row: Indicator) -> float:
    is_clear = row.height == 1 or ends_row("".join(row.target.lines))
    return _WRAPPED * (row.height - 1) + (0.0 if is_clear else _IN_WORDS)


def _rows(
    words: Sequence[Words], widest: tuple[float, ...], middle: bool
) -> Iterator[tuple[Indicator, int]]:
    """Yields the rows that may begin here, and of how many lines each is."""
    for names in range(1, _MOST_LINES + 1):
        for targets in range(1, _MOST_LINES + 1):
            pattern = _pattern(names, targets, middle)
            lines = words[: len(pattern)]
            if [len(each.texts) for each in lines] != [sum(sides) for sides in pattern]:
                continue
            cells: tuple[list[tuple[str, int]], ...] = ([], [])
            for each, sides in zip(lines, pattern, strict=True):
                shown = [side for side in (0, 1) if sides[side]]
                for side, text in zip(shown, each.texts, strict=True):
                    cells[side].append((text, each.at))
            name, target = (Cell(*zip(*cell, strict=True)) for cell in cells)
            if ran_out(name.lines, widest[0]) and ran_out(target.lines, widest[1]):
                yield Indicator(name, target), len(pattern)
