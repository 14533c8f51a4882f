"""Reads a Word document into blocks: its paragraphs as lines, its tables as grids.

The XML is read directly: python-docx walks a table cell by cell and is a hundred times slower,
and it hides merges, content controls and tracked changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import nsmap, qn

from xlperf.filing.model import Address
from xlperf.form.labels import numbered_section
from xlperf.grid import Block, Grid, Line, Span, Unreadable, Value
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import printable, refusal
from xlperf.sources.word.paragraph_text import (
    boxes,
    is_end_deleted,
    is_picture,
    text_in,
    text_of_paragraphs,
)

_P, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_VAL = qn("w:val")
_INSIDE = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")}
PICTURE = (
    "是图片，图片里的文字没有读入；如果是表，请改用可以编辑的原件，或先用文字识别（OCR）软件转换"
)
_WIDEST = 1000
"""No table has more columns; a broken file can claim any number."""


def word_blocks(data: bytes, path: Path) -> list[Block]:
    """Returns the blocks of a .docx file in order; addresses say paragraph, or table and cell.

    Raises `XlperfError` where it is no Word document, a damaged one, or one with too many rows.
    """
    with parsing(path, "docx"):
        document = Document(BytesIO(data))
        body, headings = document.element.body, _heading_styles(document.styles.element)
    rows = sum(1 for _ in body.iter(_ROW))
    if rows > LIMITS.document_rows:
        raise refusal("document_rows", path, count=rows, limit=LIMITS.document_rows)
    return list(_Blocks(printable(path.name), headings).of(body))


class _Blocks:
    """Counts paragraphs and tables, by which addresses name them."""

    def __init__(self, name: str, headings: frozenset[str]) -> None:
        self._name, self._headings = name, headings
        self._paragraphs = 0
        self._tables = 0

    def of(self, parent: Any) -> Iterator[Block]:
        cut = ""
        for child in parent:
            if child.tag == _P:
                self._paragraphs += 1
                at = Address(self._name, f"第{self._paragraphs}段")
                text, cut = cut + text_in(child), ""
                if is_end_deleted(child) and getattr(child.getnext(), "tag", None) == _P:
                    cut = text
                elif text.strip():
                    if _is_numbered(child):
                        text = numbered_section(text) or text
                    yield Line(text, at, is_styled=_style(child) in self._headings)
                if is_picture(child):
                    yield Unreadable(PICTURE, at)
                for box in boxes(child):
                    yield from self.of(box)
            elif child.tag == _TABLE:
                yield from self._table(child)
            elif child.tag in _INSIDE:
                yield from self.of(child)

    def _table(self, table: Any) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        rows: list[list[Value]] = []
        spans: list[Span] = []
        open_cells: dict[int, Span] = {}  # vertical merges that the next row may continue
        nested: list[Any] = []
        pictures: list[Any] = []
        for row, element in enumerate(_children(table, _ROW)):
            values: list[Value] = []
            still_open: dict[int, Span] = {}
            values += [None] * _number(element.find("w:trPr/w:gridBefore", nsmap), 0)
            for cell in _children(element, _CELL):
                column = len(values)
                width = _number(cell.find("w:tcPr/w:gridSpan", nsmap), 1)
                merge = cell.find("w:tcPr/w:vMerge", nsmap)
                above = open_cells.get(column)
                if merge is not None and merge.get(_VAL) != "restart" and above is not None:
                    still_open[column] = (above[0], column, row, column + width - 1)
                    values += [None] * width
                    continue
                nested += _children(cell, _TABLE)
                pictures += _children(cell, _P)
                text = text_of_paragraphs(_children(cell, _P))
                values += [text if text.strip() else None, *[None] * (width - 1)]
                span = (row, column, row, column + width - 1)
                if merge is not None:
                    still_open[column] = span
                elif width > 1:
                    spans.append(span)
            spans += [span for column, span in open_cells.items() if column not in still_open
                      or still_open[column][0] != span[0]]  # fmt: skip
            open_cells = still_open
            rows.append(values)
        spans += open_cells.values()
        spans = [span for span in spans if span[:2] != span[2:]]

        def locate(row: int, column: int) -> Address:
            return Address(self._name, f"表{number}行{row + 1}列{column + 1}")

        yield Grid(self._name, rows, tuple(spans), fills=False, locate=locate)
        if any(map(is_picture, pictures)):
            yield Unreadable(PICTURE, Address(self._name, f"表{number}"))
        for inner in nested:
            yield from self._table(inner)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Yields the children with a tag, those inside content controls and insertions too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _INSIDE:
            yield from _children(child, tag)


def _number(element: Any, default: int) -> int:
    value = element.get(_VAL) if element is not None else None
    return min(int(value), _WIDEST) if value and value.isdigit() else default


def _style(paragraph: Any) -> str:
    style = paragraph.find("w:pPr/w:pStyle", nsmap)
    return str(style.get(_VAL)) if style is not None else ""


def _heading_styles(styles: Any) -> frozenset[str]:
    """Returns the ids of the heading styles, whatever language Word gave them their ids in."""
    return frozenset(
        str(style.get(qn("w:styleId")))
        for style in styles.iter(qn("w:style"))
        if (name := style.find(qn("w:name"))) is not None
        and str(name.get(_VAL)).lower().startswith("heading")
    )


def _is_numbered(paragraph: Any) -> bool:
    """Tells whether Word puts the number before it: 一、 is then not in the text."""
    return paragraph.find("w:pPr/w:numPr", nsmap) is not None
