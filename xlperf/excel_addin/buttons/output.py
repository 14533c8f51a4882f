"""Runs the buttons of 输出: printed forms and the publication, as new files.

The argument is the file that the user chose in Excel's dialog; without one, as where a script runs
the command, the file lies beside the workbook. No file is ever replaced.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.buttons.checking import check
from xlperf.excel_addin.open_workbook import OpenWorkbook, read_open_workbook
from xlperf.excel_addin.status import progress
from xlperf.excel_addin.undo.keep_state import free, saved_path
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.operations.merge import not_read
from xlperf.output.atomic_write import write_bytes
from xlperf.output.save import save_forms
from xlperf.output.temporary_files import scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlwings import App, Book

_FORMS, _PUBLICATION = "打印表", "公开文本"
"""Name the files; Excel's dialog proposes the same (macros/messages.toml)."""
_CHECK, _DRAW = "核对数据", "生成文件"
"""Name the stations of every button; before each but the first ESC still stops it."""
_PRINT, _COUNT = "由 Excel 导出", "清点打印表"
"""Name the further ones of the PDF; while Excel prints, its own window can stop it too."""
_NO_NAME = "/"
"""Begins no sheet's name: xlwings prints no sheet whose name begins with it, # by default."""


def form_of_sheet(book: Book, chosen: str) -> str:
    """生成本表打印表: draw the official form of the project in front, in a new workbook."""
    name = book.sheets.active.name
    live = read_open_workbook(book)
    filing = replace(live.filing, projects=(live.project_at(name),))
    return _forms(live, filing, {name}, f"{_FORMS}-{_file_word(name)}", chosen)


def forms_of_book(book: Book, chosen: str) -> str:
    """生成全部打印表: draw the official form of every project, in a new workbook."""
    live = read_open_workbook(book)
    return _forms(live, live.filing, set(), _FORMS, chosen)


def export_pdf(book: Book, chosen: str) -> str:
    """导出 PDF: let Excel itself print every project's form."""
    # Which only this button needs.
    from xlperf.output.documents.count_pdf_forms import check_forms

    stations = _stations(book.app, _CHECK, _DRAW, _PRINT, _COUNT)
    live = read_open_workbook(book)
    _refuse_errors(live, set())
    out = _target(book, chosen, _FORMS, ".pdf")
    edition, projects = load_edition(live.filing.edition), live.filing.projects
    with scratch() as folder:
        path = folder / f"{folder.name}.xlsx"
        next(stations)
        save_forms(live.filing, (), path, inputs=())
        next(stations)
        forms = book.app.books.open(path)
        try:
            printed = path.with_suffix(".pdf")
            forms.to_pdf(str(printed), exclude_start_string=_NO_NAME)
        finally:
            forms.close()
        content = printed.read_bytes()
    next(stations)
    check_forms(content, edition.label("title"), len(projects), out)
    write_bytes(out, content)
    return _done(out, len(projects), live)


def publish(book: Book, chosen: str) -> str:
    """导出公开文本: write the Word document that is published with the budget."""
    # Word's library takes a while to load, and only this button needs it.
    from xlperf.output.documents.word_publication import publication

    stations = _stations(book.app, _CHECK, _DRAW)
    live = read_open_workbook(book)
    _refuse_errors(live, set())
    out = _target(book, chosen, _PUBLICATION, ".docx")
    next(stations)
    write_bytes(out, publication(live.filing, load_edition(live.filing.edition)))
    return _told(f"已生成 {out.name}：{len(live.filing.projects)} 个项目，在 {out.parent}。", live)


def _forms(live: OpenWorkbook, filing: Filing, sheets: set[str], kind: str, chosen: str) -> str:
    stations = _stations(live.book.app, _CHECK, _DRAW)
    _refuse_errors(live, sheets)
    out = _target(live.book, chosen, kind, ".xlsx")
    if out.name.lower() in [opened.name.lower() for opened in live.book.app.books]:
        raise XlperfError(
            f"已打开另一个名为 {out.name} 的工作簿，没有生成；请换一个文件名，或先关闭它。"
        )
    next(stations)
    save_forms(filing, (), out, inputs=())
    opened = live.book.app.books.open(out)
    return _done(out, len(opened.sheets), live)


def _stations(app: App, *names: str) -> Iterator[str]:
    """Returns the stations of a command, the first begun; each `next` begins another.

    `next` raises `XlperfError` when the user has pressed ESC; nothing is written by then.
    """
    stations = progress(app, "正在输出", names, "stopped_output", few=1)
    next(stations)
    return stations


def _refuse_errors(live: OpenWorkbook, sheets: set[str]) -> None:
    """Raise `XlperfError` where errors stand in the way of a form; the message names the first."""
    errors = [
        finding
        for finding in check(live)
        if finding.severity == "error" and (not sheets or finding.at.sheet in sheets)
    ]
    if errors:
        raise XlperfError(
            f"有 {len(errors)} 处错误，没有生成；第一处在 {errors[0].at}：{errors[0].message}"
            "可用“下一个问题”逐个改正后再试。"
        )


def _target(book: Book, chosen: str, kind: str, suffix: str) -> Path:
    """Returns the file to write: the chosen one, or one beside the workbook, by a free name."""
    if not chosen:
        path = saved_path(book)
        return free(path.with_name(f"{path.stem}-{kind}{suffix}"))
    path = Path(chosen)
    return free(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))


def _file_word(sheet: str) -> str:
    """Returns a sheet's name without what may stand in it and not in a file's."""
    return re.sub(r'[<>|"]', "_", sheet)


def _done(out: Path, forms: int, live: OpenWorkbook) -> str:
    return _told(f"已生成 {out.name}：{forms} 张打印表，在 {out.parent}。", live)


def _told(done: str, live: OpenWorkbook) -> str:
    """Words a message, with what the workbook holds and the output does not."""
    return "\n".join([done, *not_read(live.filing, live.book.name)])
