"""What of a page is there to be read: not what was written in no ink, in white, or across.

For pdfium's characters, what `seen` is for pdfplumber's.
"""

from __future__ import annotations

from ctypes import c_uint
from math import pi

import pypdfium2
from pypdfium2.raw import (
    FPDFText_GetCharAngle,
    FPDFText_GetFillColor,
    FPDFText_GetTextObject,
    FPDFTextObj_GetTextRenderMode,
)

NO_INK = frozenset({3, 7})
"""Ways to write that leave nothing on the page."""
PALE = 0.7
"""From this paleness (1 is white) on no text on paper is meant to be read."""
HUGE = 30.0
"""Letters of so many points belong to no form and no paragraph."""
_QUARTER, _SLANT = pi / 2, 0.05
"""A right angle and what passes for one, in radians."""


def is_slanted(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Whether a character stands neither upright nor on its side, as those of watermarks do."""
    turn = FPDFText_GetCharAngle(textpage, at) % _QUARTER
    return bool(_SLANT < turn < _QUARTER - _SLANT)


def is_faint(textpage: pypdfium2.PdfTextPage, at: int) -> bool:
    """Whether a character is pale, or leaves nothing on the page."""
    if FPDFTextObj_GetTextRenderMode(FPDFText_GetTextObject(textpage, at)) in NO_INK:
        return True
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not FPDFText_GetFillColor(textpage, at, red, green, blue, alpha):
        return False
    shade = paleness(red.value / 255, green.value / 255, blue.value / 255)
    return 1 - (1 - shade) * alpha.value / 255 >= PALE


def paleness(red: float, green: float, blue: float) -> float:
    """How near a colour is to white, from 0 to 1; yellow is not, though it is bright."""
    return min(red, green, blue)
