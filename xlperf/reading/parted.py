"""Labels with their values in the same cell (项目名称：代表工作), put into cells of their own.

A reader that looks beside its labels would find nothing there. The value says where it came from;
addresses stay those of the cell that holds both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from xlperf.model import AMOUNTS, Address
from xlperf.reading.form import DATES, TEXTS
from xlperf.reading.grid import Cell, Grid, Span, Value
from xlperf.reading.labels import fields_of
from xlperf.reading.places import find_places

MARK = "自同一格的标签后拆出"
_COLON = re.compile(r"\s*([^:：\n]{2,20}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_GAP = re.compile(r"\s*(\S{2,12})\s+(\S.*)")
"""So a label and its value read where no rule stands between them."""
_FIELDS = frozenset((*TEXTS, *DATES, *AMOUNTS))


def parted(grid: Grid) -> Grid:
    """The grid with a column more beside every column that holds such cells."""
    found = _found(grid)
    if not found:
        return grid
    columns = sorted({column for _, column in found})

    def moved(column: int) -> int:
        return column + sum(other < column for other in columns)

    rows: list[list[Value]] = []
    for row, cells in enumerate(grid.rows):
        made: list[Value] = []
        for column, value in enumerate(cells):
            label, text = found.get((row, column), (value, None))
            made += [label, text] if column in columns else [label]
        rows.append(made)
    marks = {(row, moved(column)): mark for (row, column), mark in grid.marks.items()}
    marks |= {(row, moved(column) + 1): MARK for row, column in found}
    spans: tuple[Span, ...] = tuple(
        (top, moved(left), bottom, moved(right) + (right in columns))
        for top, left, bottom, right in grid.spans
        if (top, left) not in found
    )
    whence = [
        column for column in range(max(map(len, grid.rows))) for _ in range(1 + (column in columns))
    ]
    return replace(grid, rows=rows, spans=spans, marks=marks, locate=partial(_locate, grid, whence))


def _locate(grid: Grid, whence: list[int], row: int, column: int) -> Address:
    return grid.address(row, whence[column] if column < len(whence) else column)


def _found(grid: Grid) -> dict[Cell, tuple[str, str]]:
    """Label and value of every such cell above the indicators, for fields without a label."""
    places = find_places(grid)
    known = set(places.labels)
    end = places.end if places.header is None else places.header
    found: dict[Cell, tuple[str, str]] = {}
    for row, cells in enumerate(grid.rows[:end]):
        for column, value in enumerate(cells):
            pair = _pair(value, known) if value.__class__ is str else None
            if pair is not None:
                known.add(next(field for field in fields_of(pair[0]) if field not in known))
                found[row, column] = pair
    return found


def _pair(value: Value, known: set[str]) -> tuple[str, str] | None:
    text = str(value)
    match = None if fields_of(text) else _COLON.fullmatch(text) or _GAP.fullmatch(text)
    fields = fields_of(match[1]) if match else ()
    if match is None or not set(fields) <= _FIELDS or set(fields) <= known:
        return None
    return match[1], match[2].rstrip()
