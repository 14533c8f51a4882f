"""Joins lines that ran out of room, and parts those that were typed to end.

How full a line is tells: what the next one begins with did not fit any more. What the eye joins
without noticing is joined; a typed end that happens to be where a line is full shows nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xlperf.form.numbering import begins_item
from xlperf.form.vocabulary import ems, joined_lines_mark, whole_word
from xlperf.sources.pdf.text_lines import TextLine

_ENDS = tuple('。；;：:！!？?”"')
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〉“”‘’…—,.;:?!)]}%％")
_NEVER_LAST = frozenset("（《「『【〈“‘([{")
_QUOTES = frozenset("“”‘’")
"""Lists quotation marks that are not parted from what stands before or behind."""
_WORD = re.compile(r"[0-9A-Za-z][!-~]*")
_WIDE = 0.64
"""Gives the ems of a digit in the widest of the usual fonts."""
_EARLY, _UNENDED = 1.05, 1.2
"""A spreadsheet breaks lines by its screen's metrics, up to so many ems too early; further ems for
a line that ends within a sentence, as few are made to."""
_PITCH = 1.3
"""Gives the ems from line to line as most programs set them; an empty line is one more."""


class Text(NamedTuple):
    """Holds a text as typed; `mark` says that lines were joined for it."""

    text: str
    mark: str | None


def typed_text(lines: Sequence[TextLine], room: float, before: Sequence[TextLine] = ()) -> Text:
    """Returns the text of a cell from its lines, each with so much room in points.

    `before` are the lines of the cell on the page before.
    """
    texts = [line.text.replace("\t", " ") for line in lines]
    word = whole_word(texts) if len(texts) > 1 else None
    if word is not None:
        return Text(word, joined_lines_mark(len(texts)))
    text, joins = "", 0
    for index, line in enumerate(lines):
        if not index or runs_on([*before, *lines[:index]], line, room):
            joins += index > 0
            text += texts[index]
        else:
            pitch = (line.base - lines[index - 1].base) / max(line.size, 1)
            breaks = "\n" * max(round(pitch / _PITCH), 1)
            text = f"{text.rstrip()}{breaks}{texts[index].lstrip()}"
    return Text(text.strip(), joined_lines_mark(joins + 1) if joins else None)


def runs_on(before: Sequence[TextLine], line: TextLine, room: float) -> bool:
    """Tells whether the last line before ran out of room, and a line goes on with its text."""
    above = before[-1]
    if begins_item([each.text for each in before], line.text):
        return False
    is_ended = above.text.rstrip().endswith(_ENDS)
    left_over = room - (above.x1 - above.x0) - _first_word(line)
    return left_over <= (_EARLY + (0 if is_ended else _UNENDED)) * above.size


def _first_word(line: TextLine) -> float:
    """Returns the width of what could not have been parted from a line's first character."""
    text = line.text.lstrip()
    count = 1
    while count < len(text) and text[count - 1] in _NEVER_LAST:
        count += 1
    found = _WORD.match(text, count - 1)
    count += len(found[0]) - 1 if found else 0
    while count < len(text) and (text[count] in _NEVER_FIRST or text[count - 1] in _QUOTES):
        count += 1
    width = (line.x1 - line.x0) * ems(text[:count]) / max(ems(text.rstrip()), 0.5)
    # Letters and digits may be set in a wider font than the text's own.
    return max(width, _WIDE * line.size * len(found[0])) if found else width
