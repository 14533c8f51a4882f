"""Runs 采纳修改: puts the fix of the finding that the clerk has selected into its cell.

A fix is applied only when it is asked for, one at a time, and the message names the old and the
new text; where there is none, the finding's own message names the choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.buttons.checking import MayList, check, list_findings, may_list
from xlperf.excel_addin.check_column import Marked, write_marks
from xlperf.excel_addin.open_workbook import (
    OpenWorkbook,
    read_open_workbook,
    rows_of,
    selected_area,
)
from xlperf.excel_addin.undo.keep_state import step
from xlperf.excel_addin.write_texts import write_text
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.spelling import without_space
from xlperf.form.template import template
from xlperf.grid import Grid, place_of
from xlperf.layouts.findings_sheet import Listed, read_listed
from xlperf.rules.finding import SEVERITIES, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlwings import Book, Range

_AROUND, _LONGEST = 10, 60
"""Limit the characters shown on either side of a change in a long text, and of such an excerpt."""
_WHITE = str.maketrans({"\n": "⏎", "\t": "⇥", " ": "␣", "\u00a0": "␣", "\u3000": "□", "\r": None})


def accept_fix(book: Book, _: str) -> str:
    """采纳修改: apply the fix at the selected cell, or of the selected row of 校验结果."""
    name = book.sheets.active.name
    live = read_open_workbook(book)
    findings = check(live)
    listed = _listed(live)
    selected = selected_area(book)
    if selected is None:
        raise XlperfError("没有选中单元格；请先选中有问题的单元格，再用“采纳修改”。")
    if name == template()["sheets"]["findings"]:
        here = _in_list(listed, selected, findings)
    else:
        live.project_at(name)
        here = _on_sheet(name, selected, findings)
    finding = next((finding for finding in here if finding.fix), here[0])
    if not finding.fix:
        raise XlperfError(
            f"{finding.at}：{finding.message}这一处没有唯一的改法，没有改动；请自行选定后填写。"
        )
    cell = live.sheets[finding.at.sheet].range(finding.at.cell)
    listing = may_list(live, "采纳修改") if listed else MayList(False, "")
    with step(book, "采纳修改", live.sheets):
        if finding.field in AMOUNTS:
            cell.value = float(finding.fix)
        else:
            write_text(cell, finding.fix)
        left, marked = _refresh(book, finding, bool(listed), listing.is_agreed)
    return (
        f"已采纳（{SEVERITIES[finding.severity]} {finding.rule}）：{finding.at} 的"
        f"{_change(finding.value, finding.fix)}。\n"
        f"{_rest(left, finding.at.sheet)}要退回，请用“恢复上一步”。{marked.said()}{listing.said}"
    )


def _listed(live: OpenWorkbook) -> dict[int, Listed]:
    sheet = live.sheets.get(template()["sheets"]["findings"])
    return read_listed(Grid("", rows_of(sheet))) if sheet else {}


def _in_list(
    listed: dict[int, Listed], selected: Range, findings: Sequence[Finding]
) -> list[Finding]:
    row = listed.get(selected.row - 1)
    if row is None:
        raise XlperfError("选中的行里没有问题；请在“校验结果”中选中一行问题，再用“采纳修改”。")
    for finding in findings:
        if Listed(finding.rule, finding.at, finding.fix) == row:
            return [finding]
    raise XlperfError(f"{row.at} 的这个问题已经变了，没有改动；请先用“校验全部”更新“校验结果”。")


def _on_sheet(name: str, selected: Range, findings: Sequence[Finding]) -> list[Finding]:
    """Finds the findings in the selected cells; else those of their row, where the mark stands."""
    rows, columns = selected.shape
    top, left = selected.row - 1, selected.column - 1
    in_row, in_cells = [], []
    for finding in findings:
        place = place_of(finding.at.cell)
        if finding.at.sheet != name or finding.waived is not None or place is None:
            continue
        if top <= place[0] < top + rows:
            in_row.append(finding)
            if left <= place[1] < left + columns:
                in_cells.append(finding)
    if not in_row:
        raise XlperfError(
            f"“{name}”第 {top + 1} 行没有要处理的问题；"
            "可用“下一个问题”找到有问题的单元格，再用“采纳修改”。"
        )
    return in_cells or in_row


def _refresh(
    book: Book, done: Finding, everywhere: bool, lists: bool
) -> tuple[list[Finding], Marked]:
    """Update the marks where there are any; returns the findings left, and what has no mark."""
    live = read_open_workbook(book)
    left = check(live)
    every = {project.sheet for project in live.filing.project_sheets}
    sheets = every if everywhere else {done.at.sheet}
    marked = write_marks(live, left, sheets)
    if lists:
        list_findings(live, left)
    return left, marked


def _rest(findings: Sequence[Finding], sheet: str) -> str:
    left = [f for f in findings if f.at.sheet == sheet and f.waived is None]
    if not left:
        return "本表没有别的问题了。"
    fixes = sum(finding.fix is not None for finding in left)
    of_them = f"其中 {fixes} 处有改法可以采纳" if fixes else "都须自行改正"
    return f"本表还有 {len(left)} 处问题，{of_them}。"


def _change(old: str, new: str) -> str:
    """Words the change between two texts for a message, with white space made visible."""
    if old == new:
        return f"“{new}”改成了文本"
    if without_space(old) == without_space(new):
        old, new = old.translate(_WHITE), new.translate(_WHITE)
    start = 0
    if max(len(old), len(new)) > _LONGEST:
        pairs = enumerate(zip(old, new, strict=False))
        same = next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))
        start = max(0, same - _AROUND)
    return f"“{_excerpt(old, start)}”改为“{_excerpt(new, start)}”"


def _excerpt(text: str, start: int) -> str:
    before, after = "…" if start else "", "…" if len(text) > start + _LONGEST else ""
    return f"{before}{text[start : start + _LONGEST]}{after}"
