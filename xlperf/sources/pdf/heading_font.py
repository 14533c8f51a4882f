"""Finds the headings of a PDF of ours by their font.

A template's headings may be set as its text is; then every line counts as a heading, and is judged
by what it says, as in any other document.
"""

from __future__ import annotations

import pypdfium2

from xlperf.form.labels import fields_of, is_narrative_heading
from xlperf.sources.pdf.pages_with_labels import page_lines


def heading_font(document: pypdfium2.PdfDocument) -> str:
    """Returns the font of the first line, which in a publication of ours is a heading."""
    first = next(iter(page_lines(document[0], with_fonts=True)), None)
    return first.font if first else ""


def has_headings(page: pypdfium2.PdfPage, font: str) -> bool:
    """Tells whether a page has headings of a narrative in this font."""
    return any(
        line.font == font and (is_narrative_heading(line.text) or bool(fields_of(line.text)))
        for line in page_lines(page, with_fonts=True)
    )
