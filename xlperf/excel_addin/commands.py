"""Maps each ribbon command's name, as the VBA calls it, to its function in `buttons`.

A command gets the workbook that called it and what the user chose; it answers the message that
is shown at the end.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, cast

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlwings import Book

# Where each command is. A module is imported with the first click that needs it: a click that
# starts Python waits for every import.
_ON_A_BOOK = {
    "add_project": "filling",
    "insert_indicator": "insert_indicator",
    "import_forms": "filling",
    "carry_forward": "filling",
    "check_sheet": "checking",
    "check_book": "checking",
    "next_finding": "checking",
    "accept_fix": "accept_fix",
    "findings_beside": "checking",
    "clear_marks": "checking",
    "rebuild_summary": "filling",
    "rebuild_layout": "filling",
    "form_of_sheet": "output",
    "forms_of_book": "output",
    "export_pdf": "output",
    "publish": "output",
    "undo": "tools",
    "functions_to_values": "functions_to_values",
    "show_rules": "tools",
}
_ANYWHERE = {"new_book": "filling", "about": "tools"}
COMMANDS = frozenset((*_ON_A_BOOK, *_ANYWHERE))


def run_command(book: Book | None, name: str, argument: str) -> str:
    """Run a command; raises `XlperfError` where it needs a workbook and none is open."""
    if book is None and name in _ON_A_BOOK:
        raise XlperfError(said("protected_view" if _is_protected_view() else "no_book"))
    module = import_module(f"xlperf.excel_addin.buttons.{(_ON_A_BOOK | _ANYWHERE)[name]}")
    command = cast("Callable[[Book | None, str], str]", getattr(module, name))
    return command(book, argument)


def _is_protected_view() -> bool:
    """Tells whether a file from elsewhere is shown that nobody has allowed to be edited.

    Such a workbook is none of Excel's active ones. Excel for Mac has no such view.
    """
    import xlwings

    app = xlwings.apps.active
    return app is not None and sys.platform != "darwin" and app.api.ProtectedViewWindows.Count > 0
