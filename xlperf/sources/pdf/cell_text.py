"""Turns the lines of a cell into the text that was typed.

What the eye joins again without noticing has to be worked out: which lines are one line that ran
out of room. Where paragraphs stand apart their distance tells, else how full a line is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from xlperf.form.vocabulary import joined_lines_mark, whole_word
from xlperf.sources.pdf.line_wraps import is_full, runs_on
from xlperf.sources.pdf.text_lines import TextLine

_EARLIER = 3.0
"""Gives the ems by which a line may fall short where paragraphs stand apart: the distance told."""
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

_FEWEST = 2
"""At least this many distances are no accident of a letter in another font."""


class Text(NamedTuple):
    """Holds a text as typed; `mark` says that lines were joined for it."""

    text: str
    mark: str | None


def typed_text(
    lines: Sequence[TextLine],
    room: float,
    pitch: Pitch,
    early: float,
    before: Sequence[TextLine] = (),
) -> Text:
    """Returns the text of a cell from its lines.

    `room` is the width in points that a line has, `early` as in `runs_on`; `before` are the lines
    of the cell on the page before. Where paragraphs stand apart, their distance tells; else a line
    that has no room for the next line's first word runs on there, and any other ends where it was
    typed to end.
    """
    if not lines:
        return Text("", None)
    texts = [line.text.replace("\t", " ") for line in lines]
    if len(texts) == 1:
        return Text(texts[0].strip(), None)
    word = whole_word(texts)
    if word is not None:
        return Text(word, joined_lines_mark(len(texts)))
    text, joins = texts[0], 0
    for index, content in enumerate(texts[1:], start=1):
        above, line = lines[index - 1], lines[index]
        distance = _apart(above, line) / pitch.usual
        if pitch.parts_paragraphs:
            goes_on = distance <= _SPACING and is_full(above, line, room, _EARLIER)
        else:
            goes_on = distance <= _BLANK and runs_on([*before, *lines[:index]], line, room, early)
        if goes_on:
            text += content
            joins += 1
        else:
            breaks = max(round(distance), 1)
            text = f"{text.rstrip()}{chr(10) * breaks}{content.lstrip()}"
    return Text(text.strip(), joined_lines_mark(joins + 1) if joins else None)


class Pitch(NamedTuple):
    """Holds the lines' distance in ems, and whether paragraphs are set further apart."""

    usual: float
    parts_paragraphs: bool


USUAL = Pitch(1.3, False)
"""Gives the pitch of a table that has no cell of two lines."""


def pitch_of(cells: Iterable[Sequence[TextLine]]) -> Pitch:
    """Returns the distance of the lines of one paragraph: the smallest that occurs.

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
        return USUAL
    usual = min(pitches)
    near = [pitch for pitch in pitches if pitch <= usual * _EVEN]
    wider = [pitch for pitch in pitches if usual * _SPACING < pitch <= usual * _APART]
    blank = [pitch for pitch in pitches if pitch > usual * _BLANK]
    even = len(near) + len(wider) + len(blank) == len(pitches)
    same = bool(wider) and max(wider) <= min(wider) * _EVEN
    return Pitch(usual, same and even and len(near) >= _FEWEST)


def _apart(above: TextLine, line: TextLine) -> float:
    return (line.base - above.base) / max(line.size, 1)
