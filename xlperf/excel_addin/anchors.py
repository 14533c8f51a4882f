"""Gives each project sheet of a live workbook its name among the workbook's defined names.

Links lead to these names, and Excel keeps a name on its sheet when the sheet is renamed. A name
once given stays: a sheet drawn earlier has links to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING

from xlperf.form.template import template
from xlperf.layouts.sheet_names import quoted

if TYPE_CHECKING:
    from xlwings import Book


def anchored(book: Book, sheets: Iterable[str]) -> dict[str, str]:
    """Returns the name of each sheet's first cell; sheets without one are given one."""
    stem = template()["project"]["link"]
    known = {name.name: name.refers_to or "" for name in book.names if name.name.startswith(stem)}
    by_sheet = {_sheet(place): name for name, place in known.items()}
    free = (name for number in count(1) if (name := f"{stem}{number}") not in known)
    names = {}
    for sheet in sheets:
        if sheet not in by_sheet:
            by_sheet[sheet] = name = next(free)
            book.names.add(name, f"={quoted(sheet)}!$A$1")
        names[sheet] = by_sheet[sheet]
    return names


def _sheet(place: str) -> str:
    """Returns the sheet of a reference, between apostrophes only where Excel needs them."""
    sheet = place.removeprefix("=").rpartition("!")[0]
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
