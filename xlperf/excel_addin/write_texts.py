"""Writes texts into cells of the live workbook so that Excel keeps them as they are.

Excel parses what is written into a cell as if it had been typed, unless the cell's format is
text. A cell's format is the clerk's, so it is changed only where the text would not survive it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlwings import Range

_TEXT = "@"
_LONGEST = 255
"""Limits the characters that older Excels show of a cell formatted as text; more become #####."""
_FORMULA = ("=", "+", "-", "@", "'")
_IN_DATES = frozenset("〇零一二三四五六七八九十廿百千万亿元年月日号时分秒上下午星期周")
"""Lists what a Chinese Excel knows in numbers, dates and times; other Chinese words make a text."""


def write_text(cell: Range, text: str) -> None:
    """Write a text that stays one."""
    if _is_parsed(text) and cell.number_format != _TEXT:
        if len(text) > _LONGEST:
            text = f"'{text}"  # an apostrophe in front is never shown
        else:
            cell.number_format = _TEXT
    cell.value = text


def _is_parsed(text: str) -> bool:
    """Tells whether a cell of another format than text may make something else of it."""
    words = any("\u4e00" <= letter <= "\u9fff" and letter not in _IN_DATES for letter in text)
    return text.startswith(_FORMULA) or not (words or len(text) > _LONGEST)
