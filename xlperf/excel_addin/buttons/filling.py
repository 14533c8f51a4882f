"""Runs the buttons of 填报 and 汇总: new workbooks, new and imported projects, sheets redrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin import redraw_sheets
from xlperf.excel_addin.buttons.checking import check, counted
from xlperf.excel_addin.look_before import is_agreed, listed, look_before, said
from xlperf.excel_addin.open_workbook import OpenWorkbook, formulas_of, read_open_workbook
from xlperf.excel_addin.status import progress
from xlperf.excel_addin.undo.keep_state import step
from xlperf.filing.model import Filing, Project
from xlperf.form.detect_edition import edition_for
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.form.values import text_of
from xlperf.gather.read_source import read_source
from xlperf.grid import a1
from xlperf.layouts.project_sheet.sheet import blank_project
from xlperf.layouts.typed_by_hand import typed_onto
from xlperf.layouts.workbooks import messages_beside
from xlperf.operations.carry_forward import carried
from xlperf.operations.merge import not_read
from xlperf.operations.totals import changed_totals
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filings
from xlperf.rules.finding import Finding

if TYPE_CHECKING:
    from xlwings import Book, Sheet


def new_book(book: Book | None, path: str) -> str:
    """新建工作簿: draw a blank template where the user said, and open it.

    An `.xlsm` has the ribbon and live formulas inside, and macros that look for this Python.
    """
    import xlwings

    out = Path(path)
    if out.suffix.lower() not in (".xlsx", ".xlsm"):
        out = out.with_name(f"{out.name}.xlsx")
    app = book.app if book is not None else xlwings.apps.active
    if app is None:
        raise XlperfError("没有找到打开着的 Excel；请先打开 Excel，再用这个命令。")
    if out.name.lower() in [opened.name.lower() for opened in app.books]:
        raise XlperfError(f"{out.name} 正打开着，没有覆盖；请换一个文件名，或先关闭它。")
    if out.exists():  # Excel's dialog gives a name without asking about the file behind it
        raise XlperfError(f"{out.name} 已经存在，没有覆盖；请换一个文件名，或先移走原文件。")
    year = date.today().year
    edition = edition_for(year)
    blank = Project(sheet="", start=date(year, 1, 1), end=date(year, 12, 31))
    save_filing(Filing((), edition.id, year=year, spare=(blank,)), None, out, inputs=())
    if out.suffix.lower() == ".xlsm":
        # With it comes all that builds the add-in, which no other button here needs.
        from xlperf.excel_addin.install.addin import record_once

        record_once()
    app.books.open(out)
    return f"已生成并打开 {out.name}：{year} 年度，{edition.name}，1 张空白项目表。"


def add_project(book: Book, _: str) -> str:
    """新增项目: add a blank project sheet, filled with what all projects share."""
    live = read_open_workbook(book)
    first = live.filing.project_sheets[0]
    _look_before_adding(live, "新增项目")
    with step(book, "新增项目", live.sheets):
        blank = blank_project(live.filing.department, first.unit)
        (name,) = redraw_sheets.add_projects(live, [blank])
        now, _findings = _bring_up_to_date(book)
    now.sheets[name].activate()
    return f"已新增项目表“{name}”并列入汇总，共 {len(now.filing.project_sheets)} 张项目表。"


def import_forms(book: Book, paths: str) -> str:
    """导入表单: add the projects of the chosen files, a new sheet each."""
    chosen = [Path(path) for path in paths.splitlines() if path]
    book.app.status_bar = f"正在读取 {len(chosen)} 个文件……"
    names = [path.name for path in chosen]
    named = progress(book.app, "正在读取", names, "stopped_reading", few=1)

    def read(path: Path) -> Filing:
        next(named)
        return read_source(path)

    found, notes = read_filings(chosen, read=read)
    done = _take_in(book, found, "导入表单", f"从 {len(chosen)} 个文件导入")
    return "\n".join([done, *notes])


def carry_forward(book: Book, paths: str) -> str:
    """结转上年: add last year's projects as this year's, to be looked at again, without amounts."""
    live = read_open_workbook(book)
    year = live.filing.year
    if year is None:
        raise XlperfError(f"{book.name} 的项目表没有填年度；请先填写年度，再结转上年。")
    last = Path(paths.splitlines()[0])
    book.app.status_bar = f"正在读取 {last.name}……"
    edition = load_edition(live.filing.edition)
    old = read_source(last)
    moved = carried(old, year, edition, empty_amounts=True)
    done = _take_in(book, moved.filing, "结转上年", f"从 {last.name} 结转")
    return "\n".join([done, *moved.lines, *not_read(old, last.name)])


def _take_in(book: Book, found: Filing, command: str, done: str) -> str:
    live = read_open_workbook(book)
    _look_before_adding(live, command)
    with step(book, command, live.sheets):
        names = redraw_sheets.add_projects(live, found.projects)
        now, findings = _bring_up_to_date(book)
    now.sheets[names[0]].activate()
    taken = [project for project in now.filing.project_sheets if project.sheet in names]
    indicators = sum(len(project.indicators) for project in taken)
    listed = "、".join(f"“{name}”" for name in names[:5]) + ("等" if len(names) > 5 else "")
    theirs = [finding for finding in findings if finding.at.sheet in names]
    return (
        f"已{done} {len(taken)} 个项目、{indicators} 条指标：{listed}，并列入汇总。"
        f"导入的内容：{counted(theirs)}"
    )


def rebuild_summary(book: Book, _: str) -> str:
    """重建汇总: draw 汇总 over the project sheets as they are now."""
    live = read_open_workbook(book)
    look_before(book, *_summary(live))
    _ask_about_summary(live, "重建汇总")
    with step(book, "重建汇总", live.sheets):
        redraw_sheets.rebuild_summary(live, check(live))
    book.sheets[template()["sheets"]["summary"]].activate()
    return f"已重建汇总：{len(live.filing.projects)} 个项目。"


def rebuild_layout(book: Book, _: str) -> str:
    """重建版面: draw the sheet in front again as the template has it, every entry kept."""
    command, name = "重建版面", book.sheets.active.name
    live = read_open_workbook(book)
    project = live.project_at(name)
    messages = messages_beside(check(live)).get(live.filing.project_sheets.index(project), {})
    look_before(book, [live.sheets[name], *_summary(live)[0]], _summary(live)[1])
    drawn, beside = redraw_sheets.drawn_project(live, project, messages)
    unread = {cell.at.cell: cell.text for cell in project.unread}
    for cell in (*beside.texts, *beside.formulas):
        unread.pop(cell, None)
    lost = dict.fromkeys(beside.lost, "") | unread
    if not is_agreed(book, command, "ask_layout", lost):
        return f"没有重建，“{name}”没有改动。"
    _ask_about_summary(live, command)
    with step(book, command, live.sheets):
        said = redraw_sheets.redraw_project(live, drawn, beside)
        now, _findings = _bring_up_to_date(book)
    now.sheets[name].activate()
    return "\n".join(
        [
            f"已重建“{name}”的版面，各栏填写的内容、表旁的备注和批注没有改动；"
            "自设的颜色不保留，可用“恢复上一步”找回。",
            *([f"不在栏目中的内容没有保留：{listed(lost)}。"] if lost else []),
            *said,
            *(f"{flaw.at.cell}：{flaw.text}。" for flaw in project.flaws if flaw.rule == "A11"),
            *changed_totals([project]),
        ]
    )


def _look_before_adding(live: OpenWorkbook, command: str) -> None:
    look_before(live.book, _summary(live)[0], adds=True)
    _ask_about_summary(live, command)


def _ask_about_summary(live: OpenWorkbook, command: str) -> None:
    """Raise `XlperfError` where somebody wants to keep what a new 汇总 has no place for."""
    name = template()["sheets"]["summary"]
    cells = {}
    if grid := live.grids.get(name):
        height, width = len(grid.rows), max(map(len, grid.rows), default=0)
        written = formulas_of(live.sheets[name], height, width) if height and width else ()
        formulas = {
            (row, column)
            for row, texts in enumerate(written)
            for column, text in enumerate(texts)
            if str(text).startswith("=")
        }
        typed = typed_onto(grid, live.filing, formulas)
        cells = {a1(*at): text_of(grid.value(*at)) or "" for at in typed}
    if not is_agreed(live.book, command, "ask_summary", cells, sheet=name):
        raise XlperfError(said("declined", command=command))


def _summary(live: OpenWorkbook) -> tuple[list[Sheet], bool]:
    """Returns 汇总, where there is one, and whether it is going to be added."""
    sheet = live.sheets.get(template()["sheets"]["summary"])
    return ([] if sheet is None else [sheet]), sheet is None


def _bring_up_to_date(book: Book) -> tuple[OpenWorkbook, list[Finding]]:
    """Redraw 汇总 after the project sheets have changed; returns what was read and found then."""
    live = read_open_workbook(book)
    findings = check(live)
    redraw_sheets.rebuild_summary(live, findings)
    return live, findings
