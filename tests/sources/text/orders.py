"""A form drawn by its rows, and its text as programs take it that keep to other orders of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from xlperf.form.labels import fields_of
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


Rows = Sequence[Sequence[Cell]]


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


def _drawn(rows: Rows, padding: float, middle: bool) -> list[list[tuple[float, float, str]]]:
    """The lines of these rows, those that are level together; each with height, place and text."""
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
    return [sorted(group, key=lambda line: line[1]) for group in groups]


def by_heights(rows: Rows, padding: float, middle: bool, gap: str = " ") -> str:
    """The lines by height, with what is level on one line."""
    groups = _drawn(rows, padding, middle)
    return "\n".join(gap.join(text for _, _, text in group) for group in groups)


def columns_taking_turns(rows: Rows, padding: float, middle: bool) -> str:
    """The lines by height, each on a line of its own."""
    return by_heights(rows, padding, middle, "\n")


def row_by_row(rows: Rows) -> str:
    """The rows on a line each, what is on several lines of a cell put one behind the other."""
    return "\n".join(
        " ".join(cell.text.replace("\n", "") for cell in row) for row in _ordered(rows)
    )


def by_columns(rows: Rows) -> str:
    """The cells from left to right, those of one column from top to bottom."""
    return _lines(sorted((cell for row in rows for cell in row), key=lambda cell: cell.x))


def labels_first(rows: Rows) -> str:
    """All labels, then all values."""
    return _lines(
        sorted((c for r in _ordered(rows) for c in r), key=lambda c: not fields_of(c.text))
    )


def goals_taking_turns(rows: Rows) -> str:
    """The cells on their lines, but for the goals, whose lines take turns."""
    made = []
    for row in _ordered(rows):
        if [cell.width for cell in row[-2:]] == list(GOALS):
            made.append(by_heights([row], 0.0, False, "\n"))
        else:
            made.append(_lines(row))
    return "\n".join(made)


def cell_by_cell(rows: Rows) -> str:
    """The lines of each cell together, row by row: the one order that is read."""
    return "\n".join(_lines(row) for row in _ordered(rows))


def labels_on_lines(rows: Rows) -> str:
    """Each row of labels and values on a line, goals and indicators cell by cell."""
    goals = (any("overall" in fields_of(cell.text) for cell in row) for row in rows)
    at = list(goals).index(True)
    return "\n".join([row_by_row(rows[:at]), cell_by_cell(rows[at:])])


def values_before_labels(rows: Rows) -> str:
    """Cell by cell, a label behind the last line of the value before it, as some programs copy."""
    lines: list[str] = []
    for row in _ordered(rows):
        is_head = any({"unit", "end"} & set(fields_of(cell.text)) for cell in row)
        for number, cell in enumerate(row):
            first, *rest = wrapped(cell.text, cell.width)
            if is_head and number and fields_of(cell.text):
                lines[-1] += f" {first}"
                lines += rest
            else:
                lines += [first, *rest]
    return "\n".join(lines)


def cells_on_one_line(rows: Rows) -> str:
    """Cell by cell, what is level with the last line of the cell before behind it."""
    return "\n".join(" ".join(_lines([cell]) for cell in row) for row in _ordered(rows))


def on_one_line(rows: Rows) -> str:
    """The whole form on one line."""
    return "".join(cell_by_cell(rows).split("\n"))


def _lines(cells: Sequence[Cell]) -> str:
    return "\n".join("\n".join(wrapped(cell.text, cell.width)) for cell in cells)


def _ordered(rows: Rows) -> list[list[Cell]]:
    return [sorted(row, key=lambda cell: cell.x) for row in rows]


OTHERS: dict[str, Callable[[Rows], str]] = {
    **{
        f"{way.__name__}-{padding}-{'middle' if middle else 'top'}": (
            lambda rows, way=way, padding=padding, middle=middle: way(rows, padding, middle)
        )
        for way, paddings in ((by_heights, (0.0, 0.5, 1.0, 2.0)), (columns_taking_turns, (1.0,)))
        for padding in paddings
        for middle in (False, True)
    },
    **{
        way.__name__: way
        for way in (
            row_by_row, by_columns, labels_first, goals_taking_turns, labels_on_lines,
            values_before_labels, cells_on_one_line, on_one_line
        )
    },
}  # fmt: skip
"""The orders in which a form's text may come besides that of cells on lines."""


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
