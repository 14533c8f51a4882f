"""A form drawn by its rows, and its text as a program takes it that looks at heights alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from xlperf.form.vocabulary import ems

_UNIT = re.compile(r"[(（《“]*(?:[!-'*-~]+|.)[)）》”、，。；：]*")
LEVELS, NAME, TARGET, GOALS, VALUE = 6.0, 20.0, 12.0, (26.0, 17.0), 15.0
"""Widths of columns in ems."""
_NEAR = 0.3
"""Lines no further apart, in lines, are one line of the text."""


class Cell(NamedTuple):
    """A text, where it begins, its width in ems, and how many rows it spans."""

    text: str
    x: float
    width: float
    rows: int = 1


def wrapped(text: str, width: float) -> list[str]:
    """The lines of a text in a cell."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _UNIT.findall(paragraph):
            if line and ems(line + unit) > width:
                lines.append(line)
                line = ""
            line += unit
        lines.append(line)
    return lines


def height_text(rows: Sequence[Sequence[Cell]], padding: float, middle: bool = True) -> str:
    """The lines of these rows by height, with what stands on one height on one line."""
    heights = [
        max((len(wrapped(c.text, c.width)) for c in row if c.rows == 1), default=1) + padding
        for row in rows
    ]
    for number, row in enumerate(rows):
        for cell in row:
            last = number + cell.rows - 1
            missing = len(wrapped(cell.text, cell.width)) - sum(heights[number : last + 1])
            heights[last] += max(missing, 0.0)
    drawn: list[tuple[float, float, str]] = []
    for number, row in enumerate(rows):
        top = sum(heights[:number])
        for cell in row:
            lines = wrapped(cell.text, cell.width)
            room = sum(heights[number : number + cell.rows]) - len(lines)
            start = top + (room / 2 if middle else 0.0)
            drawn += [(start + index, cell.x, line) for index, line in enumerate(lines) if line]
    drawn.sort()
    breaks = [0, *(i for i, (a, b) in enumerate(pairwise(drawn), 1) if b[0] - a[0] > _NEAR)]
    groups = [drawn[a:b] for a, b in pairwise([*breaks, len(drawn)])]
    return "\n".join(" ".join(t for _, _, t in sorted(g, key=lambda d: d[1])) for g in groups)


def table_rows(indicators: Sequence[tuple[str, str, str, str]]) -> list[list[Cell]]:
    """The rows of indicators, equal neighbours of a level merged."""
    rows = [[Cell(name, 20, NAME), Cell(target, 50, TARGET)] for _, _, name, target in indicators]
    for x, parts in ((5, 1), (12, 2)):
        at = 0
        for _, group in groupby(indicators, key=lambda row: row[:parts]):
            count = len(list(group))
            rows[at].append(Cell(indicators[at][parts - 1], x, LEVELS, count))
            at += count
    rows[0].append(Cell("绩效指标", 0, 3.0, len(rows)))
    return rows
