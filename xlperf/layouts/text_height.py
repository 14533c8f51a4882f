"""How much room a text takes: widths, lines and row heights, estimated without fonts.

Excel fits no row to a merged cell and nothing at all before a file is opened, so the heights
are set when drawing. A Chinese character is one em wide, an ASCII one taken as 0.6: 0.5 in 宋体,
0.64 in what stands in for it at worst. Erring on the roomy side costs white space where the
other error would cut text off.
"""

from __future__ import annotations

from math import ceil

PADDING = 5.0
"""Points that a cell keeps free left and right, both together."""
LEADING = 1.45
"""Line height in ems: that of Noto Serif CJK, the highest of the fonts that stand in for 宋体."""
_NARROWER = 0.4
TALLEST = 400.0
"""Points; Excel allows a row 409.5."""


def ems(text: str) -> float:
    """The width of one line of text in ems."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow * _NARROWER


def lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a cell `width` points wide."""
    # A line ends up to one character early where the next does not fit or may not start a line.
    room = max((width - PADDING) / size - 0.5, 1.0)
    if "\n" not in text:
        return max(ceil(ems(text) / room), 1)
    return sum(max(ceil(ems(line) / room), 1) for line in text.split("\n"))


def height(text: str, width: float, size: float, least: float = 0.0, gap: float = 4.0) -> float:
    """The height in points that a text needs in a cell `width` points wide; `gap` is left free."""
    return max(lines(text, width, size) * size * LEADING + gap, least)
