"""Counts the forms that a PDF shows on its own pages.

Another program prints it and may leave sheets out without a word; how many forms there ought to be
says nothing about that.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from xlperf.filing.spelling import folded
from xlperf.sources.refusals import refusal


def check_forms(content: bytes, title: str, wanted: int, out: Path) -> None:
    """Raise `XlperfError` where a PDF meant for `out` shows fewer forms of that title."""
    found = count_forms(content, title)
    if found < wanted:
        raise refusal("forms_missing", out, found=found, wanted=wanted)


def count_forms(content: bytes, title: str) -> int:
    """Counts the pages that show the title of a form, as only the first page of each does.

    Where no page has any text, as when a printer has made pictures of them, all pages count;
    a file that is no PDF shows none.
    """
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return 0
    try:
        pages = [folded(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()
    return sum(folded(title) in page for page in pages) if any(pages) else len(pages)
