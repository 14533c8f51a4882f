"""Reports values of a text without cells that may hold another cell's text: told, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xlperf.form.labels import normal
from xlperf.form.vocabulary import ems, form_words
from xlperf.grid import Line
from xlperf.sources.text.goals import JUDGED, Piece
from xlperf.sources.text.line_order import is_block

Row = tuple[Piece, Piece, Piece, Piece]
"""Holds both levels, the name and the target of an indicator."""
JUDGES = re.compile("请核对|未能分开")
KINDS = ("nature", "category")
"""Lists fields of which every value is known, or ends as those do."""
_ENDS = ("项目", "类")
_NARROW = 8
"""No cell of a name is narrower, in ems: a shorter line did not run out of room."""
_CUT = "由程序判断跨页的“{}”接在“{}”之后，也可能属于“{}”，请核对"


class Beside(NamedTuple):
    """Holds what a text has behind a label: its value, and a foreign label with its own value."""

    value: list[Piece]
    label: Piece
    rest: list[Piece]


def beside(field: str, values: Sequence[Piece]) -> Beside | None:
    """Finds a label of another form behind a kind of project; None where it is its value."""
    words = [piece._replace(text=word) for piece in values for word in piece.text.split()]
    whole = normal("".join(word.text for word in words))
    if field not in KINDS or whole in form_words() or whole.endswith(_ENDS):
        return None
    count = 1 if words and normal(words[0].text) in form_words() else 0
    if len(words) < count + 2:
        return None
    return Beside(words[:count], words[count], words[count + 1 :])


def cut_marks(
    held: Mapping[str, Sequence[Piece]], names: Mapping[str, str], lines: Sequence[Line]
) -> dict[str, str]:
    """Returns the marks of 主管部门 and 实施单位 where a page's end parts the row of both.

    A program that takes lines by their height puts the rest of either behind the second.
    """
    first, second = held.get("department", ()), held.get("unit", ())
    start = next((n for n, piece in enumerate(second) if lines[piece.line].opens_page), None)
    if not first or start is None:
        return {}
    rest = "".join(piece.text for piece in second[start:])
    mark = _CUT.format(rest, names["unit"], names["department"])
    return {"department": mark, "unit": mark}


def over_pages(rows: Sequence[Row], lines: Sequence[Line]) -> list[Row]:
    """Returns the rows of indicators; names at a page's end and top are marked where doubtful.

    What is doubtful at the top of a page may be the rest of the name that its target parts from it.
    """
    made = list(rows)
    for index, ((_, _, name, _), above) in enumerate(zip(rows[1:], rows, strict=False)):
        if name.mark and JUDGES.search(name.mark) and lines[name.line].opens_page:
            level1, level2, cut, target = above
            mark = "，".join(filter(None, (cut.mark, JUDGED)))
            made[index] = (level1, level2, cut._replace(mark=mark), target)
    return made


def doubt(values: Sequence[Piece]) -> str | None:
    """Returns the mark of a name with half a bracket, or with a line that had room left."""
    is_short = any(ems(piece.text) < _NARROW for piece in values[:-1])
    return JUDGED if is_short or not is_closed("".join(v.text for v in values)) else None


def is_closed(text: str) -> bool:
    """Tells whether every bracket of a text has its other half."""
    plain = normal(text)
    return all(plain.count(left) == plain.count(right) for left, right in ("()", "《》", "“”"))


def without_side(values: Sequence[Piece], lines: Sequence[Line]) -> list[Piece]:
    """Returns a goal without the side label's end that a page's end cut: 项目绩效, then 目标."""
    kept: list[Piece] = []
    is_top = False
    for piece in values:
        is_top = (is_top or lines[piece.line].opens_page) and is_block(piece.text)
        if not is_top:
            kept.append(piece)
    return kept
