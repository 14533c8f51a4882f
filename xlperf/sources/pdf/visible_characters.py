"""Finds the characters that a person reads on a page, without what lies over or under them.

A watermark across a form would stand within its values; so would what a scanner, or a system that
signs documents, wrote in no ink or in white.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from pdfminer.layout import LTChar
from pdfminer.utils import decode_text
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from xlperf.sources.pdf.text_lines import Char
from xlperf.sources.pdf.visible_area import (
    EVERYTHING,
    Box,
    ClippingInterpreter,
    is_cut_beside,
    is_cut_off,
    is_on_page,
)
from xlperf.sources.pdf.visible_ink import HUGE, NO_INK, PALE, paleness

_HIDDEN, _CUT = "xlperf: no ink", "xlperf: cut off"
_FEWEST, _PART = 20, 0.1
"""This many characters, and so large a part, are more than the number of a scanned page."""
_KNOWN = {"DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"}
"""Maps the kinds of colours of which it can be told how pale they are; 1 of an own ink is dark."""
_LOWEST, _MOST = 5.0, 1_000_000
"""Nothing lower, in points, is a ground for text; no page to be read has so many pairs of both."""
_CLUSTER = 16
"""No letter with its marks has more glyphs; what is said of more is said of a word or a line."""
_TIMES = 3.0
"""Huge letters are at least this many times as large as the page's usual ones."""


class _Device(PDFPageAggregatorWithMarkedContent):
    """Extends pdfplumber's device, to say of a character that it leaves nothing on the page.

    What a page itself says that its glyphs stand for (ActualText) is their text: LibreOffice says
    so where a font's table does not, as of letters with marks, or those that no font has.
    """

    _is_hidden = False
    clip = EVERYTHING

    def render_string(self, textstate: Any, *rest: Any) -> None:
        self._is_hidden = textstate.render in NO_INK
        super().render_string(textstate, *rest)
        self._is_hidden = False

    def begin_page(self, page: Any, ctm: Any) -> None:
        self._spans: list[_Span] = []
        self.cuts: set[Box] = set()
        super().begin_page(page, ctm)

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        super().begin_tag(tag, props)
        actual = props.get("ActualText") if isinstance(props, dict) else None
        text = decode_text(actual) if isinstance(actual, bytes) else ""
        self._spans.append(_Span(text, self.cur_item, len(self.cur_item._objs)))

    def end_tag(self) -> None:
        super().end_tag()
        if self._spans:
            _take_text(self._spans.pop())

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        item = self.cur_item._objs[-1] if self.cur_item._objs else None
        if self._is_hidden and item is not None:
            item.tag = _HIDDEN  # type: ignore[attr-defined]  # as pdfplumber does
        elif isinstance(item, LTChar):
            self._note_cut(item)

    def _note_cut(self, glyph: LTChar) -> None:
        is_cut = is_cut_off(glyph.bbox, self.clip)
        if is_cut:
            glyph.tag = _CUT  # type: ignore[attr-defined]  # as above
        if (is_cut or is_cut_beside(glyph.bbox, self.clip)) and not glyph.get_text().isspace():
            self.cuts.add(self.clip)


class _Span(NamedTuple):
    """Holds a stretch of a page, the text that it is said to have, and where it begins."""

    text: str
    item: Any
    start: int


def _take_text(span: _Span) -> None:
    """Makes the glyphs of a stretch one character with its text."""
    glyphs = span.item._objs[span.start :]
    if not span.text or not 0 < len(glyphs) <= _CLUSTER:
        return
    if not all(isinstance(glyph, LTChar) for glyph in glyphs):
        return
    first = glyphs[0]
    first._text = span.text
    boxes = [glyph.bbox for glyph in glyphs]
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    first.set_bbox((min(x0), min(y0), max(x1), max(y1)))
    del span.item._objs[span.start + 1 :]


class Seen(NamedTuple):
    """Holds a page's characters, and where some were cut off (x0, top, x1, bottom)."""

    chars: list[Char]
    cuts: list[Box]


def seen_on(page: Any) -> Seen:
    """Returns what is read on a pdfplumber page, its characters in the order they were drawn."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    ClippingInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()  # what pdfplumber takes as read already
    height = float(page.height)
    cuts = [(x0, height - top, x1, height - bottom) for x0, bottom, x1, top in device.cuts]
    return Seen(_seen_chars(page), cuts)


def _seen_chars(page: Any) -> list[Char]:
    """Returns the characters that are there to be read.

    Where hardly anything else is on a page, what is pale or without ink is the text of a scan.
    """
    chars: list[Char] = [
        char
        for char in page.chars
        if char["tag"] != _CUT and is_on_page(char, page) and not _is_slanted(char["matrix"])
    ]
    inked = [char for char in chars if char["tag"] != _HIDDEN]
    pale = {id(char) for char in inked if _is_pale(char)}
    if pale:
        shapes = (*page.rects, *page.curves)
        fills = [shape for shape in shapes if shape["fill"] and _is_dark(shape)] + page.images
        grounds = [fill for fill in fills if min(fill["width"], fill["height"]) >= _LOWEST]
        if len(pale) * len(grounds) > _MOST:
            return chars
        pale -= {id(c) for c in inked if id(c) in pale and any(_lies_in(c, g) for g in grounds)}
    seen = [char for char in inked if id(char) not in pale]
    return _without_huge(seen if len(seen) >= max(_FEWEST, _PART * len(chars)) else chars)


def _without_huge(chars: list[Char]) -> list[Char]:
    large = [char for char in chars if char["size"] >= HUGE]
    if not large:
        return chars
    least = _TIMES * median(char["size"] for char in chars)
    return [char for char in chars if char["size"] < max(HUGE, least)]


def _is_slanted(matrix: Sequence[float]) -> bool:
    """Tells whether a character stands neither upright nor on its side; italics are upright."""
    a, b, c, d = matrix[:4]
    return abs(b) > 0.05 * abs(a) and abs(d) > 0.05 * abs(c) and abs(a) > 0.05 * abs(b)


def _is_pale(char: Char) -> bool:
    return char["ncs"] in _KNOWN and _paleness(char["non_stroking_color"]) >= PALE


def _is_dark(rect: dict[str, Any]) -> bool:
    return _paleness(rect["non_stroking_color"]) < PALE


def _paleness(color: Sequence[Any] | Any | None) -> float:
    """Returns a number from 0, black, to 1, white; 0 for a colour of an unknown kind."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(part, int | float) for part in parts):
        return 0.0
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        parts = tuple((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
    if len(parts) == 3:
        return paleness(*map(float, parts))
    return float(parts[0]) if len(parts) == 1 else 0.0


def _lies_in(char: Char, box: dict[str, Any]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box["x0"] <= x <= box["x1"] and box["top"] <= y <= box["bottom"])
