"""Walks through a PDF's pages: what goes on over a page's end, and what ends there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, takewhile

import pypdfium2

from xlperf.filing.model import Address
from xlperf.form.find_labels import find_labels
from xlperf.form.labels import fields_of, is_narrative_heading
from xlperf.form.tell_forms import is_form, names_indicators
from xlperf.grid import PAGE, Block, Line, Unread
from xlperf.sources.pdf.headers_footers import is_running, running_lines, runs
from xlperf.sources.pdf.page_breaks import continues, whole
from xlperf.sources.pdf.page_parts import Pages, Part
from xlperf.sources.pdf.pages_with_forms import Page, first_pages, form_pages
from xlperf.sources.pdf.pages_with_labels import is_picture, page_lines
from xlperf.sources.pdf.paragraphs import Open, Sheet, paragraphs
from xlperf.sources.pdf.repeated_lines import repeated, said
from xlperf.sources.pdf.tables import Ruled, is_cut_off, to_grid
from xlperf.sources.pdf.unruled_tables import Drawn, rejoined
from xlperf.sources.text.plain import plain_blocks

PICTURE = (
    "只有图片，没有文字，没有读入；如果是扫描的表，请先用文字识别（OCR）软件转换，"
    "或改用 Word、Excel 原件"
)
REST = (
    "像是绩效目标表的续页，没有表头，接不上前面的表，没有读入；请把整张表按页序放在一个文件里，"
    "或改用 Word、Excel 原件"
)
CUT = (
    "的表右边几列印到了另一页上，无法确定每格的值，没有读入；请在 Excel 里设为“调整为 1 页宽”后"
    "重新导出，或改用 Word、Excel 原件"
)
_FULL = 0.85
"""A page whose last line stands lower than this part of its height ends because it is full."""


GARBLED = (
    "的文字取出来是乱码（字体没有注明各是什么字），没有读入；"
    "请改用 Word、Excel 原件，或用文字识别（OCR）软件转换"
)
_FEWEST = 2
"""A table that names so many second levels may be the rest of a form."""


class Flow:
    """Goes through the pages once.

    A table at a page's end is held back until a page does not go on with it; so are the pieces
    of forms without rules.
    """

    def __init__(
        self,
        data: bytes,
        name: str,
        document: pypdfium2.PdfDocument,
        pages: list[Page],
        file: str | None = None,
    ) -> None:
        self._name, self._document, self._pages = name, document, pages
        self._forms = form_pages(pages)
        self._firsts = first_pages(pages, self._forms)
        self._running = running_lines([page.ends for page in pages])
        self._close = Pages(data, name, self._running, len(pages), file or name)
        self._table: Ruled | None = None
        self._loose: list[Line | Drawn] = []
        self._cut: Open | None = None
        self._above: list[str] = []
        self._full = False

    def blocks(self) -> Iterator[Block]:
        """Yields every block in order."""
        prose = False
        for page in self._pages:
            first = self._first(page)
            mark = Line(PAGE, Address(self._name, f"第{page.number}页"), goes_on=self._full)
            self._full = False
            if page.is_listing:
                yield from self._held()
                continue
            if self._is_near(page, first):
                parts, cut = self._close.parts(page.number, self._cut)
                goes_on = self._goes_on(parts)
                if goes_on or any(isinstance(part, Ruled) and _is_form(part) for part in parts):
                    self._cut = cut
                    if parts:
                        yield from self._held()
                        yield from (mark, *self._taken(parts))
                        prose = self._table is None
                    continue
            if self._is_drawn(page, first):
                if self._table is not None:
                    yield from self._held()
                self._draw(page, mark)
                prose = not self._in_form()
                continue
            after_form = self._table is not None or self._in_form()
            yield from self._held()
            if not prose and first and page.begins_with_rows(self._running, not after_form):
                yield Unread(REST, mark.at)
            elif page.is_garbled or (first == "" and is_picture(self._document[page.number - 1])):
                yield Unread(GARBLED if page.is_garbled else PICTURE, mark.at)
                continue
            prose = page.holds_prose(prose and first != "")
            if prose or "绩效目标" in page.plain:
                yield from (mark, *self._prose(page))
            else:
                self._cut = None
        yield from self._held()

    def _is_near(self, page: Page, first: str) -> bool:
        """Tells whether a page is worth a close look: for a form on it, or for the rest of one."""
        if page.number in self._forms or page.number in self._firsts:
            return True
        return self._table is not None and not is_narrative_heading(first)

    def _is_drawn(self, page: Page, first: str) -> bool:
        """Tells whether a page without tables holds a form all the same, or the rest of one."""
        if page.number in self._forms or page.number in self._firsts:
            return True
        return self._in_form() and not _begins(first) and page.may_end_form(self._running)

    def _in_form(self) -> bool:
        return bool(self._loose) and isinstance(self._loose[-1], Drawn)

    def _draw(self, page: Page, mark: Line) -> None:
        """Takes a page without rules as its cells were drawn, after what came before it."""
        parts, self._cut = self._close.drawn(page.number, self._in_form(), self._cut)
        above = _cells(reversed(self._loose))[::-1]
        below = _cells(parts)
        if above and below:
            self._loose[-len(above) :] = rejoined(above, below)
            self._loose += parts[len(below) :]
        else:
            self._loose += [mark, *parts]

    def _first(self, page: Page) -> str:
        """Returns the first line of a page below its running head."""
        lines = (line.strip() for line in page.text.splitlines())
        return next((x for x in lines if x and not is_running(x, self._running)), "")

    def _prose(self, page: Page) -> Iterator[Block]:
        own = self._document[page.number - 1]
        width, height = own.get_size()
        sheet = Sheet(self._name, page.number, width, height, self._running)
        lines = page_lines(own)
        texts = [line.text for line in lines if not runs(line, height, self._running)]
        twice = repeated(self._above, texts)
        start = next((i for i, line in enumerate(lines) if line.text in texts[:1]), 0)
        start += twice
        if twice:
            at = Address(self._name, f"第{page.number}页第{start - twice + 1}行")
            yield Unread(said(twice), at)
        self._above = texts
        self._full = bool(lines) and lines[-1].base >= _FULL * height
        made = paragraphs(lines[start:], sheet, start, self._cut)
        self._cut = made.last
        yield from made.lines

    def _goes_on(self, parts: list[Part]) -> bool:
        """Tells whether a page goes on with the table held back; takes what belongs to it."""
        at = next((i for i, part in enumerate(parts) if isinstance(part, Ruled)), None)
        if self._table is None or at is None:
            return False
        first = parts[at]
        assert isinstance(first, Ruled)
        if any(_begins(part.text) for part in parts[:at] if isinstance(part, Line)):
            return False
        if not continues(self._table, first):
            return False
        self._table = whole(self._table, first)
        del parts[: at + 1]  # with the head that stands on every page
        return True

    def _taken(self, parts: list[Part]) -> Iterator[Block]:
        """Yields the parts of a page; a table at its end is held back."""
        for index, part in enumerate(parts):
            if isinstance(part, Line):
                yield part
            elif index + 1 < len(parts):
                yield self._block(part)
            else:
                self._table = part

    def _block(self, table: Ruled) -> Block:
        """Returns a table as a grid, or as `Unread` where the rest of its columns is elsewhere."""
        grid = to_grid(table, self._name)
        return Unread(CUT, grid.address(0, 0), is_form=True) if is_cut_off(table) else grid

    def _held(self) -> Iterator[Block]:
        """Yields the form held back, if there is one."""
        if self._table is not None:
            yield self._block(self._table)
            self._table = None
        for are_cells, run in groupby(self._loose, _is_cell):
            lines = [part.line if isinstance(part, Drawn) else part for part in run]
            yield from plain_blocks(lines, self._name, are_cells) if are_cells else lines
        self._loose = []


def _cells(parts: Iterable[Line | Drawn]) -> list[Drawn]:
    """Returns the cells that come before any line."""
    return [part for part in takewhile(_is_cell, parts) if isinstance(part, Drawn)]


def _is_cell(part: Line | Drawn) -> bool:
    return isinstance(part, Drawn)


def _begins(text: str) -> bool:
    """Tells whether what follows a line is another form, or a narrative."""
    return "title" in fields_of(text) or is_narrative_heading(text)


def _is_form(table: Ruled) -> bool:
    """Tells whether a table is a form, or part of one."""
    grid = to_grid(table, "")
    places = find_labels(grid)
    if is_form(places) or {"title", "name"} & set(places.labels) or len(places.heads) > 1:
        return True
    return names_indicators(grid, places, _FEWEST)
