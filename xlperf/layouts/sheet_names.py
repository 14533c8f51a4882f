r"""Makes sheet names from project names, and spells names and texts as formulas do.

A project may be called what no sheet may be called: with / or [, over 31 characters, or like
another sheet but for the case. The name in the cell stays as it is; only the tab differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlperf.form.template import template

LONGEST = 31
"""Limits the characters of a sheet name, counted by Excel in UTF-16 units."""
_LONGEST_LITERAL = 255

# What Excel refuses in a tab, and what XML, a formula or a tab's single line cannot hold.
_ILLEGAL = re.compile(r"[\\/?*\[\]:\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")

# XlsxWriter prefixes these functions wherever it finds them in a formula, in a name or a text, too.
_FUNCTION = re.compile(
    r"(\b(?:ANCHORARRAY|BYCOL|BYROW|CHOOSECOLS|CHOOSEROWS|DROP|EXPAND|FILTER|HSTACK|LAMBDA"
    r"|MAKEARRAY|MAP|RANDARRAY|REDUCE|SCAN|SEQUENCE|SORT|SORTBY|SWITCH|TAKE|TEXTSPLIT|TOCOL|TOROW"
    r"|UNIQUE|VSTACK|WRAPCOLS|WRAPROWS|XLOOKUP)|\SINGLE)\("
)


def sheet_names(titles: Iterable[str | None], taken: Iterable[str] = ()) -> list[str]:
    """Returns a legal sheet name for every title, in order; unique, also against `taken`."""
    used = {name.lower() for name in taken}
    # Excel keeps this name for its own use, in whatever case.
    used.add("history")
    stem = template()["project"]["stem"]
    copies: dict[str, int] = {}
    names = []
    for number, title in enumerate(titles, start=1):
        plain = _legal(title or "", LONGEST) or f"{stem}{number}"
        name = plain
        while name.lower() in used:
            copy = copies[plain] = copies.get(plain, 1) + 1
            suffix = f"({copy})"
            name = _legal(plain, LONGEST - len(suffix)) + suffix
        used.add(name.lower())
        names.append(name)
    return names


def quoted(sheet: str) -> str:
    """Spells a sheet's name as formulas and links do, always in apostrophes."""
    return "'" + sheet.replace("'", "''") + "'"


def literal(text: str) -> str:
    """Spells a text as formulas do, in pieces where it is longer than one literal may be.

    In pieces, too, where it holds what XlsxWriter would take for a function.
    """
    parts = _FUNCTION.sub(r"\1\0(", text).split("\0") if "(" in text else [text]
    pieces = [
        part[i : i + _LONGEST_LITERAL]
        for part in parts
        for i in range(0, len(part), _LONGEST_LITERAL)
    ]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces) or '""'


def _legal(title: str, longest: int) -> str:
    name = _FUNCTION.sub(r"\1（", _ILLEGAL.sub(" ", title)).strip().strip("'").strip()
    units = 0
    for end, character in enumerate(name):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > longest:
            name = name[:end]
            break
    return name.strip().strip("'").strip()
