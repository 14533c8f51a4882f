"""Finds the hidden rows of a worksheet; calamine tells nothing of them."""

from __future__ import annotations

import re

_ROW = re.compile(rb"<(?:\w+:)?row((?:\s[^>]*)?)>")
_NUMBER = re.compile(rb"\sr=[\"'](\d+)")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")


def hidden_rows(content: bytes) -> frozenset[int]:
    """Returns the 0-based numbers of the hidden rows in a worksheet's part."""
    if b"hidden=" not in content or _HIDDEN.search(content) is None:  # most sheets
        return frozenset()
    rows, number = set(), 0
    for found in _ROW.finditer(content):
        stated = _NUMBER.search(found[1])
        number = int(stated[1]) if stated else number + 1
        if _HIDDEN.search(found[1]) is not None:
            rows.add(number - 1)
    return frozenset(rows)
