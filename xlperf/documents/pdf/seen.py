"""The characters of a page that a person reads there, without what only lies over or under them.

A watermark across a form would stand within its values; so would what a scanner, or a system that
signs documents, wrote in no ink or in white.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from xlperf.documents.pdf.ink import HUGE, NO_INK, PALE, paleness
from xlperf.documents.pdf.lines import Char

_HIDDEN = "xlperf: no ink"
_FEWEST, _PART = 20, 0.1
"""So many characters, and so large a part of them, are more than the number of a scanned page."""
_KNOWN = {"DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased"}
"""Kinds of colours of which it can be told how pale they are; 1 of an own ink is dark."""
_LOWEST, _MOST = 5.0, 1_000_000
"""Nothing lower, in points, is a ground for text; no page to be read has so many pairs of both."""
_TIMES = 3.0
"""Huge letters are so many times as large as the page's usual ones, at the least."""


class _Device(PDFPageAggregatorWithMarkedContent):
    """pdfplumber's own, which also says of a character that it leaves nothing on the page."""

    _is_hidden = False

    def render_string(self, textstate: Any, *rest: Any) -> None:
        self._is_hidden = textstate.render in NO_INK
        super().render_string(textstate, *rest)
        self._is_hidden = False

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        if self._is_hidden and self.cur_item._objs:
            self.cur_item._objs[-1].tag = _HIDDEN  # type: ignore[attr-defined]  # as pdfplumber does


def seen_chars(page: Any) -> list[Char]:
    """The characters that are read on a pdfplumber page, in the order in which they were drawn.

    Where hardly anything else is on a page, what is pale or without ink is the text of a scan.
    """
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()  # what pdfplumber takes as read already
    chars: list[Char] = [char for char in page.chars if not _is_slanted(char["matrix"])]
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
    """Whether a character stands neither upright nor on its side; slanted letters are upright."""
    a, b, c, d = matrix[:4]
    return abs(b) > 0.05 * abs(a) and abs(d) > 0.05 * abs(c) and abs(a) > 0.05 * abs(b)


def _is_pale(char: Char) -> bool:
    return char["ncs"] in _KNOWN and _paleness(char["non_stroking_color"]) >= PALE


def _is_dark(rect: dict[str, Any]) -> bool:
    return _paleness(rect["non_stroking_color"]) < PALE


def _paleness(color: Sequence[Any] | Any | None) -> float:
    """From 0, black, to 1, white; 0 for a colour of an unknown kind."""
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
