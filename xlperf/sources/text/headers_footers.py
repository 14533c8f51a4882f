"""Drops what stands at the top or the foot of a text's pages and belongs to no form.

A page's text comes with its number and its running head. Between the cells of a form that runs
over the page's end, they would be taken for values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from xlperf.form.labels import is_heading, normal
from xlperf.form.vocabulary import form_words
from xlperf.grid import PAGE, Line

_NUMBER = re.compile(
    r"[-—–―·~]+\s*\d{1,4}\s*[-—–―·~]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*(?:共\s*\d{1,4}\s*页?|\d{1,4}\s*页)|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?",
    re.IGNORECASE,
)
_BARE = re.compile(r"(\d{1,4})(?:\s*/\s*\d{1,4})?")
_SHORTEST, _LONGEST = 6, 60
"""A running head has from this many characters to this many."""
_FEWEST, _MANY = 2, 3
"""A head repeats on at least the first number of pages if they are all, else on the second."""


def without_running(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines without pages' numbers and running heads; a bare number may be one.

    A bare number is a page's only at its end, and where the next page has the next one.
    """
    lines = [
        line._replace(text=PAGE) if _NUMBER.fullmatch(line.text.strip()) else line for line in lines
    ]
    pages = _pages(lines)
    heads = [_head(page) for page in pages]
    counts = Counter(head for head in heads if head is not None)
    runs = {head for head, times in counts.items() if _runs(times, pages)}
    dropped = {id(page[0]) for page, head in zip(pages, heads, strict=True) if head in runs}
    counted = [_foot(page) for page in pages]
    for at, page in enumerate(pages):
        near = [counted[other] for other in (at - 1, at + 1) if 0 <= other < len(pages)]
        number = counted[at]
        if number is not None and (number - 1 in near or number + 1 in near):
            dropped.add(id(page[-1]))
    return [line for line in lines if id(line) not in dropped]


def _pages(lines: Sequence[Line]) -> list[list[Line]]:
    runs = groupby(lines, key=lambda line: line.text == PAGE)
    return [list(page) for is_break, page in runs if not is_break]


def _head(page: Sequence[Line]) -> str | None:
    """Returns the first line of a page, None where it is the form's or the narrative's own."""
    text = page[0].text.strip()
    plain = normal(text)
    if not _SHORTEST <= len(text) <= _LONGEST or plain in form_words():
        return None
    return None if is_heading(text) else plain


def _runs(times: int, pages: Sequence[Sequence[Line]]) -> bool:
    return times >= _MANY or _FEWEST <= times == len(pages)


def _foot(page: Sequence[Line]) -> int | None:
    found = _BARE.fullmatch(page[-1].text.strip())
    return int(found[1]) if found else None
