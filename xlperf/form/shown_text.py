"""Gives a text as a page shows it: without white space, and with a mark for what no font has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from xlperf.form.normalise import as_seen

STAND_IN = "\u3013"
"""Gives the geta mark, which printers put in place of a character that no font has."""
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]+"
)
"""Matches white space, and what takes no room at all. Signs that turn the direction of what
stands between them are left out: they change what is shown."""
_LEFTWARDS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Matches what is written from right to left: the blocks of such scripts."""
_BETWEEN = re.compile(r"(?<=\d)\s+(?=\d)")
# Fonts draw ﬁ as one glyph; a PDF may name it so.
_ONE_GLYPH = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


def as_shown(text: str, unshown: str) -> str:
    """Returns a text with the mark that a page has in place of each of these characters."""
    if not unshown:
        return text
    return text.translate(dict.fromkeys(map(ord, unshown), STAND_IN))


def takes_no_room(char: str) -> bool:
    """Tells whether a character leaves no trace on a page."""
    return _UNSEEN.fullmatch(char) is not None


def seen(text: str) -> str:
    """Returns what a page shows of a text: the same for texts that differ in white space alone.

    Marks without a letter of their own may stand elsewhere. Among letters that are written from
    right to left a page has no one order: there the same words and numbers from left to right, and
    the same other characters, are the same.
    """
    plain = as_seen(text).translate(_ONE_GLYPH)
    if plain.isascii() or not _LEFTWARDS.search(plain):
        composed = unicodedata.normalize("NFC", _UNSEEN.sub("", plain))
        return composed if composed.isascii() else _without_marks(composed)
    apart = _UNSEEN.sub("", _BETWEEN.sub("\0", plain))
    return "\0".join(sorted(_ordered(unicodedata.normalize("NFD", apart))))


def _without_marks(text: str) -> str:
    """Returns a text with the marks that are no part of a letter at its end.

    A page draws them over or under what is beside them; over which of two signs does not show.
    """
    marks = sorted(char for char in text if unicodedata.combining(char))
    if not marks:
        return text
    return "".join([*(char for char in text if not unicodedata.combining(char)), "\0", *marks])


def _ordered(text: str) -> Iterator[str]:
    """Yields what keeps its order wherever it stands: words and numbers from left to right."""
    for kind, part in groupby(text, unicodedata.bidirectional):
        if kind in ("L", "EN"):
            yield "".join(part)
        else:
            yield from part if kind != "BN" else ()
