"""Writes findings into the column 校验 of the project sheets, and empties it.

Only that column is written, in one call a sheet, and only where it changes; the clerk's own
entries, colours and notes are not touched. Nor is a cell of the column in which anything else
stands than marks: a check leaves no step to take back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from xlperf.excel_addin.open_workbook import OpenWorkbook, area
from xlperf.form.find_labels import find_labels
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.grid import Grid, Position
from xlperf.layouts.project_sheet.status_line import is_told, told
from xlperf.rules.finding import Finding

if TYPE_CHECKING:
    from xlwings import Sheet

_ROW = re.compile(r"\d+")
_NAMED = 5
"""Limits the cells or sheets that a message names one by one."""


class Marked(NamedTuple):
    """Holds the sheets whose column 校验 is up to date, those without one, and cells left alone."""

    sheets: list[str]
    without: list[str]
    left: list[str]

    def said(self) -> str:
        """Tells what has no mark, in a sentence for each reason; "" where all marks stand."""
        told = ""
        if self.without:
            sheets = _listed([f"“{name}”" for name in self.without])
            told += f"\n{sheets}没有“校验”栏，标记没有写在表上。"
        if self.left:
            told += f"\n{_listed(self.left)}的“校验”栏里有另外填写的内容，没有改动，也没有写标记。"
        return told


def write_marks(live: OpenWorkbook, findings: Iterable[Finding], sheets: Collection[str]) -> Marked:
    """Write the findings beside their entries on the named sheets, and empty what is settled."""
    by_sheet: dict[str, dict[int, list[str]]] = {}
    for finding in findings:
        found = _ROW.search(finding.at.cell)
        if finding.waived is None and found:
            rows = by_sheet.setdefault(finding.at.sheet, {})
            rows.setdefault(int(found[0]) - 1, []).append(told(finding))
    marked = Marked([], [], [])
    for name in dict.fromkeys(project.sheet for project in live.filing.projects):
        if name in sheets:
            head = _head(live.grids[name])
            if head is None:
                marked.without.append(name)
                continue
            marked.sheets.append(name)
            left = _write(live.sheets[name], live.grids[name], head, by_sheet.get(name, {}))
            marked.left.extend(left)
    return marked


def _write(sheet: Sheet, grid: Grid, head: Position, messages: dict[int, list[str]]) -> list[str]:
    """Write the marks below the column's header; returns the cells that were left as they are."""
    first, column = head[0] + 1, head[1]
    rows = range(first, max([len(grid.rows) - 1, *messages]) + 1)
    mark = template()["marks"]["check"]
    now = {row: text_of(grid.value(row, column)) or "" for row in rows}
    left = []
    for is_ours, run in groupby(rows, lambda row: now[row] in ("", mark) or is_told(now[row])):
        if not is_ours:
            left += [str(grid.address(row, column)) for row in run]
            continue
        # The column's head stands again above the indicator table.
        wanted = {
            row: mark if now[row] == mark else "\n".join(dict.fromkeys(messages.get(row, ())))
            for row in run
        }
        if any(now[row] != text for row, text in wanted.items()):
            # An empty text empties a cell; None would reach Excel as a database's null.
            target = area(sheet, min(wanted) + 1, column + 1, len(wanted), 1)
            target.raw_value = [[text] for text in wanted.values()]
    return left


def _head(grid: Grid) -> Position | None:
    """Finds the first cell that says 校验, in the column that the reader takes for it."""
    column = find_labels(grid).check
    if column is None:
        return None
    mark = template()["marks"]["check"]
    rows = (row for row in range(len(grid.rows)) if text_of(grid.value(row, column)) == mark)
    return (next(rows), column)


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 处" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more
