"""Decides if a line ran out of room, or was typed to end there.

How full the line is tells: what the next line begins with did not fit any more. Programs differ
in how exactly they keep to the edge, and a document's own lines say which kind made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from xlperf.form.numbering import begins_item, number_of
from xlperf.form.vocabulary import ems, whole_word
from xlperf.sources.pdf.text_lines import TextLine

_ENDS = tuple('。；;：:！!？?”"')
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〉“”‘’…—,.;:?!)]}%％")
_NEVER_LAST = frozenset("（《「『【〈“‘([{")
_QUOTES = frozenset("“”‘’")
"""Lists quotation marks that are not parted from what stands before or behind."""
_WORD = re.compile(r"[0-9A-Za-z][!-~]*")
_WIDE = 0.64
"""Gives the ems of a digit in the widest of the usual fonts."""
_EARLY = 1.05
"""A spreadsheet breaks lines by its screen's metrics, up to this many ems too early."""
_EXACT = 0.1
"""Others break a line where it is full, but for this many ems of rounding."""
_UNENDED = 1.2
"""Gives further ems for a line that ends within a sentence, as few are made to."""
_FEWEST, _MOST = 2, 3
"""So many lines that broke within a sentence show how exactly lines are filled, if they are so
many times as many as those that broke early."""


def runs_on(before: Sequence[TextLine], line: TextLine, room: float, early: float = _EARLY) -> bool:
    """Tells whether the last line before ran out of room, at most `early` ems before its end."""
    is_item = begins_item([above.text for above in before], line.text)
    return not is_item and is_full(before[-1], line, room, early)


def is_full(above: TextLine, line: TextLine, room: float, early: float = _EARLY) -> bool:
    """Tells whether the first word of a line did not fit into the line above it."""
    early += 0 if early <= _EXACT or _is_ended(above) else _UNENDED
    return _left_over(above, line, room) <= early * above.size


def spare_ems(cells: Iterable[tuple[Sequence[TextLine], float]]) -> list[float]:
    """Returns the ems left for the next word on lines that stop within a sentence, by room.

    The form's own words are left out: many are typed in several lines.
    """
    spare = [
        _left_over(above, line, room) / max(above.size, 1)
        for lines, room in cells
        if whole_word([line.text for line in lines]) is None
        for above, line in pairwise(lines)
        if not _is_ended(above) and number_of(line.text) is None
    ]
    return [left for left in spare if left <= _EARLY + _UNENDED]


def earliest(spare: Sequence[float]) -> float:
    """Returns the ems before its end at which a line may run out of room, by those that did.

    Where most lines that stop within a sentence are as full as can be, all are that run on.
    """
    full = sum(left <= _EXACT for left in spare)
    return _EXACT if full >= max(_FEWEST, _MOST * (len(spare) - full)) else _EARLY


def _is_ended(line: TextLine) -> bool:
    return line.text.rstrip().endswith(_ENDS)


def _left_over(above: TextLine, line: TextLine, room: float) -> float:
    """Returns the points left in the upper line had the lower one's first word been put there."""
    return room - (above.x1 - above.x0) - _first_word(line)


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
