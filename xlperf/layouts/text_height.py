"""Estimates the room that a text takes, without fonts: widths, lines and row heights.

Excel fits no row to a merged cell and nothing at all before a file is opened, so the heights
are set when drawing. A Chinese character is one em wide, an ASCII one taken as 0.6: 0.5 in 宋体,
0.64 in what stands in for it at worst. Erring on the roomy side costs white space where the
other error would cut text off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

PADDING = 5.0
"""Gives the points that a cell keeps free left and right, both together."""
LEADING = 1.45
"""Gives the line height in ems: Noto Serif CJK's, the highest of the fonts standing in for 宋体."""
_NARROWER = 0.4
_BUTTON = 15.0
"""Gives the height in points of a filter's button, LibreOffice's, which is the larger."""
TALLEST = 400.0
"""Limits a row's height, in points; Excel allows 409.5."""


def ems(text: str) -> float:
    """Gives the width of one line of text in ems."""
    narrow = len(text.encode("ascii", "ignore"))
    return len(text) - narrow * _NARROWER


def lines(text: str, width: float, size: float) -> int:
    """Counts the lines that a text of `size` points takes in a cell `width` points wide."""
    # A line ends up to one character early where the next does not fit or may not start a line.
    room = max((width - PADDING) / size - 0.5, 1.0)
    if "\n" not in text:
        return max(ceil(ems(text) / room), 1)
    return sum(max(ceil(ems(line) / room), 1) for line in text.split("\n"))


def height(text: str, width: float, size: float, least: float = 0.0, gap: float = 4.0) -> float:
    """Gives the height in points that a text needs in a cell `width` points wide, plus `gap`."""
    return max(lines(text, width, size) * size * LEADING + gap, least)


def head_height(heads: Iterable[tuple[str, float]], size: float) -> float:
    """Gives the height of a row of heads, each a text and its width, above a filter's buttons."""
    return max(height(text, width, size) for text, width in heads) + _BUTTON


def raised(close: Sequence[float], roomy: Sequence[float], room: float) -> list[float]:
    """Gives rows heights between two settings, as near the roomy one as `room` allows.

    A page is not to be crowded above and white below.
    """
    more = [max(min(tall, TALLEST) - low, 0.0) for low, tall in zip(close, roomy, strict=True)]
    share = min(max(room - sum(close), 0.0) / (sum(more) or 1.0), 1.0)
    return [low + share * extra for low, extra in zip(close, more, strict=True)]
