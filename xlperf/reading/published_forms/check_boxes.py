"""Reads a choice that is ticked among others in one cell: 新增项目□ 延续项目☑ is 延续项目.

The box stands before each word or behind it. Where none or several are ticked, or it is not plain
which word a tick belongs to, nothing is chosen.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from xlperf.form.other_forms import words

_BLANK = re.compile(r"[(（\[]\s*[)）\]]")
"""Matches brackets to tick in: （ ）新增 （√）延续."""
_BETWEEN = " 　\n\t、,，;；"
_NUMBER = re.compile(r"(?:\d{1,2}[.、．]|[(（]\d{1,2}[)）])\s*")
"""Matches what counts the words: 1.特定目标类."""


class Choice(NamedTuple):
    """Holds the word that is ticked; None where none is, or where that cannot be told."""

    word: str | None


def ticked(text: str) -> Choice | None:
    """Returns the choice in a text with boxes; None for a text that has none."""
    own = words()["boxes"]
    boxes = _pattern().findall(text)
    signs = set("".join(boxes))
    has_empty = set(own["empty"]) & signs or any(_BLANK.fullmatch(box) for box in boxes)
    if not signs & {*own["empty"], *own["ticked"]} or not (has_empty or len(boxes) == 1):
        return None
    pieces = [_NUMBER.sub("", piece.strip(_BETWEEN)) for piece in _pattern().split(text)]
    is_before = not pieces[0]
    labels = pieces[1:] if is_before else pieces[:-1]
    if not is_before and pieces[-1]:
        return Choice(None)  # neither before every word nor behind it
    chosen = [
        label
        for label, box in zip(labels, boxes, strict=True)
        if label and set(box) & set(own["ticked"])
    ]
    return Choice(chosen[0] if len(chosen) == 1 else None)


@cache
def _pattern() -> re.Pattern[str]:
    own = words()["boxes"]
    signs = re.escape("".join((*own["empty"], *own["ticked"])))
    return re.compile(rf"[(（\[]?\s*[{signs}]+\s*[)）\]]?|{_BLANK.pattern}")
