"""Reads the lines of a page by pdfium, at a hundredth of the cost of finding rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDFText_IsGenerated

from xlperf.form.labels import fields_of, is_narrative_heading
from xlperf.form.normalise import as_seen
from xlperf.sources.pdf.text_lines import TextLine
from xlperf.sources.pdf.visible_ink import HUGE, is_cut_off, is_faint, is_slanted

HYPHEN = "\ufffe"
"""Stands for a hyphen that ends a line, and for the line break with it, in pdfium's text."""
_LINES = re.compile(rf"[^\r\n\f{HYPHEN}]*(?:{HYPHEN}|\r\n|[\r\n\f])|[^\r\n\f{HYPHEN}]+")
_FEWEST = 20
"""This many characters are more than the number of a scanned page, whose text has no ink."""
_DEEPEST = 4
"""Objects within objects are looked into down to this depth."""
_BEFORE = 0.06
"""Gives the part of a line's height by which a letter stands before one drawn earlier."""
_COVERED = 0.3
"""Gives the part of a scanned page that its picture covers, at the least."""


def page_lines(page: pypdfium2.PdfPage) -> list[TextLine]:
    """Returns the lines of a page, top to bottom as pdfium orders them, each left to right.

    Those that nobody reads are left out, but for headings, which may be white on a dark ground.
    """
    found = list(_lines(page))
    seen = [line for line, is_seen in found if is_seen or _is_heading(line.text)]
    is_scan = sum(len(line.text) for line in seen) < _FEWEST
    return [line for line, _ in found] if is_scan else seen


def _is_heading(text: str) -> bool:
    return is_narrative_heading(text) or bool(fields_of(text))


def _lines(page: pypdfium2.PdfPage) -> Iterator[tuple[TextLine, bool]]:
    """Yields every line of a page, and whether its first character is there to be read."""
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    turned = page.get_rotation()
    width, height = page.get_size()
    side = 1 if turned in (0, 180) else 0
    start, end = page.get_bbox()[side::2]

    def is_on_page(at: int) -> bool:
        """Tells whether a character is not above or below the page; a text may end beside it."""
        box = textpage.get_charbox(at, loose=True)
        return bool(start <= (box[side] + box[side + 2]) / 2 <= end)

    def shown(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Left, right, bottom from the page's top, and height of a box on the page as shown."""
        left, bottom, right, top = box
        if turned == 90:
            return bottom, top, right, right - left
        if turned == 180:
            return width - right, width - left, top, top - bottom
        if turned == 270:
            return width - top, width - bottom, height - left, right - left
        return left, right, height - bottom, top - bottom

    asked: dict[float, bool] = {}

    def slants(char: _Char) -> bool:
        # What slants is higher than what does not: no other text has just that height.
        height = round(char.size, 2)
        if height not in asked:
            asked[height] = is_slanted(textpage, char.at)
        return asked[height]

    index = 0
    for raw in _LINES.findall(text):
        content = raw.rstrip("\r\n\f").replace(HYPHEN, "-")
        places = _places(raw, index)
        if content.strip():
            chars = [
                _Char(char, *shown(textpage.get_charbox(at, loose=True)), at)
                for number, (char, at) in enumerate(zip(content, places, strict=False))
                if char != " " or _is_typed(textpage, at) or _is_ascii(content, number)
            ]
            chars = [c for c in chars if c.size < HUGE and is_on_page(c.at) and not slants(c)]
            first = places[len(content) - len(content.lstrip())]
            is_shown = any(not char.text.isspace() for char in chars)
            if is_shown and not is_cut_off(textpage, first):
                yield _line(chars), not is_faint(textpage, first)
        index = places[-1]


def _places(text: str, first: int) -> list[int]:
    """Returns pdfium's numbers of the characters of a text, and of the one behind it.

    It counts in UTF-16, where a rare character, as some names have, is two.
    """
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=first))


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Tells whether pictures cover so much of a page that it may be a scan."""
    width, height = page.get_size()
    pictures = page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST)
    boxes = [picture.get_bounds() for picture in pictures]
    area = sum((right - left) * (top - bottom) for left, bottom, right, top in boxes)
    return bool(area >= _COVERED * width * height)


class _Char(NamedTuple):
    text: str
    x0: float
    x1: float
    base: float
    size: float
    at: int


def _line(chars: list[_Char]) -> TextLine:
    """Returns a line of characters, measured by the tallest of them."""
    inked = [char for char in chars if not char.text.isspace()]
    tallest = max(inked, key=lambda char: char.size)
    if any(below.x0 < above.x0 - _BEFORE * above.size for above, below in pairwise(inked)):
        chars = sorted(chars, key=lambda char: char.x0)  # drawn font by font
    typed = as_seen("".join(char.text for char in chars))
    first, last = min(char.x0 for char in inked), max(char.x1 for char in inked)
    return TextLine(typed, first, last, tallest.base, tallest.size)


def _is_typed(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Tells whether a character is in the document, not put there by pdfium for a gap it sees."""
    return bool(FPDFText_IsGenerated(textpage, at) != 1)


def _is_ascii(content: str, offset: int) -> bool:
    """Tells whether the gap at a place is one between words, not between Chinese and Latin."""
    return (content[max(offset - 1, 0)] + content[offset + 1 : offset + 2]).isascii()
