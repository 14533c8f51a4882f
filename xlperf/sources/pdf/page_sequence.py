"""Walks through a PDF's pages: what goes on over a page's end, and what ends there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from xlperf.filing.model import Address
from xlperf.form.find_labels import find_labels
from xlperf.form.labels import begins_part, is_narrative_heading
from xlperf.form.tell_forms import is_form, names_indicators
from xlperf.grid import PAGE, Block, Line, Unreadable
from xlperf.sources.pdf.headers_footers import is_running, running_lines
from xlperf.sources.pdf.page_breaks import continues, whole
from xlperf.sources.pdf.page_parts import Pages, Part
from xlperf.sources.pdf.pages_with_forms import Page, pages_to_look_at
from xlperf.sources.pdf.paragraphs import Open
from xlperf.sources.pdf.seen_characters import is_picture
from xlperf.sources.pdf.tables import Ruled, is_cut_off, to_grid
from xlperf.sources.refusals import clause, printable

_FEWEST = 2
"""A table that names so many second levels may be the rest of a form."""


class Flow:
    """Goes through the pages once.

    A table at a page's end is held back until a page does not go on with it.
    """

    def __init__(
        self, data: bytes, document: pypdfium2.PdfDocument, pages: list[Page], path: Path
    ) -> None:
        self._name, self._document, self._pages = printable(path.name), document, pages
        self._near = pages_to_look_at(pages)
        self._running = running_lines([page.ends for page in pages])
        self._close = Pages(data, document, path, self._running)
        self._table: Ruled | None = None
        self._cut: Open | None = None

    def blocks(self) -> Iterator[Block]:
        """Yields every block in order."""
        prose = False
        for page in self._pages:
            first = self._first(page)
            is_full = self._cut is not None and self._cut.is_full
            mark = Line(PAGE, Address(self._name, f"第{page.number}页"), goes_on=is_full)
            if page.is_listing:
                yield from self._held()
                continue
            if self._is_near(page, first):
                parts, cut = self._close.parts(page.number, self._cut, with_tables=True)
                if self._goes_on(parts) or any(map(_is_of_form, parts)):
                    self._cut = cut
                    if parts:
                        yield from self._held()
                        yield from (mark, *self._taken(parts))
                        prose = self._table is None and not isinstance(parts[-1], Unreadable)
                    continue
            yield from self._held()
            if not prose and first and page.begins_with_rows(self._running):
                yield Unreadable(clause("pdf_rest"), mark.at)
            elif page.is_garbled or (first == "" and is_picture(self._document[page.number - 1])):
                yield Unreadable(
                    clause("pdf_garbled" if page.is_garbled else "pdf_picture"), mark.at
                )
                continue
            is_unruled = page.holds_form and not page.holds_prose(goes_on=False)
            prose = not is_unruled and page.holds_prose(prose and first != "")
            parts, cut = [], None
            if prose or "绩效目标" in page.plain:
                parts, cut = self._close.parts(page.number, self._cut, with_tables=False)
                yield from (mark, *self._taken(parts))
            self._cut = cut
            if is_unruled and not any(isinstance(part, Unreadable) for part in parts):
                yield Unreadable(clause("pdf_unruled"), mark.at, is_form=True)
        yield from self._held()

    def _is_near(self, page: Page, first: str) -> bool:
        """Tells whether a page is worth a close look: for a form on it, or for the rest of one."""
        if page.number in self._near:
            return True
        return self._table is not None and not is_narrative_heading(first)

    def _first(self, page: Page) -> str:
        """Returns the first line of a page below its running head."""
        lines = (line.strip() for line in page.text.splitlines())
        return next((x for x in lines if x and not is_running(x, self._running)), "")

    def _goes_on(self, parts: list[Part]) -> bool:
        """Tells whether a page goes on with the table held back; takes what belongs to it."""
        at = next((i for i, part in enumerate(parts) if isinstance(part, Ruled)), None)
        if self._table is None or at is None:
            return False
        first = parts[at]
        assert isinstance(first, Ruled)
        if any(begins_part(part.text) for part in parts[:at] if isinstance(part, Line)):
            return False
        if not continues(self._table, first):
            return False
        self._table = whole(self._table, first)
        del parts[: at + 1]  # with the head that stands on every page
        return True

    def _taken(self, parts: list[Part]) -> Iterator[Block]:
        """Yields the parts of a page; a table at its end is held back."""
        for index, part in enumerate(parts):
            if not isinstance(part, Ruled):
                yield part
            elif index + 1 < len(parts):
                yield self._block(part)
            else:
                self._table = part

    def _held(self) -> Iterator[Block]:
        """Yields the form held back, if there is one."""
        if self._table is not None:
            yield self._block(self._table)
            self._table = None

    def _block(self, table: Ruled) -> Block:
        """Returns a table as a grid; `Unreadable` where the rest of its columns is elsewhere."""
        grid = to_grid(table, self._name)
        if is_cut_off(table):
            return Unreadable(clause("pdf_cut"), grid.address(0, 0), is_form=True)
        return grid


def _is_of_form(part: Part) -> bool:
    """Tells whether a part of a page is a form, or part of one."""
    if not isinstance(part, Ruled):
        return isinstance(part, Unreadable)
    grid = to_grid(part, "")
    places = find_labels(grid)
    if is_form(places) or {"title", "name"} & set(places.labels) or len(places.heads) > 1:
        return True
    return names_indicators(grid, places, _FEWEST)
