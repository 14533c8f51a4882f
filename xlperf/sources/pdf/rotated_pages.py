"""Turns pages whose text lies on its side, so that it stands upright.

A landscape form is often put on a portrait page by turning its content, and a reader turns the
page; whatever looks for lines from left to right finds none there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from math import pi

import pypdfium2
from pypdfium2.raw import FPDFText_GetCharAngle, FPDFText_IsGenerated

_ASKED = 200
"""This many characters tell how a page is to be held."""
_MOST = 0.8
"""Gives the part of them that has to agree: a label on its side turns no page."""


def upright(document: pypdfium2.PdfDocument, numbers: Iterable[int]) -> bytes | None:
    """Returns the document with these pages (from 1) turned upright, None where all of them are."""
    turned = False
    for number in numbers:
        page = document[number - 1]
        quarters = _quarters(page.get_textpage())
        if quarters is not None and page.get_rotation() != 90 * quarters:
            page.set_rotation(90 * quarters)
            turned = True
    if not turned:
        return None
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _quarters(textpage: pypdfium2.PdfTextPage) -> int | None:
    """Counts the quarters, leftwards, by which most of a page's text is turned."""
    count = textpage.count_chars()
    every = range(0, count, max(count // _ASKED, 1))
    places = [at for at in every if FPDFText_IsGenerated(textpage, at) == 0]
    # pdfium counts to the right.
    found = Counter(-round(FPDFText_GetCharAngle(textpage, at) / (pi / 2)) % 4 for at in places)
    if not found:
        return None
    [(quarters, times)] = found.most_common(1)
    return quarters if times >= _MOST * len(places) else None
