"""Protects sheets, which xlwings leaves to the application's own interface.

Without a password, and with the same permissions that the drawer gives.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlwings import Sheet


def unprotect(sheet: Sheet) -> None:
    """Lift the protection, if there is any."""
    if sys.platform == "darwin":
        sheet.api.unprotect()
    else:
        sheet.api.Unprotect()


def protect(sheet: Sheet) -> None:
    """Lock the locked cells; formats, rows, links, sorting and filters stay allowed."""
    if sys.platform == "darwin":
        sheet.api.protect_worksheet(
            allow_formatting_cells=True,
            allow_formatting_columns=True,
            allow_formatting_rows=True,
            allow_inserting_rows=True,
            allow_deleting_rows=True,
            allow_inserting_hyperlinks=True,
            allow_sorting=True,
            allow_filtering=True,
        )
    else:
        sheet.api.Protect(
            AllowFormattingCells=True,
            AllowFormattingColumns=True,
            AllowFormattingRows=True,
            AllowInsertingRows=True,
            AllowDeletingRows=True,
            AllowInsertingHyperlinks=True,
            AllowSorting=True,
            AllowFiltering=True,
        )
