"""A PDF to blocks: prose as lines, ruled forms as grids, everything else passed over.

A department's publication has dozens of pages and a form on a few of them. pdfium reads a
page's text in a millisecond and tells which pages matter; pdfplumber, which finds rules and
places but takes a hundred times as long, sees only the pages that hold forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_GetLastError

from xlperf.documents.pdf_prose import HYPHEN, paragraphs, prose_lines
from xlperf.documents.pdf_rules import closed_tables
from xlperf.documents.pdf_table import Ruled, continues, ruled_table, to_grid, whole
from xlperf.documents.pdf_text import TextLine, drawn_lines, text_lines
from xlperf.errors import XlperfError
from xlperf.files.parsing import walking
from xlperf.model import Address
from xlperf.reading.form import is_form
from xlperf.reading.grid import PAGE, Block, Line
from xlperf.reading.labels import fields_of, is_narrative_heading, labels, normal
from xlperf.reading.places import find_places
from xlperf.reading.plain import plain_blocks
from xlperf.reading.words import levels

_TELLING = (
    "name", "department", "unit", "start", "end", "total", "annual_total", "annual_fiscal",
    "carried_over", "overall", "annual", "level1", "level2", "level3", "target",
)  # fmt: skip
_FEWEST = 4
"""A page that names so many fields of the form holds one, or part of one."""
_PROSE = ("overview", "basis", "body", "plan", "period", "budget")
_SCANNED = 8
"""A page with fewer characters has no text worth the name."""


_WORD, _SPILL = 9, 60.0
"""A word of a merged level is no longer, and spills no further over a page's end, in points."""
_BOTTOM, _SHORT = 0.93, 30
"""A footer stands below so much of a page, and is shorter than so many characters."""


class _Page(NamedTuple):
    number: int
    text: str

    @property
    def plain(self) -> str:
        return normal(self.text)


def pdf_blocks(data: bytes, name: str) -> list[Block]:
    """The prose and the forms of a PDF in order; addresses say page, and line or cell.

    Raises `XlperfError` where the file is protected, damaged or holds no text.
    """
    document = _opened(data, name)
    try:
        with walking(Path(name)):
            pages = [_Page(index + 1, _text(document[index])) for index in range(len(document))]
            _need_text(pages, name)
            forms = {page.number for page in pages if _holds_form(page)}
            return list(_Blocks(data, name, document, pages, forms).all())
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
        raise XlperfError(
            f"{name}：PDF 已损坏，无法读取。请重新下载，或向发布单位索取原件。"
        ) from error


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range()).replace(HYPHEN, "-\n")


def _need_text(pages: list[_Page], name: str) -> None:
    if all(len(page.plain) < _SCANNED for page in pages):
        raise XlperfError(
            f"{name}：PDF 里没有文字，应是扫描件或图片，无法读取。"
            "请先用文字识别（OCR）软件转换，或改用 Word、Excel 原件。"
        )


def _holds_form(page: _Page) -> bool:
    plain = page.plain
    found = {
        field
        for spelling, fields in labels().fields.items()
        if fields[0] in _TELLING and spelling in plain
        for field in fields[:1]
    }
    return len(found) >= _FEWEST or len(_levels_in(page)) >= _FEWEST


def _levels_in(page: _Page) -> set[str]:
    """The second-level indicators that a page names; a form's rest may name nothing else."""
    plain = page.plain
    return {level for level in levels(2) if level in plain}


class _Blocks:
    """Goes through the pages once; pdfplumber opens with the first form."""

    def __init__(
        self,
        data: bytes,
        name: str,
        document: pypdfium2.PdfDocument,
        pages: list[_Page],
        forms: set[int],
    ) -> None:
        self._data, self._name = data, name
        self._document, self._pages, self._forms = document, pages, forms
        self._plumber: Any = None
        self._table: Ruled | None = None
        self._loose: list[Line] = []

    def all(self) -> Iterator[Block]:
        """Every block in order; a form is held back until a page does not go on with it."""
        prose = False
        for page in self._pages:
            first = page.text.strip().partition("\n")[0].strip()
            is_new = "title" in fields_of(first) or is_narrative_heading(first)
            mark = Line(PAGE, Address(self._name, f"第{page.number}页"))
            parts: list[Line | Ruled] = []
            if page.number in self._forms or (self._table is not None and not is_new):
                parts = self._parts(page)
                if self._goes_on(parts):
                    if parts:
                        yield from self._held()
                        yield from (mark, *self._blocks(parts))
                        prose = self._table is None
                    continue
            elif self._loose and not is_new and _levels_in(page):
                self._loose += self._in_drawing_order(page)
                continue
            yield from self._held()
            if page.number in self._forms:
                if any(isinstance(part, Ruled) and _is_form(part) for part in parts):
                    yield from (mark, *self._blocks(parts))
                    prose = self._table is None
                else:
                    self._loose = [mark, *self._in_drawing_order(page)]
                    prose = False
                continue
            prose = _is_prose(page, first, prose)
            if prose or "绩效目标" in page.plain:
                yield from (
                    mark,
                    *prose_lines(self._document[page.number - 1], page.number, self._name),
                )
        yield from self._held()

    def _goes_on(self, parts: list[Line | Ruled]) -> bool:
        """Whether a page goes on with the table held back; takes what belongs to it."""
        at = next((i for i, part in enumerate(parts) if isinstance(part, Ruled)), None)
        if self._table is None or at is None:
            return False
        first = parts[at]
        assert isinstance(first, Ruled)
        if not continues(self._table, first):
            return False
        self._table = whole(self._table, first)
        del parts[: at + 1]  # with the head that stands on every page
        return True

    def _blocks(self, parts: list[Line | Ruled]) -> Iterator[Block]:
        """The parts of a page; a table at its end is held back."""
        for index, part in enumerate(parts):
            if isinstance(part, Line):
                yield part
            elif index + 1 < len(parts):
                yield to_grid(part, self._name)
            else:
                self._table = part

    def _held(self) -> Iterator[Block]:
        """The form held back, if there is one."""
        if self._table is not None:
            yield to_grid(self._table, self._name)
            self._table = None
        yield from plain_blocks(self._loose, self._name)
        self._loose = []

    def _in_drawing_order(self, page: _Page) -> list[Line]:
        """The pieces of text of a page without rules, cell by cell as they were drawn."""
        pieces = drawn_lines(self._plumbed(page).chars)
        return [
            Line(text.strip(), Address(self._name, f"第{page.number}页第{index}行"))
            for index, text in enumerate(pieces, start=1)
            if text.strip()
        ]

    def _plumbed(self, page: _Page) -> Any:
        import pdfplumber

        if self._plumber is None:
            self._plumber = pdfplumber.open(BytesIO(self._data))
        return self._plumber.pages[page.number - 1]

    def _parts(self, page: _Page) -> list[Line | Ruled]:
        """The tables of a page, and the paragraphs around them, from top to bottom."""
        plumbed = self._plumbed(page)
        found = sorted(closed_tables(plumbed), key=lambda table: table.bbox[1])
        chars = plumbed.chars
        boxes = [table.bbox for table in found]
        outside = [char for char in chars if not any(_within(char, box) for box in boxes)]
        lines = text_lines(outside)
        while lines and lines[-1].base > _BOTTOM * plumbed.height and len(lines[-1].text) < _SHORT:
            lines.pop()  # a footer, which must not part a table from its rest
        size = (plumbed.width, plumbed.height)
        parts: list[Line | Ruled] = []
        taken = 0
        for number, table in enumerate(found, start=1):
            above = [line for line in lines[taken:] if line.base <= table.bbox[1]]
            parts += paragraphs(above, size, page.number, self._name, taken)
            taken += len(above)
            inside = [char for char in chars if _within(char, table.bbox)]
            parts.append(ruled_table(table.cells, inside, (page.number, number)))
        below = lines[taken:]
        end = max((box[3] for box in boxes), default=0.0)
        if not all(_is_spilt(line, end) for line in below):
            parts += paragraphs(below, size, page.number, self._name, taken)
        plumbed.close()  # forgets the page's objects, not the page
        return parts


def _is_spilt(line: TextLine, end: float) -> bool:
    """Whether a line is part of a merged cell's word, centred beyond the end of its page."""
    return len(line.text.strip()) <= _WORD and line.base <= end + _SPILL


def _within(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _is_form(table: Ruled) -> bool:
    """Whether a table is a form, or part of one."""
    places = find_places(to_grid(table, ""))
    return is_form(places) or "title" in places.labels or len(places.heads) > 1


def _is_prose(page: _Page, first: str, before: bool) -> bool:
    """Whether a page holds a narrative, or goes on with the one of the page before."""
    lines = [line.strip() for line in page.text.splitlines()]
    if any(is_narrative_heading(line) for line in lines):
        return True
    sections = {field for line in lines for field in fields_of(line) if field in _PROSE}
    return bool(sections) or (before and first != "")
