"""Measures how much text a workbook's cells hold, before a parser copies it.

A shared string is stored once and copied for every cell that refers to it: a string of 30,000
characters and a sheet of 40 KB can ask for gigabytes. Texts longer than a cell of Excel may hold
would be lost without a word when they are written again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.parsers.expat import ParserCreate

_STEP = 16_384
_SHORTEST_CELL = len(b'<c t="s"><v>0</v></c>')
_STRING_END = b"</si>"
_RUN = re.compile(rb">([^<]*)")


def has_long_text(content: bytes, limit: int) -> bool:
    """Tells whether a text node of an XML part is longer than `limit` characters.

    A run of twice the step without a tag covers at least one whole step; only then is counted.
    """
    step = min(_STEP, limit // 2)
    windows = range(0, len(content), step)
    if all(content.find(b"<", at, at + step) >= 0 for at in windows[:-1]):
        return False
    return any(
        len(run[1]) > limit and len(_plain(run[1])) > limit for run in _RUN.finditer(content)
    )


def _plain(text: bytes) -> str:
    """Returns the text with one character for each entity and each Excel escape (`_x000D_`)."""
    return re.sub(r"&[#\w]+;|_x[0-9A-Fa-f]{4}_", "?", text.decode("utf-8", "replace"))


def may_exceed(strings: bytes, size: int, limit: int) -> bool:
    """Tells whether a worksheet of `size` bytes could refer to more than `limit` bytes of text.

    It cannot where every window of half the length that it would take holds the end of a string.
    """
    cells = max(1, size // _SHORTEST_CELL)
    step = limit // cells // 2
    if step < len(_STRING_END):
        return True
    windows = range(0, len(strings) - step + 1, step)
    return any(strings.find(_STRING_END, at, at + step) < 0 for at in windows)


def longest_string(strings: bytes) -> int:
    """Returns an upper bound, in bytes, of the longest of the shared strings."""
    return max(map(len, strings.split(_STRING_END)), default=0)


def may_hold(size: int, longest: int) -> int:
    """Returns an upper bound, in bytes, of the text that so large a worksheet refers to."""
    return size // _SHORTEST_CELL * longest


def referenced_bytes(sheet: bytes, lengths: Sequence[int]) -> int:
    """Returns the bytes that a worksheet's references to shared strings of these lengths come to.

    Raises `ExpatError` where the part is no XML.
    """
    total = 0
    number = ""
    shared = inside = False

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal number, shared, inside
        tag = tag.rpartition(":")[2]
        if tag == "c":
            shared = attributes.get("t") == "s"
        elif tag == "v":
            number, inside = "", shared

    def text(data: str) -> None:
        nonlocal number
        if inside:
            number += data

    def end(tag: str) -> None:
        nonlocal total, inside
        if inside and tag.rpartition(":")[2] == "v":
            inside = False
            index = int(number) if number.strip().isdecimal() else len(lengths)
            total += lengths[index] if index < len(lengths) else 0

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    parser.Parse(sheet, True)
    return total


def string_lengths(strings: bytes) -> list[int]:
    """Returns the bytes of every shared string; raises `ExpatError` where the part is no XML."""
    lengths: list[int] = []

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data.encode("utf-8", "replace"))

    parser = ParserCreate()
    parser.StartElementHandler = begin
    parser.CharacterDataHandler = text
    parser.Parse(strings, True)
    return lengths
