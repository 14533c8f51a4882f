"""The column 校验 of the project sheets: what a check writes there, and how it is emptied.

Only that column is written, in one call a sheet, and only where it changes; the clerk's own
entries, colours and notes are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from xlperf.excel.live import Live, area
from xlperf.model import Project
from xlperf.reading.grid import Cell, Grid
from xlperf.reading.places import find_places
from xlperf.reading.values import text_of
from xlperf.rules.finding import Finding
from xlperf.sheets.status import told
from xlperf.template import template

if TYPE_CHECKING:
    from xlwings import Sheet

_ROW = re.compile(r"\d+")


def write_marks(live: Live, findings: Iterable[Finding], sheets: Collection[str]) -> None:
    """Write the findings beside their entries on the named sheets, and empty what is settled."""
    by_sheet: dict[str, dict[int, list[str]]] = {}
    for finding in findings:
        found = _ROW.search(finding.at.cell)
        if finding.waived is None and found:
            rows = by_sheet.setdefault(finding.at.sheet, {})
            rows.setdefault(int(found[0]) - 1, []).append(told(finding))
    for project in live.filing.projects:
        if project.sheet in sheets:
            messages = by_sheet.get(project.sheet, {})
            _write(live.sheets[project.sheet], live.grids[project.sheet], project, messages)


def _write(sheet: Sheet, grid: Grid, project: Project, messages: dict[int, list[str]]) -> None:
    head = _head(grid)
    if head is None:
        return
    first, column = head[0] + 1, head[1]
    last = max([len(grid.rows) - 1, *messages])
    now = [text_of(grid.value(row, column)) for row in range(first, last + 1)]
    mark = template()["marks"]["check"]
    wanted: list[str | None] = []
    for row, old in enumerate(now, start=first):
        texts = dict.fromkeys(messages.get(row, ()))
        # The column's head stands again above the indicator table.
        wanted.append(old if old == mark else _as_text("\n".join(texts)))
    if [text or "" for text in now] != [(text or "").removeprefix("'") for text in wanted]:
        # An empty text empties a cell; None would reach Excel as a database's null.
        target = area(sheet, first + 1, column + 1, len(wanted), 1)
        target.raw_value = [[text or ""] for text in wanted]


def _head(grid: Grid) -> Cell | None:
    """The first cell that says 校验, in the column that the reader takes for it."""
    column = find_places(grid).check
    if column is None:
        return None
    mark = template()["marks"]["check"]
    rows = (row for row in range(len(grid.rows)) if text_of(grid.value(row, column)) == mark)
    return (next(rows), column)


def _as_text(message: str) -> str | None:
    """A message that Excel will not take for a formula: an apostrophe in front is never shown."""
    return f"'{message}" if message[:1] in ("=", "+", "-", "@") else message or None
