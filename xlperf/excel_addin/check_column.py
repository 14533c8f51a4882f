"""Writes findings into the column 校验 of the project sheets, and empties it.

Only that column is written, in one call a sheet, and only where it changes; the clerk's own
entries, colours and notes are not touched. Nor is a cell of the column in which anything else
stands than marks: a check leaves no step to take back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from xlperf.excel_addin.filters import all_rows
from xlperf.excel_addin.look_before import asked
from xlperf.excel_addin.open_workbook import OpenWorkbook, area
from xlperf.excel_addin.protection import is_protected, lifted
from xlperf.excel_addin.status import progress
from xlperf.filing.shorten import first_few
from xlperf.form.find_labels import find_labels
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.grid import Grid, Position
from xlperf.layouts.project_sheet.status_line import is_told, told
from xlperf.rules.finding import Finding

if TYPE_CHECKING:
    from xlwings import Sheet

_ROW = re.compile(r"\d+")


class Marked(NamedTuple):
    """Holds the sheets whose column 校验 is up to date, those without one, and cells left alone.

    `locked` are the sheets that cannot be written, `notes` sentences on what else was changed.
    """

    sheets: list[str]
    without: list[str]
    left: list[str]
    locked: list[str]
    notes: list[str]

    def said(self) -> str:
        """Tells what has no mark, in a sentence for each reason; "" where all marks stand."""
        told = ""
        if self.without:
            sheets = first_few([f"“{name}”" for name in self.without])
            told += f"\n{sheets}没有“校验”栏，标记没有写在表上。"
        if self.left:
            told += (
                f"\n{first_few(self.left)}的“校验”栏里有另外填写的内容，没有改动，也没有写标记。"
            )
        if self.locked:
            sheets = first_few([f"“{name}”" for name in self.locked])
            told += f"\n{sheets}有带密码的保护，标记没有写在表上；请先撤销工作表保护。"
        return told + "".join(f"\n{note}" for note in self.notes)


def write_marks(live: OpenWorkbook, findings: Iterable[Finding], sheets: Collection[str]) -> Marked:
    """Write the findings beside their entries on the named sheets, and empty what is settled."""
    by_sheet: dict[str, dict[int, list[str]]] = {}
    for finding in findings:
        found = _ROW.search(finding.at.cell)
        if finding.waived is None and found:
            rows = by_sheet.setdefault(finding.at.sheet, {})
            rows.setdefault(int(found[0]) - 1, []).append(told(finding))
    marked = Marked([], [], [], [], [])
    names = dict.fromkeys(project.sheet for project in live.filing.project_sheets)
    for name in progress(live.book.app, "正在写校验标记", [n for n in names if n in sheets]):
        head = _head(live.grids[name])
        if head is None:
            marked.without.append(name)
            continue
        texts, left = _wanted(live.grids[name], head, by_sheet.get(name, {}))
        marked.left.extend(left)
        if texts and not _write(live.sheets[name], head[1], texts, marked.notes):
            marked.locked.append(name)
        else:
            marked.sheets.append(name)
    return marked


def _write(sheet: Sheet, column: int, texts: Mapping[int, Sequence[str]], notes: list[str]) -> bool:
    """Write runs of texts by their first rows; tells whether the sheet lets itself be written."""
    if asked(sheet.api, "FilterMode"):
        with lifted(sheet) as is_open:
            if is_open:
                with all_rows(sheet) as said:
                    _put(sheet, column, texts)
                notes.extend(said)
            return is_open
    try:
        _put(sheet, column, texts)
    except Exception:  # each application has an error of its own for a locked cell
        if is_protected(sheet):
            return False
        raise
    return True


def _put(sheet: Sheet, column: int, texts: Mapping[int, Sequence[str]]) -> None:
    for row, run in texts.items():
        # An empty text empties a cell; None would reach Excel as a database's null.
        area(sheet, row + 1, column + 1, len(run), 1).raw_value = [[text] for text in run]


def _wanted(
    grid: Grid, head: Position, messages: dict[int, list[str]]
) -> tuple[dict[int, list[str]], list[str]]:
    """Returns the runs of marks to write, by their first rows, and the cells to leave alone."""
    first, column = head[0] + 1, head[1]
    rows = range(first, max([len(grid.rows) - 1, *messages]) + 1)
    mark = template()["marks"]["check"]
    now = {row: text_of(grid.value(row, column)) or "" for row in rows}
    texts: dict[int, list[str]] = {}
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
            texts[min(wanted)] = list(wanted.values())
    return texts, left


def _head(grid: Grid) -> Position | None:
    """Finds the first cell that says 校验, in the column that the reader takes for it."""
    column = find_labels(grid).check
    if column is None:
        return None
    mark = template()["marks"]["check"]
    rows = (row for row in range(len(grid.rows)) if text_of(grid.value(row, column)) == mark)
    return (next(rows), column)
