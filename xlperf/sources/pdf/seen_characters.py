"""Reads the characters that a person sees on a page.

A watermark across a form would stand within its values, as would what a scanner wrote in no ink or
somebody in white; a spreadsheet writes a long text on every page that its cell is on, each time
whole, and cuts off what has its place on another page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from ctypes import addressof, c_double, c_float, c_int, c_uint
from itertools import islice
from math import hypot, pi
from statistics import median
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

UNKNOWN = "�"
"""Stands for a letter of which its font does not say what it is."""
_BREAKS, _HYPHEN = (0x9, 0xA, 0xD), 0x2
"""Gives pdfium's numbers of white space, and of a hyphen that ends a line."""
_NO_INK = frozenset({3, 7})
"""Lists ways to write that leave nothing on the page."""
_PALE, _NONE = 0.7, 2.0
"""Gives the paleness (1 is white) from which no text on paper is meant to be read, and no ink's."""
_MIDDLE = 0.35
"""Gives the ems by which the middle of a letter is above its baseline."""
_HUGE, _TIMES = 30.0, 3.0
"""Letters of so many points, and so many times the usual size, belong to no form or paragraph."""
_SLANT = 0.03
"""Gives the part of a quarter turn that still passes for upright, or on its side."""
_FEWEST, _PART = 20, 0.1
"""This many characters, and so large a part, are more than the number of a scanned page."""
_CUT, _EDGE = 0.3, 2.0
"""Gives the part of a letter that is cut off, at the least, where its text goes on unseen, and the
points inside of what it is cut to where it is then looked for."""
_MOST_PARTS, _MOST_PATHS, _MOST_GROUNDS, _DEEPEST = 16, 100, 1000, 4
"""Bounds what is looked at of a stranger's drawing: more is no cell's edge and no ground."""
_GRID = 3.0
"""Gives the points that places are rounded to: half of a small letter."""
_LOWEST, _COVERED = 5.0, 0.3
"""Nothing lower, in points, is a ground for text; pictures cover such a part of a scanned page."""

Box = tuple[float, float, float, float]
"""Gives left, top, right and bottom in points from the top left of the page as shown."""
Point = tuple[float, float]
Place = Callable[[float, float], Point]


class Char(NamedTuple):
    """Holds a character: its place along its line, and in (x, y) the middle of what is seen of it.

    `base` is the line's baseline, the same for every font in it. Where letters are on their `side`
    (in quarters: 1 is read upwards), `x0`, `x1` and `base` are those of the page held upright.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    side: int
    x: float
    y: float


class Seen(NamedTuple):
    """Holds a page's characters in the order they were drawn, and where some were cut off.

    `places` are the middles of all its characters, seen or not; `missed` those where there are
    others.
    """

    chars: list[Char]
    cuts: set[Box]
    places: list[Point]
    missed: list[Point]

    def miss(self, letters: Iterable[Point]) -> None:
        """Takes down the middles of letters near which no character is known."""
        known = {(round(x / _GRID), round(y / _GRID)) for x, y in self.places}
        for x, y in letters:
            across, down = round(x / _GRID), round(y / _GRID)
            near = ((across + i, down + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
            if known.isdisjoint(near):
                self.missed.append((x, y))


class _Ink(NamedTuple):
    """Holds what the characters of one piece of text have in common.

    `turn` is in quarters, leftwards; `base` is the baseline of `Char`, and `middle` the height of
    the letters' middles on the page, or how far they are from its left.
    """

    size: float
    turn: int
    is_slanted: bool
    base: float
    middle: float
    shade: float
    clip: Box | None


def seen_on(page: pypdfium2.PdfPage) -> Seen:
    """Returns what is read on a page.

    Where hardly anything but text without ink is on it, that is the text of a scan; so is what is
    pale where next to nothing else is.
    """
    place = _placing(page)
    seen_at = Seen([], set(), [], [])
    every = list(_upright(page, place, seen_at))
    pale = [char for char, ink in every if _PALE <= ink.shade < _NONE]
    shown = {id(char) for char, ink in every if ink.shade < _PALE}
    if pale:
        grounds = list(islice(_grounds(page, place), _MOST_GROUNDS))
        shown |= {id(char) for char in pale if any(lies_in(char, box) for box in grounds)}
    seen = [char for char, _ in every if id(char) in shown]
    inkless = sum(ink.shade == _NONE for _, ink in every)
    is_scan = len(seen) < max(_FEWEST, _PART * (len(seen) + inkless))
    chars = [char for char, _ in every] if is_scan else seen
    usual = median(char.size for char in chars) if chars else 0.0
    return seen_at._replace(chars=[c for c in chars if c.size < max(_HUGE, _TIMES * usual)])


def _upright(page: pypdfium2.PdfPage, place: Place, at_all: Seen) -> Iterator[tuple[Char, _Ink]]:
    """Yields the characters on a page that do not slant and are not cut off above or below.

    Takes down what else is to be known of them.
    """
    textpage = page.get_textpage()
    sheet = _shown(page.get_bbox(), place)
    inks: dict[int, _Ink] = {}
    box = pdfium.FS_RECTF()
    for at, text in _letters(textpage):
        if text.isspace() and pdfium.FPDFText_IsGenerated(textpage, at) == 1:
            continue
        piece = pdfium.FPDFText_GetTextObject(textpage, at)
        key = addressof(piece.contents) if piece else 0
        ink = inks.get(key) or inks.setdefault(key, _ink(page, textpage, at))
        pdfium.FPDFText_GetLooseCharBox(textpage, at, box)
        x0, y0, x1, y1 = _shown((box.left, box.bottom, box.right, box.top), place)
        if ink.turn % 2:
            along = (-y1, -y0) if ink.turn == 1 else (y0, y1)
            middle = ink.middle, (y0 + y1) / 2
        else:
            along = (x0, x1) if ink.turn == 0 else (-x1, -x0)
            middle = (x0 + x1) / 2, ink.middle
        at_all.places.append(middle)
        if ink.is_slanted or not _holds(sheet, middle):
            continue
        if ink.clip is not None:
            is_cut = not ink.clip[1] <= middle[1] <= ink.clip[3]
            beside = max(ink.clip[0] - x0, x1 - ink.clip[2]) > _CUT * (x1 - x0)
            if (is_cut or beside) and not text.isspace():
                at_all.cuts.add(ink.clip)
            if is_cut:
                continue
            middle = (min(max(middle[0], ink.clip[0] + _EDGE), ink.clip[2] - _EDGE), middle[1])
        yield Char(text, *along, ink.base, ink.size, ink.turn, *middle), ink


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Yields pdfium's number of each character and what it stands for, `UNKNOWN` where none tells.

    pdfium counts in UTF-16, where a rare character, as some names have, is two.
    """
    high = 0
    for at in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, at)
        if 0xD800 <= code < 0xDC00:
            high = code
        elif 0xDC00 <= code < 0xE000:
            yield at, chr(0x10000 + (high - 0xD800 << 10) + code - 0xDC00) if high else UNKNOWN
            high = 0
        elif code >= 0x20 or code in _BREAKS:
            yield at, chr(code)
        else:
            is_hyphen = code == _HYPHEN and pdfium.FPDFText_IsHyphen(textpage, at) == 1
            yield at, "-" if is_hyphen else UNKNOWN


def _placing(page: pypdfium2.PdfPage) -> Place:
    """Returns how to place pdfium's points on the page as it is shown."""
    left, bottom, right, top = page.get_mediabox()
    return {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }[page.get_rotation()]


def _shown(box: Box, place: Place) -> Box:
    (x0, y0), (x1, y1) = place(*box[:2]), place(*box[2:])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _ink(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage, at: int) -> _Ink:
    piece, matrix = pdfium.FPDFText_GetTextObject(textpage, at), pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, at, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, at) * hypot(matrix.c, matrix.d)
    has_ink = pdfium.FPDFTextObj_GetTextRenderMode(piece) not in _NO_INK
    shade = _paleness(pdfium.FPDFText_GetFillColor, textpage, at) if has_ink else _NONE
    clip = _clip(piece)
    turned = -pdfium.FPDFText_GetCharAngle(textpage, at) / (pi / 2)  # pdfium counts rightwards
    turn = (round(turned) - page.get_rotation() // 90) % 4
    place, x, y = _placing(page), c_double(), c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, at, x, y)
    across, down = place(x.value, y.value)
    base = (down, across, -down, -across)[turn]
    middle = (across if turn % 2 else down) + _MIDDLE * size * (1 if turn >= 2 else -1)
    is_slanted = abs(turned - round(turned)) > _SLANT
    return _Ink(size, turn, is_slanted, base, middle, shade, clip and _shown(clip, place))


def _paleness(fill_colour: Callable[..., int], *of: Any) -> float:
    """Returns how near a colour is to white, from 0 to 1; yellow is not, though it is bright."""
    red, green, blue, alpha = (c_uint() for _ in range(4))
    if not fill_colour(*of, red, green, blue, alpha):
        return 0.0
    shade = min(red.value, green.value, blue.value) / 255
    return float(1 - (1 - shade) * alpha.value / 255)


def _clip(piece: Any) -> Box | None:
    """Returns the box that a piece of text is cut to; None where there is none.

    A path is taken for the box around it: programs cut to rectangles.
    """
    clip = pdfium.FPDFPageObj_GetClipPath(piece)
    made: Box | None = None
    for path in range(min(pdfium.FPDFClipPath_CountPaths(clip), _MOST_PATHS) if clip else 0):
        count = pdfium.FPDFClipPath_CountPathSegments(clip, path)
        xs, ys = [], []
        for number in range(count if count <= _MOST_PARTS else 0):
            x, y = c_float(), c_float()
            part = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
            if pdfium.FPDFPathSegment_GetPoint(part, x, y):
                xs.append(x.value)
                ys.append(y.value)
        if xs:
            x0, y0, x1, y1 = made or (min(xs), min(ys), max(xs), max(ys))
            made = max(x0, min(xs)), max(y0, min(ys)), min(x1, max(xs)), min(y1, max(ys))
    return made


def _grounds(page: pypdfium2.PdfPage, place: Place) -> Iterator[Box]:
    """Yields the dark shapes and the pictures of a page, on which white text is read."""
    kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)
    for shape in page.get_objects(filter=kinds, max_depth=_DEEPEST):
        fill, is_stroked = c_int(), c_int()
        if shape.type == pdfium.FPDF_PAGEOBJ_PATH:
            pdfium.FPDFPath_GetDrawMode(shape, fill, is_stroked)
            if not fill.value or _paleness(pdfium.FPDFPageObj_GetFillColor, shape) >= _PALE:
                continue
        box = _shown(shape.get_bounds(), place)
        if min(box[2] - box[0], box[3] - box[1]) >= _LOWEST:
            yield box


def _holds(box: Box, place: Point) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def lies_in(char: Char, box: Box) -> bool:
    """Tells whether the middle of what is seen of a character is in a box."""
    return _holds(box, (char.x, char.y))


def is_picture(page: pypdfium2.PdfPage) -> bool:
    """Tells whether pictures cover so much of a page that it may be a scan."""
    width, height = page.get_size()
    pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST)
    boxes = [picture.get_bounds() for picture in islice(pictures, _MOST_GROUNDS)]
    area = sum((right - left) * (top - bottom) for left, bottom, right, top in boxes)
    return bool(area >= _COVERED * width * height)
