"""Runs the buttons of 校验: check a sheet or all, step through the findings, clear the marks."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from xlperf.errors import XlperfError
from xlperf.excel_addin.check_column import write_marks
from xlperf.excel_addin.look_before import is_agreed, listed, look_before, said
from xlperf.excel_addin.open_workbook import OpenWorkbook, read_open_workbook, rows_of
from xlperf.excel_addin.paste_sheets import paste_sheets
from xlperf.excel_addin.status import status_text
from xlperf.excel_addin.undo.keep_state import saved_path, step
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.grid import Grid, place_of
from xlperf.layouts.findings_sheet import Line, findings_sheet, remarks
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.rules.finding import SEVERITIES, Finding
from xlperf.rules.run import check_filings
from xlperf.rules.verdict import verdict

if TYPE_CHECKING:
    from xlwings import Book, Sheet

_SIDE_BY_SIDE = -4166
"""Is Excel's word for windows arranged from left to right."""


def check(live: OpenWorkbook) -> list[Finding]:
    """Returns the findings of the workbook, in the order of its sheets."""
    return check_filings([live.filing])[0]


def check_sheet(book: Book, _: str) -> str:
    """校验本表: write the findings of the sheet in front beside its entries."""
    name = book.sheets.active.name
    live = read_open_workbook(book)
    is_spare = live.project_at(name) in live.filing.spare
    book.app.status_bar = f"正在校验“{name}”……"
    findings = [finding for finding in check(live) if finding.at.sheet == name]
    marked = write_marks(live, findings, {name})
    if is_spare:
        return f"“{name}”还没有填写，不算项目；不需要请删除。{marked.said()}"
    return f"“{name}”这一张表校验完毕。{counted(findings)}{marked.said()}"


def check_book(book: Book, _: str) -> str:
    """校验全部: write findings beside every entry, and all of them to 校验结果 with links."""
    book.app.status_bar = "正在校验全部项目……"
    live = read_open_workbook(book)
    findings = check(live)
    marked = write_marks(live, findings, {project.sheet for project in live.filing.project_sheets})
    with _remarks_kept(live, "校验全部") as told:
        if told.is_agreed:
            listed = list_findings(live, findings)
            if findings:
                listed.activate()
    count = len(live.filing.projects)
    return f"{count} 个项目校验完毕。{counted(findings)}{marked.said()}{told.said}"


def list_findings(live: OpenWorkbook, findings: Sequence[Finding] | None) -> Sheet:
    """Draw 校验结果 anew, with links to the cells; returns the sheet as it now is.

    None makes it the sheet of a workbook that was not checked.
    """
    edition = load_edition(live.filing.edition)
    lines = None
    if findings is not None:
        lines = [Line(f, f.at.sheet, f.at.cell, linked=f.at.sheet in live.sheets) for f in findings]
    drawn = [findings_sheet(lines, edition)]
    summary = template()["sheets"]["summary"]
    return paste_sheets(live.book, live.sheets, drawn, lists_sheet(edition), after=summary)[0]


def next_finding(book: Book, _: str) -> str:
    """下一个问题: select the cell of the finding after the one selected, and say what it is."""
    live = read_open_workbook(book)
    order = {sheet: number for number, sheet in enumerate(live.sheets)}
    findings = [f for f in check(live) if f.waived is None and f.at.sheet in order]
    if not findings:
        return "没有要处理的问题了。"
    places = {f: (order[f.at.sheet], *(place_of(f.at.cell) or (0, 0))) for f in findings}
    findings.sort(key=lambda f: places[f])
    active = book.sheets.active.name
    selected = book.app.selection
    here = (-1, 0, 0)
    if selected:
        here = (order.get(active, -1), selected.row - 1, selected.column - 1)
    later = [number for number, f in enumerate(findings) if places[f] > here]
    number = later[0] if later else 0
    found = findings[number]
    sheet = live.sheets[found.at.sheet]
    sheet.activate()
    sheet.range(found.at.cell).select()
    fix = f"\n建议改为：{found.fix}" if found.fix else ""
    return status_text(
        f"第 {number + 1} 个问题，共 {len(findings)} 个"
        f"（{SEVERITIES[found.severity]} {found.rule}）\n"
        f"{found.at}：{found.message}{fix}"
    )


def findings_beside(book: Book, _: str) -> str:
    """并排显示: show 校验结果 in a second window of the workbook, beside the first."""
    name = template()["sheets"]["findings"]
    if name not in [sheet.name for sheet in book.sheets]:
        raise XlperfError(said("not_checked", sheet=name))
    if sys.platform == "darwin":
        raise XlperfError(said("windows_on_mac", sheet=name))
    if book.api.Windows.Count == 1:
        book.api.NewWindow()
    book.sheets[name].activate()
    book.app.api.Windows.Arrange(ArrangeStyle=_SIDE_BY_SIDE, ActiveWorkbook=True)
    return status_text(f"“{name}”在一个新窗口里；点其中的链接转到出错的单元格。")


def clear_marks(book: Book, _: str) -> str:
    """清除标记: empty the column 校验 everywhere and take 校验结果 away."""
    live = read_open_workbook(book)
    marked = write_marks(live, (), {project.sheet for project in live.filing.project_sheets})
    with _remarks_kept(live, "清除标记") as told:
        if told.is_agreed and template()["sheets"]["findings"] in live.sheets:
            list_findings(live, None)  # emptied, not deleted: 汇总 counts what stands on it
    return f"已清除 {len(marked.sheets)} 张项目表的校验标记。{marked.said()}{told.said}"


class MayList(NamedTuple):
    """Holds whether 校验结果 may be drawn anew, what is said of it, and whether remarks go."""

    is_agreed: bool
    said: str
    loses: bool = False


def may_list(live: OpenWorkbook, command: str) -> MayList:
    """Looks whether 校验结果 can be drawn anew; asks where it has no place for somebody's remarks.

    Where the sheet cannot be drawn, or its remarks cannot be kept, it stays as it is.
    """
    name = template()["sheets"]["findings"]
    sheet = live.sheets.get(name)
    written = remarks(Grid(name, rows_of(sheet))) if sheet else {}
    try:
        look_before(live.book, [sheet] if sheet else (), adds=sheet is None)
        if written:
            saved_path(live.book)
    except XlperfError as error:
        return MayList(False, "\n" + said("not_listed", why=error, sheet=name))
    if not is_agreed(live.book, command, "ask_findings", written, sheet=name):
        return MayList(False, "\n" + said("kept", sheet=name))
    if not written:
        return MayList(True, "")
    return MayList(True, "\n" + said("lost", sheet=name, cells=listed(written)), True)


@contextmanager
def _remarks_kept(live: OpenWorkbook, command: str) -> Iterator[MayList]:
    """Keeps a step only where a new 校验结果 has no place for what people have written on it.

    A check that writes nothing but marks leaves no step to take back, and needs no saved file.
    """
    told = may_list(live, command)
    with step(live.book, command, live.sheets) if told.loses else nullcontext():
        yield told


def counted(findings: Sequence[Finding]) -> str:
    """Tells in one sentence how many findings there are of each kind."""
    open_ones = [finding for finding in findings if finding.waived is None]
    if not findings:
        return f"没有发现问题，{verdict(findings)}。"
    counts = [
        f"{words} {sum(f.severity == severity for f in open_ones)} 处"
        for severity, words in SEVERITIES.items()
    ]
    waived = len(findings) - len(open_ones)
    reasons = f"；已说明 {waived} 处" if waived else ""
    return f"{'，'.join(counts)}{reasons}。{verdict(findings)}。"
