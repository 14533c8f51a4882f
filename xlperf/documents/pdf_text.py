"""Characters on a page to lines, and lines to the text that was typed.

A page holds characters at places, nothing else. What the eye joins again without noticing has
to be worked out: which characters make a line, and which lines are one line that ran out of
room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from xlperf.reading.words import ems, joined_mark, whole_word

Char = dict[str, Any]
"""A character as pdfplumber gives it: text, x0, x1, top, bottom, size."""

_ITEM = re.compile(
    r"\s*(?:\d+\s*[.、．)）](?!\d)|[(（][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[①-⑳])"
)
_ENDS = tuple('。；;：:！!？?”"')
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〉”’…—,.;:?!)]}%％")
_EARLY = 1.05
"""A spreadsheet breaks lines by its screen's metrics, up to so many ems too early."""
_UNENDED = 1.2
"""Further ems for a line that ends within a sentence, as few are made to."""
_EARLIER = 3.0
"""The same where paragraphs stand apart, so that the distance has told already."""
_SPACING = 1.12
"""Lines further apart than so many times the usual pitch belong to different paragraphs."""
_APART = 1.2
"""Paragraphs are set no further apart; a greater distance comes of fonts of unequal height."""
_TIGHTEST = 0.9
"""Lines nearer than so many ems overlap, and are not of one text."""
_BLANK = 1.6
"""Lines further apart than so many times the usual pitch have an empty line between them."""
_EVEN = 1.02
"""Lines of one paragraph differ no more than so where every line has the same height."""


class TextLine(NamedTuple):
    """A line of characters: its text, spaces included, and its place in points.

    `base` is the baseline, down from the top of the page: unlike the characters' boxes it is the
    same for every font in a line.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float


class Text(NamedTuple):
    """A text as typed; `mark` says that lines were joined for it."""

    text: str
    mark: str | None


def text_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Characters as lines, top to bottom, each left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char["top"] + char["bottom"]):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and abs(middle - _middle(rows[-1][0])) <= 0.5 * max(char["size"], 1):
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = (_line(sorted(row, key=lambda char: char["x0"])) for row in rows)
    return [line for line in lines if line.text.strip()]


def drawn_lines(chars: Iterable[Char]) -> list[TextLine]:
    """Characters in the order in which they were drawn, a piece for each stretch of a line.

    Programs draw a table cell by cell, so that the pieces of a cell follow each other even
    where no rule shows its edges.
    """
    pieces: list[list[Char]] = []
    last: Char | None = None
    for char in chars:
        gap = char["x0"] - last["x1"] if last else 0.0
        if (
            last is None
            or abs(_middle(char) - _middle(last)) > 0.5 * max(char["size"], 1)
            or not -0.5 * char["size"] < gap < 0.9 * char["size"]
        ):
            pieces.append([])
        pieces[-1].append(char)
        last = char
    return [
        TextLine(
            "".join(char["text"] for char in piece).strip(),
            piece[0]["x0"], piece[-1]["x1"], piece[0]["bottom"], piece[0]["size"],
        )
        for piece in pieces
    ]  # fmt: skip


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _line(chars: list[Char]) -> TextLine:
    parts: list[str] = []
    last: Char | None = None
    for char in chars:
        text = char["text"]
        if last is not None:
            gap = char["x0"] - last["x1"]
            if text == last["text"] and char["x0"] - last["x0"] < 0.3 * (char["x1"] - char["x0"]):
                continue  # drawn twice to look bold
            if gap > 0.35 * char["size"] and " " not in (text, last["text"]):
                # A gap between words that no space fills; wide ones part columns.
                parts.append("\t" if gap > 2 * char["size"] else _space(last["text"], text))
        parts.append(text)
        last = char
    inked = [char for char in chars if not char["text"].isspace()] or chars
    size = max(char["size"] for char in inked)
    first = inked[0]
    base = first["bottom"]
    if first["matrix"][0] > 0 and first["matrix"][1] == 0 == first["matrix"][2]:
        base = first["top"] + first["y1"] - first["matrix"][5]
    return TextLine("".join(parts), first["x0"], inked[-1]["x1"], base, size)


def _space(before: str, after: str) -> str:
    return " " if before.isascii() and after.isascii() else ""


def typed_text(lines: Sequence[TextLine], room: float, pitch: Pitch) -> Text:
    """The text of a cell from its lines.

    `room` is the width in points that a line has. Where paragraphs stand apart, their distance
    tells; else a line that has no room for the next line's first word runs on there, and any
    other ends where it was typed to end.
    """
    if not lines:
        return Text("", None)
    texts = [line.text.replace("\t", " ") for line in lines]
    if len(texts) == 1:
        return Text(texts[0].strip(), None)
    word = whole_word(texts)
    if word is not None:
        return Text(word, joined_mark(len(texts)))
    text, joins = texts[0], 0
    for above, line, content in zip(lines, lines[1:], texts[1:], strict=False):
        near, early = (_SPACING, _EARLIER) if pitch.parts_paragraphs else (_BLANK, _EARLY)
        is_near = _apart(above, line) <= pitch.usual * near
        if is_near and runs_on(above, line, room, early):
            text += content
            joins += 1
        else:
            breaks = max(round(_apart(above, line) / pitch.usual), 1)
            text = f"{text.rstrip()}{chr(10) * breaks}{content.lstrip()}"
    return Text(text.strip(), joined_mark(joins + 1) if joins else None)


def runs_on(above: TextLine, line: TextLine, room: float, early: float = _EARLY) -> bool:
    """Whether the upper line ran out of room, `early` ems before its end at the most."""
    if begins_item(above, line):
        return False
    early += 0 if above.text.rstrip().endswith(_ENDS) else _UNENDED
    return (above.x1 - above.x0) + _first_word(line) >= room - early * above.size


def begins_item(above: TextLine, line: TextLine) -> bool:
    """Whether a line begins an item of a list, after a line that ends a sentence."""
    return bool(_ITEM.match(line.text)) and above.text.rstrip().endswith(_ENDS)


def _first_word(line: TextLine) -> float:
    """The width of what could not have been parted from a line's first character."""
    text = line.text.lstrip()
    count = 1
    if text[:1].isascii() and text[:1].isalnum():
        found = re.match(r"[!-~]+", text)
        count = len(found[0]) if found else 1
    while count < len(text) and text[count] in _NEVER_FIRST:
        count += 1
    return (line.x1 - line.x0) * ems(text[:count]) / max(ems(text.rstrip()), 0.5)


class Pitch(NamedTuple):
    """How far apart the lines of a table are, in ems; whether paragraphs are set further apart."""

    usual: float
    parts_paragraphs: bool


def pitch_of(cells: Iterable[Sequence[TextLine]]) -> Pitch:
    """The distance of the lines of one paragraph: the smallest that occurs.

    Lines of Latin letters alone are often set in a font of another height, and text that does
    not fit its cell is set over the next.
    """
    pairs = [pair for lines in cells for pair in pairwise(lines)]
    pairs = [p for p in pairs if not any(line.text.isascii() for line in p)] or pairs
    pitches = [
        pitch
        for above, line in pairs
        if abs(line.size - above.size) < 0.5 and (pitch := _apart(above, line)) > _TIGHTEST
    ]
    if not pitches:
        return Pitch(1.3, False)
    usual = min(pitches)
    near = [pitch for pitch in pitches if pitch <= usual * _EVEN]
    wider = [pitch for pitch in pitches if usual * _SPACING < pitch <= usual * _APART]
    blank = [pitch for pitch in pitches if pitch > usual * _BLANK]
    even = len(near) + len(wider) + len(blank) == len(pitches)
    same = bool(wider) and max(wider) <= min(wider) * _EVEN
    return Pitch(usual, same and even)


def _apart(above: TextLine, line: TextLine) -> float:
    return (line.base - above.base) / max(line.size, 1)
