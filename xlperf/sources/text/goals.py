"""Divides the goals of a flattened form: two texts in a row without a label between them.

Where neither the lines nor the words tell one goal from the other, the division is judged and
says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from xlperf.form.labels import fields_of, normal
from xlperf.form.numbering import begins_item
from xlperf.form.vocabulary import ems, joined_lines_mark

JUDGED = "分界由程序判断，请核对"
_BROKEN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_GAP = re.compile(r"(?<=[。；;！!？?”])\s+(?=\S)")
"""Matches a space in a line after the end of a sentence: cells were put one after the other."""
ENDS = tuple('。；;！!？?”"')
_CLOSING = ('"', "”")
_STOPS = tuple("。！!？?”")
_FIRST = re.compile(r"\s*(?:1\s*[.、．)）](?!\d)|[(（][1一][)）]|一、|①)")


class Piece(NamedTuple):
    """Holds a text, the line where it begins, and how it was put together."""

    text: str
    line: int
    mark: str | None = None


def goal_texts(lines: Sequence[Piece]) -> tuple[Piece, Piece]:
    """Returns the overall and the annual goal, whose texts follow each other without a label."""
    nothing = Piece("", lines[0].line if lines else 0)
    if not lines:
        return nothing, nothing
    lines = [line for line in lines if "indicators" not in fields_of(line.text)]
    columns = [re.split(r"\t+|\s{4,}", line.text) for line in lines]
    if len(columns[0]) == 2:
        return tuple(  # type: ignore[return-value]  # two of them
            Piece("".join(c[i] for c in columns if len(c) > i), lines[0].line, JUDGED)
            for i in (0, 1)
        )
    if len(lines) == 1:
        return _halves(lines[0])
    gaps = [(index, gap) for index, line in enumerate(lines) for gap in _GAP.finditer(line.text)]
    if len(gaps) == 1:
        [(index, gap)] = gaps
        line = lines[index]
        left, right = line.text[: gap.start()], line.text[gap.end() :]
        return (
            goal_of([*lines[:index], line._replace(text=left)], JUDGED),
            goal_of([line._replace(text=right), *lines[index + 1 :]], JUDGED),
        )
    cut, is_sure = _cut(lines)
    mark = None if is_sure else JUDGED
    return goal_of(lines[:cut], mark), goal_of(lines[cut:], mark)


def _halves(line: Piece) -> tuple[Piece, Piece]:
    """Divides one line for both goals: at a space between sentences, or as it repeats itself."""
    text = _BROKEN.sub("", line.text)  # where lines were put one after the other
    middle = len(text) // 2
    for cut in range(max(middle - 2, 1), min(middle + 3, len(text))):
        if text[:cut].strip() == text[cut:].strip():
            half = Piece(text[:cut].strip(), line.line, JUDGED)
            return half, half
    gaps = [gap for gap in re.finditer(r"\s+", line.text) if gap.start()]
    gaps = [gap for gap in gaps if line.text[: gap.start()].endswith(ENDS)] or gaps
    if len(gaps) == 1:
        return (
            Piece(line.text[: gaps[0].start()], line.line, JUDGED),
            Piece(line.text[gaps[0].end() :], line.line, JUDGED),
        )
    return Piece(text, line.line, "两个目标连在一起，未能分开"), Piece("", line.line)


def _cut(lines: Sequence[Piece]) -> tuple[int, bool]:
    """Finds where the second goal begins, and whether that is certain."""
    texts = [line.text for line in lines]
    for cut in range(1, len(texts)):
        if normal("".join(texts[:cut])) == normal("".join(texts[cut:])):
            return cut, True
    if len(texts) == 2:
        return 1, True
    opening = re.match(r"[\"“]?\s*(?:1|一|[(（][1一][)）]|①)\s*[.、．)）]?", texts[0])
    if opening:
        again = [i for i in range(1, len(texts)) if texts[i].startswith(opening[0].strip())]
        if len(again) == 1:
            return again[0], True
        # A list, then prose, or a list that counts otherwise.
        lists = [i for i in range(1, len(texts)) if _FIRST.match(texts[i])]
        last = max(i for i, line in enumerate(lines) if _new(line))
        prose = [i for i in range(last + 1, len(texts)) if texts[i - 1].endswith(ENDS)]
        if not again and (len(lists) == 1 or (not lists and prose)):
            return (lists or prose)[0], False
    else:
        lists = [i for i in range(1, len(texts)) if _FIRST.match(texts[i])]
        if len(lists) == 1 and texts[lists[0] - 1].endswith(_STOPS):
            return lists[0], False  # prose first, then a list
    # A cell's lines are as wide as the cell but for the last of a paragraph.
    cuts = [cut for cut in range(1, len(texts)) if is_whole(texts[:cut]) and is_whole(texts[cut:])]
    cuts = [cut for cut in cuts if not _goes_on(lines[cut])] or cuts
    ended = [cut for cut in cuts if texts[cut - 1].endswith(ENDS)]
    is_sure = len(cuts) == 1 and bool(ended)
    cuts = ended or cuts or [len(texts) // 2]
    best = max(cuts, key=lambda cut: max(map(ems, texts[:cut])) - max(map(ems, texts[cut:])))
    return best, is_sure


def _goes_on(line: Piece) -> bool:
    """Tells whether a line is a later item of a list, with which no goal begins."""
    return _new(line) and _FIRST.match(line.text) is None


def is_whole(texts: Sequence[str]) -> bool:
    """Tells whether these lines can be one cell: only an ended line may be much shorter."""
    width = max(map(ems, texts))
    return all(text.endswith(ENDS) or ems(text) >= width - 2 for text in texts[:-1])


def goal_of(lines: Sequence[Piece], mark: str | None) -> Piece:
    """Returns one goal; a line that ends a sentence ends a paragraph where lines run on further."""
    widths = [ems(line.text) for line in lines[:-1] if not line.text.endswith(ENDS)]
    text, last, joins = "", "", 0
    for number, line in enumerate(lines):
        before = [each.text for each in lines[:number]]
        is_short = ems(last) < min(widths, default=math.inf) - 2
        if not text:
            text = line.text
        elif last.endswith(ENDS) and (
            is_short or begins_item(before, line.text) or line.text.startswith(_CLOSING)
        ):
            text += f"\n{line.text}"
        else:
            joins += 1
            text += line.text
        last = line.text
    marks = [joined_lines_mark(joins + 1)] if joins else []
    return Piece(text, lines[0].line, "，".join([*marks, *([mark] if mark else [])]) or None)


def _new(line: Piece) -> bool:
    """Tells whether a line begins an item of a list, or only closes a quotation."""
    return bool(
        re.match(
            r"\s*(?:\d+\s*[.、．)）]|[(（][\d一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[\"”]$)",
            line.text,
        )
    )
