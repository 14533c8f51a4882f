"""Reads a PDF into blocks: prose as lines, ruled forms as grids, everything else passed over.

A department's publication has dozens of pages and a form on a few of them. pdfium reads a
page's text in a millisecond and tells which pages matter; pdfplumber, which finds rules and
places but takes a hundred times as long, sees only the pages that hold forms.
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from xlperf.errors import XlperfError
from xlperf.grid import Block
from xlperf.sources.parser_errors import walking
from xlperf.sources.pdf.page_sequence import Flow
from xlperf.sources.pdf.pages_with_forms import Page, damaged, form_pages, pages_of
from xlperf.sources.pdf.paragraphs import whole_paragraphs
from xlperf.sources.pdf.rotated_pages import upright

_SCANNED = 8
"""A page with fewer characters has no text worth the name."""


def pdf_blocks(data: bytes, name: str, file: str | None = None) -> list[Block]:
    """Returns a PDF's prose and forms in order; addresses say page, and line or cell.

    `file` is the file as the user named it, for what is said where it cannot be read.

    Raises `XlperfError` where the file is protected, damaged or holds no text.
    """
    file = file or name
    document = _opened(data, file)
    try:
        with walking(Path(file), "pdf"):
            pages = pages_of(document)
            _need_text(pages, file)
            turned = upright(document, form_pages(pages))
            if turned is not None:
                document.close()
                data, document = turned, _opened(turned, file)
                pages = pages_of(document)
            return whole_paragraphs(Flow(data, name, document, pages, file).blocks())
    finally:
        document.close()


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if FPDF_GetLastError() == FPDF_ERR_PASSWORD:
            raise XlperfError(
                f"{name}：PDF 有打开密码，无法读取。请用密码打开后另存为没有密码的 PDF，再试。"
            ) from error
        raise damaged(name) from error


def _need_text(pages: list[Page], name: str) -> None:
    if all(len(page.plain) < _SCANNED for page in pages):
        raise XlperfError(
            f"{name}：PDF 里没有文字，应是扫描件或图片，无法读取。"
            "请先用文字识别（OCR）软件转换，或改用 Word、Excel 原件。"
        )
