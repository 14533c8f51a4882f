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
    by_place = {_plain(place): name for name, place in known.items()}
    free = (name for number in count(1) if (name := f"{stem}{number}") not in known)
    names = {}
    for sheet in sheets:
        place = f"={quoted(sheet)}!$A$1"
        if _plain(place) not in by_place:
            by_place[_plain(place)] = name = next(free)
            book.names.add(name, place)
        names[sheet] = by_place[_plain(place)]
    return names


def _plain(place: str) -> str:
    """Returns a reference without apostrophes, which Excel leaves out where it needs none."""
    return place.replace("'", "")
