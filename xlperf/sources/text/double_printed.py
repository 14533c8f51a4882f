"""Finds lines that stand twice in a text, as they were printed twice.

Some documents draw bold letters twice: taken for a value, the second of two labels would stand
before the value of the first. A spreadsheet prints text that runs over its cell's end on both
pages, hidden on one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import fields_of
from xlperf.grid import Line

_FEWEST = 4
"""Fewer labels may stand twice by chance, as that of a project named 项目名称 does."""
_FEWEST_LINES, _MOST_LINES = 2, 100
_SHORTEST = 30
"""Gives the fewest characters of a repeat: headings may well follow each other twice."""


def once(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines without repeats of those drawn twice: of all, or of labels alone."""
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.text)]
    bold = [run for run in runs if _is_bold(run[0].text)]
    twice = [run for run in bold if len(run) % 2 == 0]
    if len(twice) < max(_FEWEST, len(bold) / 2):
        return list(lines)
    are_all = all(len(run) % 2 == 0 for run in runs)
    halved = (
        run[::2] if len(run) % 2 == 0 and (are_all or _is_bold(run[0].text)) else run
        for run in runs
    )
    return [line for run in halved for line in run]


def _is_bold(text: str) -> bool:
    """Tells whether a line is a label, a title or its year, which forms print bold."""
    return bool(fields_of(text)) or year_in(text) is not None


def repeats(texts: list[str]) -> list[tuple[int, int]]:
    """Returns first line and number of lines of every run that repeats the lines just before."""
    found: list[tuple[int, int]] = []
    last: dict[str, int] = {}
    at = 0
    while at < len(texts):
        before = last.get(texts[at], at)
        count = at - before
        run = texts[before:at]
        is_long = count > _FEWEST_LINES and sum(map(len, run)) >= _SHORTEST
        if is_long and count <= _MOST_LINES and run == texts[at : at + count]:
            found.append((at, count))
            at += count
            continue
        last[texts[at]] = at
        at += 1
    return found


def said(count: int) -> str:
    """Returns the note on lines that were read once."""
    return f"有 {count} 行与上文逐行相同（同一段文字印在两页上），只读入一次"
