"""Every command of the ribbon by the name that the VBA calls it.

A command gets the workbook that called it and what the user chose; it answers the message that
is shown at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from xlperf.errors import XlperfError
from xlperf.excel import checking, filling, output, tools

if TYPE_CHECKING:
    from xlwings import Book

Command = Callable[[Any, str], str]

_ON_A_BOOK: dict[str, Command] = {
    "add_project": filling.add_project,
    "import_forms": filling.import_forms,
    "carry_forward": filling.carry_forward,
    "check_sheet": checking.check_sheet,
    "check_book": checking.check_book,
    "next_finding": checking.next_finding,
    "clear_marks": checking.clear_marks,
    "rebuild_summary": filling.rebuild_summary,
    "rebuild_layout": filling.rebuild_layout,
    "form_of_sheet": output.form_of_sheet,
    "forms_of_book": output.forms_of_book,
    "export_pdf": output.export_pdf,
    "publish": output.publish,
    "undo": tools.undo,
    "show_rules": tools.show_rules,
}
_ANYWHERE: dict[str, Command] = {"new_book": filling.new_book, "about": tools.about}
COMMANDS = frozenset((*_ON_A_BOOK, *_ANYWHERE))


def run_command(book: Book | None, name: str, argument: str) -> str:
    """Run a command; raises `XlperfError` where it needs a workbook and none is open."""
    if name in _ANYWHERE:
        return _ANYWHERE[name](book, argument)
    if book is None:
        raise XlperfError("没有打开的工作簿；请先打开或新建填报工作簿，再用这个命令。")
    return _ON_A_BOOK[name](book, argument)
