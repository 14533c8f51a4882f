"""Protects sheets, which xlwings leaves to the application's own interface.

Without a password, and with the same permissions that the drawer gives. A sheet that somebody
protected with a password stays as it is: given none, Excel would ask the user for it in a window.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlwings import Sheet

_ALLOWED = (
    "formatting_cells",
    "formatting_columns",
    "formatting_rows",
    "inserting_rows",
    "deleting_rows",
    "inserting_hyperlinks",
    "sorting",
    "filtering",
)


def is_protected(sheet: Sheet) -> bool:
    """Tells whether locked cells cannot be written."""
    if sys.platform == "darwin":
        return bool(sheet.api.protect_contents.get())
    return bool(sheet.api.ProtectContents)


def is_open_to_us(sheet: Sheet) -> bool:
    """Tells whether the sheet can be changed: it is not protected, or without a password."""
    if not is_protected(sheet):
        return True
    if not unprotect(sheet):
        return False
    protect(sheet)
    return True


@contextmanager
def lifted(sheet: Sheet) -> Iterator[bool]:
    """Lifts the protection for the block; gives False where that takes a password.

    A sheet without protection has none afterwards.
    """
    if not is_protected(sheet):
        yield True
    elif unprotect(sheet):
        try:
            yield True
        finally:
            protect(sheet)
    else:
        yield False


def unprotect(sheet: Sheet) -> bool:
    """Lift the protection, if there is any; tells whether that was done."""
    try:
        if sys.platform == "darwin":
            sheet.api.unprotect(password="")
        else:
            sheet.api.Unprotect("")
    except Exception:  # each application has an error of its own for a wrong password
        return False
    return not is_protected(sheet)


def protect(sheet: Sheet) -> None:
    """Lock the locked cells; formats, rows, links, sorting and filters stay allowed."""
    if sys.platform == "darwin":
        sheet.api.protect_worksheet(**{f"allow_{what}": True for what in _ALLOWED})
    else:
        titles = (what.title().replace("_", "") for what in _ALLOWED)
        sheet.api.Protect(**{f"Allow{what}": True for what in titles})
