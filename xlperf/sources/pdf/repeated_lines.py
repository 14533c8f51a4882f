"""Finds lines that a page repeats of the page before, as spreadsheets print them.

Text that runs over its cell's end is printed on both pages, hidden on one of them, and stands
twice in what a program reads.
"""

from __future__ import annotations

from collections.abc import Sequence

_FEWEST, _MOST = 2, 100
_SHORTEST = 30
"""Gives the fewest characters of a repeat: headings may well follow each other twice."""


def repeats(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Returns first line and number of lines of every run that repeats the lines just before."""
    found: list[tuple[int, int]] = []
    last: dict[str, int] = {}
    at = 0
    while at < len(texts):
        before = last.get(texts[at], at)
        count = at - before
        run = list(texts[before:at])
        if _FEWEST < count <= _MOST and run == list(texts[at : at + count]) and _is_much(run):
            found.append((at, count))
            at += count
            continue
        last[texts[at]] = at
        at += 1
    return found


def _is_much(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) >= _SHORTEST


def said(count: int) -> str:
    """Returns the note on lines that were read once."""
    return f"有 {count} 行与上文逐行相同（同一段文字印在两页上），只读入一次"
