"""Digests what a workbook holds, sheet by sheet, to tell a later state from an earlier one.

Entries count, as they were typed: texts, numbers and formulas. What the program writes for itself
does not, since it may change without anybody having typed: the marks of 校验, the list of 校验结果,
and the project that 指标库 notes down. Colours, notes and widths are not looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from xlperf.excel_addin.open_workbook import MOST, formulas_of
from xlperf.form.template import template
from xlperf.grid import Grid
from xlperf.layouts.findings_sheet import remarks
from xlperf.layouts.project_sheet.status_line import is_told
from xlperf.reading.own_workbook.library_sheet import INTO

if TYPE_CHECKING:
    from xlwings import Book, Sheet


def contents(book: Book) -> dict[str, str]:
    """Returns a digest of what each sheet of an open workbook holds, by the sheets' names."""
    return {(name := sheet.name): _digest(name, sheet) for sheet in book.sheets}


def differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Returns the sheets that hold something else by now, that came, or that are gone."""
    return [name for name in dict.fromkeys((*now, *before)) if before.get(name) != now.get(name)]


def _digest(name: str, sheet: Sheet) -> str:
    own = template()["sheets"]
    last = sheet.used_range.last_cell
    rows = formulas_of(sheet, min(last.row, MOST[0]), min(last.column, MOST[1]))
    if name == own["findings"]:
        entries = list(remarks(Grid("", [list(row) for row in rows])).items())
    else:
        entries = [
            (f"{row},{column}", text)
            for row, texts in enumerate(rows)
            for column, text in enumerate(map(str, texts))
            if text and not is_told(text) and not (name == own["library"] and (row, column) == INTO)
        ]
    return hashlib.sha256(json.dumps(entries).encode("ascii")).hexdigest()
