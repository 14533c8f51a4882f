"""Splits labels and values that share a cell (项目名称：代表工作) into cells of their own.

A reader that looks beside its labels would find nothing there. The value says where it came from;
addresses stay those of the cell that holds both. A cell may hold several pairs: 填报单位：某局
填报日期：3月1日.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial

from xlperf.filing.fields import GOALS, ON_FORM
from xlperf.filing.model import Address
from xlperf.form.find_labels import find_labels
from xlperf.form.labels import fields_of
from xlperf.form.other_forms import is_label
from xlperf.grid import Grid, Position, Span, Value

MARK = "自同一格的标签后拆出"
_COLON = re.compile(r"\s*((?:其中\s*[:：]\s*)?[^:：\n]{2,20}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_SIGN = re.compile(r"[\s:：]")
"""Matches what stands between a label and its value."""
_GAP = re.compile(r"\s*(\S{2,12})\s+(\S.*)")
"""Matches a label and its value where only white space stands between them."""
_LED = re.compile(r"(?:^|(?<=[\s;；,，。]))((?:其中\s*[:：]\s*)?[^\s:：;；,，。]{2,20})\s*[:：]")
"""Matches a label in the midst of a text."""
_UNIT = re.compile(r"\s+[（(]?(?:金额|货币)?单位\s*[:：]\s*(?:人民币)?万?元")
_YEAR = re.compile(r"\s+[（(]?(?:19|20)\d{2}\s*年")
"""Match what a line says of the whole form behind the name of who filled it in."""
_WHOSE = frozenset({"unit", "department"})
_Pieces = tuple[str | None, ...]
"""Holds labels and values in turns; None for a value that is not there."""


def parted(grid: Grid) -> Grid:
    """Returns the grid with further columns beside every column that holds such cells."""
    found = _found(grid)
    if not found:
        return grid
    further: dict[int, int] = {}
    for (_, column), pieces in found.items():
        further[column] = max(further.get(column, 0), len(pieces) - 1)

    def moved(column: int) -> int:
        return column + sum(count for other, count in further.items() if other < column)

    rows: list[list[Value]] = []
    for row, cells in enumerate(grid.rows):
        made: list[Value] = []
        for column, value in enumerate(cells):
            own: tuple[Value, ...] = found.get((row, column), ()) or (value,)
            made += [*own, *[None] * (further.get(column, 0) + 1 - len(own))]
        rows.append(made)
    marks = {(row, moved(column)): mark for (row, column), mark in grid.marks.items()}
    marks |= {
        (row, moved(column) + at): MARK
        for (row, column), pieces in found.items()
        for at in range(1, len(pieces), 2)
    }
    spans: tuple[Span, ...] = tuple(
        (top, moved(left), bottom, moved(right) + further.get(right, 0))
        for top, left, bottom, right in grid.spans
        if (top, left) not in found
    )
    whence = [
        column
        for column in range(max(map(len, grid.rows)))
        for _ in range(1 + further.get(column, 0))
    ]
    return replace(grid, rows=rows, spans=spans, marks=marks, locate=partial(_locate, grid, whence))


def fields_in(text: str) -> dict[str, str]:
    """Returns the values of the fields that a line names with their labels: 填报单位：某局."""
    pieces = _pieces(text, ()) or ()
    pairs = zip(pieces[::2], pieces[1::2], strict=True)
    return {
        fields[0]: value for label, value in pairs if value and (fields := fields_of(label or ""))
    }


def _locate(grid: Grid, whence: list[int], row: int, column: int) -> Address:
    beyond = max(0, column - len(whence) + 1)
    return grid.address(row, whence[column - beyond] + beyond)


def _found(grid: Grid) -> dict[Position, _Pieces]:
    """Splits every such cell above the indicators, for fields without a label of their own."""
    places = find_labels(grid)
    known = set(places.labels)
    end = places.end if places.header is None else places.header
    found: dict[Position, _Pieces] = {}
    for row, cells in enumerate(grid.rows[:end]):
        for column, value in enumerate(cells):
            pieces = _pieces(str(value), known) if value.__class__ is str else None
            if pieces is not None:
                for label in pieces[::2]:
                    known.update([f for f in fields_of(label or "") if f not in known][:1])
                found[row, column] = pieces
    return found


def _pieces(text: str, known: Collection[str]) -> _Pieces | None:
    """Returns the labels and values of a text whose first label has no cell of its own."""
    if is_label(text) or not _SIGN.search(text):
        return None
    labels = [led for led in _LED.finditer(text) if is_label(led[1])]
    if len(labels) > 1 and not text[: labels[0].start(1)].strip():
        if not _is_missed(labels[0][1], known) or set(fields_of(labels[0][1])) & set(GOALS):
            return None
        ends = [*(led.start(1) for led in labels[1:]), len(text)]
        values = (text[led.end() : end].strip() for led, end in zip(labels, ends, strict=True))
        pairs = zip(labels, values, strict=True)
        return tuple(piece for led, value in pairs for piece in _pair(led[1], value))
    match = _COLON.fullmatch(text) or _GAP.fullmatch(text)
    if match is None or not _is_missed(match[1], known):
        return None
    return _pair(match[1], match[2].rstrip())


def _pair(label: str, value: str) -> _Pieces:
    """Returns a label, its value, and what stands behind that of all the form: 单位：万元."""
    is_whose = not _WHOSE.isdisjoint(fields_of(label))
    found = _UNIT.search(value) or (_YEAR.search(value) if is_whose else None)
    if found is None:
        return label, value or None
    if is_whose and (year := _YEAR.search(value[: found.start()])) is not None:
        found = year
    return label, value[: found.start()] or None, value[found.start() :].strip(), None


def _is_missed(label: str, known: Collection[str]) -> bool:
    """Tells whether a label is a field's that stands nowhere else."""
    fields = set(fields_of(label))
    return bool(fields) and fields <= ON_FORM and not fields <= set(known)
