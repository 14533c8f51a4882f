"""Whose a text is that is wider than its cell.

A spreadsheet prints such a text over the rules beside it. Taken glyph by glyph its ends would
stand within the neighbours' values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlperf.documents.pdf_lines import Char

_NEAR = 0.15
"""ems between glyphs of one text, at the most."""
_OVER = 0.1
"""The part of a glyph that lies beyond a rule, at the least, where it stands across it."""


def kept_whole(
    chars: Sequence[Char], owners: Sequence[int | None], edges: Sequence[float]
) -> list[int | None]:
    """Which cell each character belongs to, a text that crosses a rule with a glyph kept whole.

    `owners` are the cells by place; a text whose glyphs keep clear of the rules belongs to those.
    """
    made = list(owners)
    start = 0
    for at in range(1, len(chars) + 1):
        if at < len(chars) and _follows(chars[at - 1], chars[at]):
            continue
        found = Counter(owners[start:at])
        if len(found) > 1 and any(_crosses(char, edges) for char in chars[start:at]):
            made[start:at] = [found.most_common(1)[0][0]] * (at - start)
        start = at
    return made


def _follows(char: Char, following: Char) -> bool:
    gap = following["x0"] - char["x1"]
    if abs(following["bottom"] - char["bottom"]) > 0.1 * char["size"]:
        return False
    return bool(abs(gap) <= _NEAR * char["size"])


def _crosses(char: Char, edges: Sequence[float]) -> bool:
    least = _OVER * (char["x1"] - char["x0"])
    return any(char["x0"] + least < edge < char["x1"] - least for edge in edges)
