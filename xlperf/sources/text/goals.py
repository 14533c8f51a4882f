"""Divides the goals of a flattened form: two texts in a row without a label between them.

Where the lines do not tell one goal from the other for certain, the division is judged and says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from xlperf.form.labels import normal
from xlperf.form.numbering import begins_item
from xlperf.form.vocabulary import ems, joined_lines_mark
from xlperf.sources.text.pieces import JUDGED, Piece

_UNPARTED = "两个目标连在一起，未能分开"
_ENDS = tuple('。；;！!？?”"')
_CLOSING = ('"', "”")
_STOPS = tuple("。！!？?”")
_FIRST = re.compile(r"[\s\"“]*(?:1\s*[.、．)）](?!\d)|[(（][1一][)）]|一、|①)")
_ITEM = re.compile(
    r"[\s\"“]*(?:\d+\s*[.、．)）]|[(（][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[\"”]$)"
)
"""Matches how a line begins an item of a list, or only closes a quotation."""


def goal_texts(lines: Sequence[Piece]) -> tuple[Piece, Piece]:
    """Returns the overall and the annual goal, whose texts follow each other without a label."""
    nothing = Piece("", lines[0].line if lines else 0)
    if not lines:
        return nothing, nothing
    if len(lines) == 1:
        return lines[0]._replace(mark=_UNPARTED), nothing
    texts = [line.text for line in lines]
    cuts = range(1, len(texts))
    halves = (c for c in cuts if normal("".join(texts[:c])) == normal("".join(texts[c:])))
    cut = next(halves, None)
    if cut is None and len(texts) == 2 and texts[0].endswith(_ENDS) and not _goes_on(texts[1]):
        cut = 1
    mark = JUDGED if cut is None else None
    cut = cut or _judged(texts)
    return goal_of(lines[:cut], mark), goal_of(lines[cut:], mark)


def _judged(texts: Sequence[str]) -> int:
    """Finds where the second goal may begin: with a list, or below the end of a paragraph."""
    firsts = [index for index, text in enumerate(texts) if _FIRST.match(text)]
    if firsts and firsts[0] == 0:
        opening = _FIRST.match(texts[0])
        again = [i for i in firsts[1:] if opening and texts[i].startswith(opening[0].strip())]
        last = max(i for i, text in enumerate(texts) if _ITEM.match(text))
        prose = [i for i in range(last + 1, len(texts)) if texts[i - 1].endswith(_ENDS)]
        # The same list again, a list that counts otherwise, or prose behind the list.
        found = again if again else firsts[1:] or prose[:1]
        if len(found) == 1:
            return found[0]
    elif len(firsts) == 1 and texts[firsts[0] - 1].endswith(_STOPS):
        return firsts[0]  # prose first, then a list
    # A cell's lines are as wide as the cell but for the last of a paragraph.
    cuts = [c for c in range(1, len(texts)) if _is_whole(texts[:c]) and _is_whole(texts[c:])]
    cuts = [cut for cut in cuts if not _goes_on(texts[cut])] or cuts
    cuts = [cut for cut in cuts if texts[cut - 1].endswith(_ENDS)] or cuts or [len(texts) // 2]
    return max(cuts, key=lambda cut: max(map(ems, texts[:cut])) - max(map(ems, texts[cut:])))


def _goes_on(text: str) -> bool:
    """Tells whether a line is a later item of a list, with which no goal begins."""
    return _ITEM.match(text) is not None and _FIRST.match(text) is None


def _is_whole(texts: Sequence[str]) -> bool:
    """Tells whether these lines can be one cell: only an ended line may be much shorter."""
    width = max(map(ems, texts))
    return all(text.endswith(_ENDS) or ems(text) >= width - 2 for text in texts[:-1])


def goal_of(lines: Sequence[Piece], mark: str | None) -> Piece:
    """Returns one goal; a line that ends a sentence ends a paragraph where lines run on further."""
    widths = [ems(line.text) for line in lines[:-1] if not line.text.endswith(_ENDS)]
    text, last, joins = "", "", 0
    for number, line in enumerate(lines):
        before = [each.text for each in lines[:number]]
        is_short = ems(last) < min(widths, default=math.inf) - 2
        if not text:
            text = line.text
        elif last.endswith(_ENDS) and (
            is_short or begins_item(before, line.text) or line.text.startswith(_CLOSING)
        ):
            text += f"\n{line.text}"
        else:
            joins += 1
            text += line.text
        last = line.text
    marks = filter(None, (joined_lines_mark(joins + 1) if joins else None, mark))
    return Piece(text, lines[0].line, "，".join(marks) or None)
