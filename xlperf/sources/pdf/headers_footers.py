"""Finds what stands on every page and belongs to none: running heads and feet, page numbers.

A running head between the halves of a paragraph would part it, and one above the rest of a form
would part that; told apart by coming again at the edges of other pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import is_heading, normal
from xlperf.sources.pdf.text_lines import TextLine

_NUMBER = re.compile(
    r"[-—–―\s·]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[,，/]?\s*共?\s*\d+\s*页?)?[-—–―\s·]*"
)
_EDGE = 70.0
"""Heads and feet stand within this many points of a page's edges; a text's usual margin is 72."""
_LONGEST = 60
_FEWEST, _MANY = 2, 3
"""A line repeats on at least the first number of pages if they are half of all, else the second."""


def running_lines(pages: Sequence[Sequence[tuple[str, float]]]) -> frozenset[str]:
    """Gives the heads and feet among the first and last lines of pages, without the page's number.

    Each line comes with its height on the page: a head stands at the same height everywhere,
    while a stock phrase of the text may come anywhere.
    """
    found = Counter(
        key for lines in pages for key in {(_plain(text), round(at)) for text, at in lines}
    )
    count = sum(bool(lines) for lines in pages)
    return frozenset(
        text
        for (text, _), times in found.items()
        if text and (times >= _MANY or (times >= _FEWEST and 2 * times >= count)) and _may_run(text)
    )


def _may_run(text: str) -> bool:
    return len(text) <= _LONGEST and not is_heading(text) and year_in(text) is None


def _plain(text: str) -> str:
    return normal(text).strip("0123456789-—–―·/页第共")


def runs(line: TextLine, height: float, running: frozenset[str]) -> bool:
    """Tells whether a line of a page of this height is its head, its foot or its number."""
    is_inside = _EDGE < line.base < height - _EDGE
    return not is_inside and is_running(line.text, running)


def is_running(text: str, running: frozenset[str]) -> bool:
    """Tells whether a text reads like a running head or foot, or a page's number."""
    return _plain(text) in running or _NUMBER.fullmatch(text) is not None
