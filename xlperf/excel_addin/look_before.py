"""Looks before a command changes a workbook for what Excel would refuse half-way.

Excel says no to single calls, each with a number for a reason, and what was done before stays. So
a command asks first, and what stands in its way is a sentence.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from xlperf.errors import XlperfError
from xlperf.excel_addin.protection import is_open_to_us
from xlperf.filing.shorten import first_few
from xlperf.filing.toml_data import toml_data

if TYPE_CHECKING:
    from xlwings import Book, Sheet

_LONGEST = 20
"""Limits the characters of each cell that a message names."""
_OLD_FORMAT = 56
"""Is Excel's word for .xls, whose sheets have 65,536 rows: no sheet of today's can be copied in."""
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def said(code: str, **facts: object) -> str:
    """Words a sentence of `sentences.toml`, with `facts` in its places."""
    return str(toml_data(__package__, "sentences.toml")[code]).format(**facts)


def asked(api: Any, name: str) -> Any:
    """Returns a property that Excel itself has and xlwings does not, as `ProtectStructure`."""
    if sys.platform == "darwin":
        return getattr(api, _WORD.sub("_", name).lower()).get()
    return getattr(api, name)


def look_before(book: Book, changed: Iterable[Sheet] = (), adds: bool = False) -> None:
    """Raise `XlperfError` where Excel would not let sheets be redrawn, or sheets be added.

    `changed` are the sheets that will be redrawn. Their protection may be lifted and put back.
    """
    if asked(book.api, "MultiUserEditing"):
        raise XlperfError(said("shared", name=book.name))
    if sys.platform != "darwin" and book.api.FileFormat == _OLD_FORMAT:
        raise XlperfError(said("old_format", name=book.name))
    if adds and asked(book.api, "ProtectStructure"):
        raise XlperfError(said("structure", name=book.name))
    for sheet in changed:
        if not is_open_to_us(sheet):
            raise XlperfError(said("password", sheet=sheet.name))


def is_agreed(book: Book, command: str, code: str, cells: Mapping[str, str], **facts: str) -> bool:
    """Ask before typed cells are replaced that have no place any more; without any, go on."""
    if not cells:
        return True
    question = said(code, cells=listed(cells), **facts)
    return bool(book.app.alert(question, title=command, buttons="yes_no") == "yes")


def listed(cells: Mapping[str, str]) -> str:
    """Names cells with what stands in them, the first few."""
    named = [f"{cell}“{text[:_LONGEST]}”" if text else cell for cell, text in cells.items()]
    return first_few(named, "等 {} 格")
