"""Tells what of a page is there to be read: not what has no ink, is white, across, or cut off.

For pdfium's characters, what `seen` is for pdfplumber's.
"""

from __future__ import annotations

from ctypes import c_float, c_uint
from math import pi

import pypdfium2
from pypdfium2.raw import (
    FPDFClipPath_CountPaths,
    FPDFClipPath_CountPathSegments,
    FPDFClipPath_GetPathSegment,
    FPDFPageObj_GetBounds,
    FPDFPageObj_GetClipPath,
    FPDFPathSegment_GetPoint,
    FPDFText_GetCharAngle,
    FPDFText_GetFillColor,
    FPDFText_GetTextObject,
    FPDFTextObj_GetTextRenderMode,
)

NO_INK = frozenset({3, 7})
"""Lists ways to write that leave nothing on the page."""
PALE = 0.7
"""Gives the paleness (1 is white) from which no text on paper is meant to be read."""
HUGE = 30.0
"""Gives the points from which letters belong to no form and no paragraph."""
MOST_PARTS, _MOST_PATHS = 16, 100
"""A path of more parts is no cell's edge, nor are so many paths together; both are passed over."""
_QUARTER, _SLANT = pi / 2, 0.05
"""Gives a right angle, and what passes for one, in radians."""


def is_slanted(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Tells whether a character stands neither upright nor on its side, as watermarks do."""
    turn = FPDFText_GetCharAngle(textpage, at) % _QUARTER
    return bool(_SLANT < turn < _QUARTER - _SLANT)


def is_faint(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Tells whether a character is pale, or leaves nothing on the page."""
    if FPDFTextObj_GetTextRenderMode(FPDFText_GetTextObject(textpage, at)) in NO_INK:
        return True
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not FPDFText_GetFillColor(textpage, at, red, green, blue, alpha):
        return False
    shade = paleness(red.value / 255, green.value / 255, blue.value / 255)
    return 1 - (1 - shade) * alpha.value / 255 >= PALE


def is_cut_off(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Tells whether a character's line is above or below what the drawing around it is cut to."""
    drawn = FPDFText_GetTextObject(textpage, at)
    clip = FPDFPageObj_GetClipPath(drawn)
    paths = min(FPDFClipPath_CountPaths(clip), _MOST_PATHS) if clip else 0
    left, bottom, right, top = (c_float() for _ in range(4))
    if paths < 1 or not FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
        return False
    middle = (bottom.value + top.value) / 2
    for path in range(paths):
        heights = []
        count = FPDFClipPath_CountPathSegments(clip, path)
        for number in range(count if count <= MOST_PARTS else 0):
            x, y = c_float(), c_float()
            segment = FPDFClipPath_GetPathSegment(clip, path, number)
            if FPDFPathSegment_GetPoint(segment, x, y):
                heights.append(y.value)
        if heights and not min(heights) <= middle <= max(heights):
            return True
    return False


def paleness(red: float, green: float, blue: float) -> float:
    """Returns how near a colour is to white, from 0 to 1; yellow is not, though it is bright."""
    return min(red, green, blue)
