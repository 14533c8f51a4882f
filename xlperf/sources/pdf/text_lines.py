"""Builds lines of text from the characters on a page.

A page holds characters at places, nothing else; which of them make a line has to be worked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from xlperf.form.labels import fields_of
from xlperf.form.normalise import as_seen

Char = dict[str, Any]
"""Holds a character as pdfplumber gives it: text, x0, x1, top, bottom, size."""

_GAP = 0.35
"""Gives the ems of a gap between words that no space fills, at the least."""
_LONGEST = 40
"""No label has more characters."""
_BESIDE = 0.15
"""Gives the ems between two cells, at the least: twice what a program leaves beside a rule."""


class TextLine(NamedTuple):
    """Holds a line of characters: its text, spaces included, and its place in points.

    `base` is the baseline, down from the top of the page: unlike the characters' boxes it is the
    same for every font in a line.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float


def text_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Returns characters as lines, top to bottom, left to right; behind them those on their side.

    What stands on its side is read as by who turns the page.
    """
    chars = list(chars)
    turned = [_turned(char) for char in chars if _is_turned(char)]
    upright = [char for char in chars if not _is_turned(char)] if turned else chars
    return [*_level_lines(upright), *_level_lines(turned)]


def _is_turned(char: Char) -> bool:
    a, b = char["matrix"][:2]
    return bool(abs(b) > abs(a))


def _turned(char: Char) -> Char:
    """Returns a character on its side with the place that it has on the page turned upright."""
    box = (char["x0"], char["x1"], char["top"], char["bottom"])
    if char["matrix"][1] > 0:  # upwards
        top, bottom, x1, x0 = box[0], box[1], -box[2], -box[3]
    else:
        top, bottom, x0, x1 = -box[1], -box[0], box[2], box[3]
    return {**char, "x0": x0, "x1": x1, "top": top, "bottom": bottom}


def _level_lines(chars: Iterable[Char]) -> list[TextLine]:
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char["top"] + char["bottom"]):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and abs(middle - _middle(rows[-1][0])) <= 0.5 * max(char["size"], 1):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = (_line(_once(sorted(row, key=lambda char: char["x0"]))) for row in rows)
    return [line for line in lines if line.text.strip()]


def drawn_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Returns characters in the order in which they were drawn, a piece for each stretch of a line.

    Programs draw a table cell by cell, so that the pieces of a cell follow each other even
    where no rule shows its edges.
    """
    rows: list[list[Char]] = []
    for char in chars:
        if rows and abs(_middle(char) - _middle(rows[-1][-1])) <= 0.5 * max(char["size"], 1):
            rows[-1].append(char)
        else:
            rows.append([char])
    pieces = (part for row in rows for piece in _pieces(row) for part in _parted(piece))
    return [
        TextLine(
            as_seen("".join(char["text"] for char in piece)).strip(),
            piece[0]["x0"], piece[-1]["x1"], piece[0]["bottom"], piece[0]["size"],
        )
        for piece in pieces
    ]  # fmt: skip


def _pieces(row: list[Char]) -> list[list[Char]]:
    """Returns a line's stretches as drawn; within each, letters of one font come first."""
    pieces: list[list[Char]] = []
    drawn = {id(char): index for index, char in enumerate(row)}
    for char in _once(sorted(row, key=lambda char: char["x0"])):
        last = pieces[-1][-1] if pieces else None
        if last is None or not -0.5 * char["size"] < char["x0"] - last["x1"] < 0.9 * char["size"]:
            pieces.append([])
        pieces[-1].append(char)
    return sorted(pieces, key=lambda piece: min(drawn[id(char)] for char in piece))


def _parted(piece: list[Char]) -> list[list[Char]]:
    """Returns a stretch of a line cut between a label and the value that it all but touches."""
    parts: list[list[Char]] = []
    start = 0
    for at in range(1, len(piece)):
        if piece[at]["x0"] - piece[at - 1]["x1"] <= _BESIDE * piece[at]["size"]:
            continue
        if _is_label(piece, start, at) or _is_label(piece, at, len(piece)):
            parts.append(piece[start:at])
            start = at
    return [*parts, piece[start:]]


def _is_label(piece: list[Char], start: int, end: int) -> bool:
    if end - start > _LONGEST:
        return False
    return bool(fields_of(as_seen("".join(char["text"] for char in piece[start:end]))))


def _once(chars: Iterable[Char]) -> list[Char]:
    """Returns a line's characters, from left to right, without those drawn again to look bold."""
    made: list[Char] = []
    for char in chars:
        near = 0.3 * (char["x1"] - char["x0"])
        if made and made[-1]["text"] == char["text"] and char["x0"] - made[-1]["x0"] < near:
            continue
        made.append(char)
    return made


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _line(chars: list[Char]) -> TextLine:
    parts: list[str] = []
    last: Char | None = None
    spread: float | None = None
    for char in chars:
        text = char["text"]
        if last is not None:
            gap = char["x0"] - last["x1"]
            if gap > _GAP * char["size"] and " " not in (text, last["text"]):
                # A gap between words that no space fills; wide ones part columns.
                spread = _spread(chars) if spread is None else spread
                is_wide = gap > 2 * char["size"]
                parts.append("\t" if is_wide else _space(last, char, spread))
        parts.append(text)
        last = char
    inked = [char for char in chars if not char["text"].isspace()] or chars
    size = max(char["size"] for char in inked)
    first = inked[0]
    base = first["bottom"]
    if first["matrix"][0] > 0 and first["matrix"][1] == 0 == first["matrix"][2]:
        base = first["top"] + first["y1"] - first["matrix"][5]
    return TextLine(as_seen("".join(parts)), first["x0"], inked[-1]["x1"], base, size)


def _space(last: Char, char: Char, spread: float) -> str:
    """Gives the space in a gap between two words, none where letters are spread as far as that."""
    gap = char["x0"] - last["x1"] - spread
    is_latin = last["text"].isascii() and char["text"].isascii()
    return " " if is_latin and gap > _GAP * char["size"] else ""


def _spread(chars: list[Char]) -> float:
    """Measures how far the characters of a line are spread, as to fill it: usually not at all."""
    return max(float(median(char["x0"] - last["x1"] for last, char in pairwise(chars))), 0.0)
