"""Builds lines of text from the characters on a page.

A page holds characters at places, nothing else; which of them make a line has to be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple
from unicodedata import category

from xlperf.form.normalise import as_seen
from xlperf.sources.pdf.seen_characters import Char

_WORD, _COLUMN = 0.2, 2.0
"""Gives the ems of a gap between words that no space fills, and of one between columns."""
_LEVEL = 0.5
"""Gives the ems by which the baselines of one line differ, at the most."""
_SAME, _OVER, _TIGHTEST = 0.1, 0.45, 0.75
"""Gives the ems by which letters of one text differ in height, the part of their width by which
they may lie over each other, and the ems between lines, at the least."""
_AGAIN = 0.1
"""Gives the ems by which a letter is moved, at the most, that is drawn again to look bold."""
_BACK, _GAP = 0.6, 0.15
"""Gives the ems by which what is drawn in one go may go back, and ahead, at the most."""


class TextLine(NamedTuple):
    """Holds a line of characters: its text, spaces included, and its place in points.

    `base` is the baseline, down from the top of the page; letters of one that `is_overlaid` lie
    over each other.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    is_overlaid: bool = False


def text_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Returns characters as lines, top to bottom, left to right; behind them those on their side.

    What stands on its side is read as by who turns the page.
    """
    lines: list[list[tuple[int, Char]]] = []
    for number, char in sorted(enumerate(chars), key=lambda item: (item[1].side, item[1].base)):
        first = lines[-1][0][1] if lines else None
        apart = char.base - first.base if first and first.side == char.side else inf
        if apart > _LEVEL * max(char.size, 1):
            lines.append([])
        lines[-1].append((number, char))
    ordered = (_ordered([char for _, char in sorted(line)]) for line in lines)
    return [_line(line) for line in ordered if any(not char.text.isspace() for char in line)]


def _ordered(chars: list[Char]) -> list[Char]:
    """Returns a line's characters from left to right; those of one font may be drawn first.

    What is drawn in one go stays together: the parts of one letter have places beside it. What is
    drawn again in the same place, to look bold, is left out.
    """
    if all(after.x0 >= char.x0 + _AGAIN * char.size for char, after in pairwise(chars)):
        return chars
    places: set[tuple[str, int]] = set()
    once: list[Char] = []
    for char in chars:
        at = round(char.x0 / max(_AGAIN * char.size, 0.1))
        if places.isdisjoint((char.text, near) for near in (at - 1, at, at + 1)):
            once.append(char)
            places.add((char.text, at))
    begins: list[float] = []
    for number, char in enumerate(once):
        gap = char.x0 - once[number - 1].x1 if number else inf
        goes_on = -_BACK * char.size <= gap <= _GAP * char.size
        begins.append(begins[-1] if goes_on else char.x0)
    return [once[number] for number in sorted(range(len(once)), key=begins.__getitem__)]


def _line(chars: Sequence[Char]) -> TextLine:
    spread: float | None = None
    text = chars[0].text
    for last, char in pairwise(chars):
        gap = char.x0 - last.x1
        if gap > _WORD * char.size and " " not in (last.text, char.text):
            if spread is None:
                spread = max(median(char.x0 - last.x1 for last, char in pairwise(chars)), 0.0)
            # Letters may be spread to fill a line; beside Chinese ones no space is meant.
            are_latin = last.text.isascii() and char.text.isascii()
            is_word = are_latin and gap - spread > _WORD * char.size
            text += "\t" if gap > _COLUMN * char.size else " " if is_word else ""
        text += char.text
    inked = [char for char in chars if not char.text.isspace()]
    size = max(char.size for char in inked)
    heap = any(char.x1 > after.x0 and _collide(char, after) for char, after in pairwise(inked))
    return TextLine(as_seen(text), inked[0].x0, inked[-1].x1, inked[0].base, size, heap)


def _collide(char: Char, following: Char) -> bool:
    """Tells whether letters lie over each other; signs may be set closer, marks over letters."""
    width = min(char.x1 - char.x0, following.x1 - following.x0)
    over = char.x1 - following.x0
    if over <= _OVER * width or any(category(one.text)[0] == "M" for one in (char, following)):
        return False
    is_level = abs(char.base - following.base) <= _SAME * char.size
    return over > 2 * _OVER * width or not is_level or (char.text + following.text).isalnum()


def lie_over_each_other(lines: Sequence[TextLine]) -> bool:
    """Tells whether lines, or letters of one, lie over each other as those of one text do not."""
    return any(line.is_overlaid for line in lines) or any(
        line.base - above.base < _TIGHTEST * line.size
        and min(line.x1, above.x1) - max(line.x0, above.x0) > _OVER * line.size
        for above, line in pairwise(lines)
    )
