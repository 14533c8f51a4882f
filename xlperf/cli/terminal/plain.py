"""Makes text from files safe to print in a terminal: one line in which nothing steers or hides.

What a cell holds, how a file is called, what an option said: all of it may carry escape
sequences, which a terminal obeys, or marks that reverse the reading order.
"""

from __future__ import annotations

import re
import unicodedata

from xlperf.sources.file_names import readable

_BREAKS = "\t\r\n\v\f\x85\u2028\u2029"
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: object) -> str:
    """Returns text without control and format characters; tabs and line breaks become spaces."""
    text = str(text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if c in _BREAKS else c
        for c in readable(text)
        if c in _BREAKS or unicodedata.category(c)[0] != "C"
    )


def plain_json(text: str) -> str:
    """Returns JSON with escapes for those characters that JSON itself leaves as they are."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """Counts the columns of a text in a terminal: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    """Pads the text with spaces up to so many columns."""
    return text + " " * (columns - width(text))
