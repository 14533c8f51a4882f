"""Escapes texts of a plain table, so that no spreadsheet takes them for formulas.

Excel, WPS and LibreOffice work out whatever begins with a sign, also what stands in quotes. With an
apostrophe before it, as one would type it in a cell, it stays a text in all of them.
"""

from __future__ import annotations

import unicodedata

_SIGNS = frozenset("=+-@＝＋－＠﹢﹣'\"")


def to_column(text: str) -> str:
    """Returns a text of one line as a column: with an apostrophe where it could be a formula."""
    first = next((c for c in text if unicodedata.category(c)[0] not in "CZ"), "")
    return f"'{text}" if first in _SIGNS else text


def from_column(column: str) -> str:
    """Returns the text that `to_column` made a column of."""
    return column.removeprefix("'")
