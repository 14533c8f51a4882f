"""Runs the buttons of 工具: one step back, the rules, what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlperf.excel_addin.look_before import look_before
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.excel_addin.paste_sheets import paste_sheets
from xlperf.excel_addin.undo.keep_state import step
from xlperf.excel_addin.undo.step_back import restore
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.layouts.guide_sheet import rules_sheet
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.rules.catalogue import catalogue

if TYPE_CHECKING:
    from xlwings import Book


def undo(book: Book, _: str) -> str:
    """恢复上一步: restore the workbook from before the last command that changed it, or go back."""
    return restore(book)


def show_rules(book: Book, _: str) -> str:
    """规则说明: show the sheet with every rule; it is drawn anew where it is missing."""
    name = template()["sheets"]["rules"]
    if name not in [sheet.name for sheet in book.sheets]:
        live = read_open_workbook(book)
        edition = load_edition(live.filing.edition)
        last = live.filing.project_sheets[-1].sheet
        look_before(book, adds=True)
        with step(book, "规则说明", live.sheets):
            paste_sheets(
                book, live.sheets, [rules_sheet(edition)], lists_sheet(edition), after=last
            )
    book.sheets[name].activate()
    return f"“{name}”共 {len(catalogue())} 条规则。"


def about(book: Book | None, _: str) -> str:
    """关于与诊断: list versions, folders, and what stands in the way."""
    # With it comes all that builds the add-in, which no other button needs.
    from xlperf.excel_addin.install.diagnosis import diagnosis

    return "\n".join(str(line) for line in diagnosis())
