"""Reads a choice that is ticked among others in one cell: 新增项目□ 延续项目☑ is 延续项目.

The box stands before each word or behind it.
"""

from __future__ import annotations

import re
from functools import cache

from xlperf.form.other_forms import words

_BLANK = re.compile(r"[(（\[]\s*[)）\]]")
"""Matches brackets to tick in: （ ）新增 （√）延续."""
_BETWEEN = " 　\n\t、,，;；"
_NUMBER = re.compile(r"(?:\d{1,2}[.、．]|[(（]\d{1,2}[)）])\s*")
"""Matches what counts the words: 1.特定目标类."""


def chosen(text: str) -> str | None:
    """Returns the word that is ticked beside empty boxes, or alone; any other text as it is.

    None where none or several are ticked, or where a tick may belong to either of two words.
    """
    own = words()["boxes"]
    boxes = _pattern().findall(text)
    signs = set("".join(boxes))
    has_empty = set(own["empty"]) & signs or any(_BLANK.fullmatch(box) for box in boxes)
    if not signs & {*own["empty"], *own["ticked"]} or not (has_empty or len(boxes) == 1):
        return text
    pieces = [_NUMBER.sub("", piece.strip(_BETWEEN)) for piece in _pattern().split(text)]
    is_before = not pieces[0]
    labels = pieces[1:] if is_before else pieces[:-1]
    if not is_before and pieces[-1]:
        return None  # neither before every word nor behind it
    ticked = [
        label
        for label, box in zip(labels, boxes, strict=True)
        if label and set(box) & set(own["ticked"])
    ]
    return ticked[0] if len(ticked) == 1 else None


@cache
def _pattern() -> re.Pattern[str]:
    own = words()["boxes"]
    signs = re.escape("".join((*own["empty"], *own["ticked"])))
    return re.compile(rf"[(（\[]?\s*[{signs}]+\s*[)）\]]?|{_BLANK.pattern}")
