"""Reads a PDF into blocks: prose as lines, ruled forms as grids, everything else passed over.

A department's publication has dozens of pages and a form on a few of them. pdfium reads a page's
text in a millisecond and tells which pages matter; pdfplumber, which finds rules but takes a
hundred times as long, sees only the pages that hold forms.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from xlperf.grid import Block
from xlperf.sources.parser_errors import walking
from xlperf.sources.pdf.page_sequence import Flow
from xlperf.sources.pdf.pages_with_forms import pages_of
from xlperf.sources.pdf.paragraphs import whole_paragraphs
from xlperf.sources.refusals import refusal

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its English notes on fonts help nobody
_SCANNED = 8
"""A page with fewer characters has no text worth the name."""


def pdf_blocks(data: bytes, path: Path) -> list[Block]:
    """Returns a PDF's prose and forms in order; addresses say page, and line or cell.

    Raises `XlperfError` where the file is protected, damaged or holds no text.
    """
    document = _opened(data, path)
    try:
        with walking(path, "pdf"):
            pages = pages_of(document)
            if all(len(page.plain) < _SCANNED for page in pages):
                raise refusal("pdf_scan", path)
            return whole_paragraphs(Flow(data, document, pages, path).blocks())
    finally:
        document.close()


def _opened(data: bytes, path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if FPDF_GetLastError() == FPDF_ERR_PASSWORD:
            raise refusal("pdf_encrypted", path) from error
        raise refusal("damaged", path, kind="pdf") from error
