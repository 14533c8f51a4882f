"""Turns pages whose text lies on its side, so that it stands upright.

A landscape form is often put on a portrait page by turning its content; rules and lines of text
are found from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from io import BytesIO

import pypdfium2
from pypdfium2.raw import FPDFText_IsGenerated

from xlperf.sources.pdf.seen_characters import turn_of

_ASKED = 200
"""This many characters tell how a page is to be held."""
_MOST = 0.8
"""Gives the part of them that has to agree: a label on its side turns no page."""


def upright(document: pypdfium2.PdfDocument, numbers: Iterable[int]) -> bytes | None:
    """Returns the document with these pages (from 1) turned upright, None where all of them are."""
    turned = False
    for page in (document[number - 1] for number in numbers):
        textpage = page.get_textpage()
        count = textpage.count_chars()
        every = range(0, count, max(count // _ASKED, 1))
        places = [at for at in every if FPDFText_IsGenerated(textpage, at) == 0]
        found = Counter(round(turn_of(textpage, at)) % 4 for at in places)
        for quarters, times in found.most_common(1):
            if times >= _MOST * len(places) and page.get_rotation() != 90 * quarters:
                page.set_rotation(90 * quarters)
                turned = True
    if not turned:
        return None
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
