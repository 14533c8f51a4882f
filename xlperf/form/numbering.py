"""Recognises numbers that begin the items of a list: 1、 （二） ③.

A line that only ran out of room may go on with such a number too (…听证会；5、六两月各一次): it is
an item's where the list that it belongs to has come so far, each item on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_CHINESE = "[一二三四五六七八九]?十?[一二三四五六七八九]?"
_ITEM = (
    r"(?:(?P<number>\d{1,3})\s*(?P<end>[.、．)）])(?!\d)"
    rf"|[(（](?P<bracket>\d{{1,3}}|{_CHINESE})[)）]"
    rf"|(?P<count>(?=[一-十]){_CHINESE})、|(?P<ring>[①-⑳]))"
)
_BEGINS = re.compile(rf"[\s\"“]*{_ITEM}")
_WITHIN = re.compile(rf"(?<=[。；;：:！!？?，,\s]){_ITEM}")
_ENDS = tuple('。；;：:！!？?”"')
_FAR = 300
"""A list is over this many lines further up."""
_DIGITS = ("", *"一二三四五六七八九")


class Number(NamedTuple):
    """Holds a number that may begin an item, and how its list writes it."""

    kind: str
    value: int


def begins_item(before: Sequence[str], text: str) -> bool:
    """Tells whether a line begins an item of a list, going by the lines before it.

    The first item may begin anywhere but for one in brackets, with which a sentence may point at
    a paragraph of a law: that one begins behind the end of a sentence.
    """
    number = number_of(text)
    if number is None:
        return False
    if number.value == 1 and before and before[-1].rstrip().endswith(_ENDS):
        return True
    last = next(filter(None, (_item(line, number.kind) for line in before[: -_FAR - 1 : -1])), 0)
    return number.value == last + 1 and (last > 0 or not number.kind.startswith("("))


def _item(line: str, kind: str) -> int:
    """Returns the number of an item of a list that begins on a line; 0 where none does.

    The first may stand behind the words that lead to it; later ones do not.
    """
    begun = number_of(line)
    if begun is not None and begun.kind == kind:
        return begun.value
    within = [_read(found) for found in _WITHIN.finditer(line)]
    alone = [number.value for number in within if number.kind == kind]
    return 1 if alone == [1] and begun is None else 0


def number_of(text: str) -> Number | None:
    """Returns the number that a text begins with; None for other texts."""
    found = _BEGINS.match(text)
    return _read(found) if found else None


def _read(found: re.Match[str]) -> Number:
    kind = str(found.lastgroup if found.lastgroup != "end" else "number")
    mark = found[kind]
    if kind == "ring":
        return Number(kind, ord(mark) - ord("①") + 1)
    value = int(mark) if mark.isdigit() else _counted(mark)
    written = "digits" if mark.isdigit() else "words"
    if kind == "bracket":
        return Number(f"({written})", value)
    return Number("1)" if kind == "number" and found["end"] in ")）" else written, value)


def _counted(text: str) -> int:
    """Reads a number up to 99 in Chinese: 二十一."""
    tens, ten, ones = text.rpartition("十")
    return ((_DIGITS.index(tens) or 1) * 10 if ten else 0) + _DIGITS.index(ones)
