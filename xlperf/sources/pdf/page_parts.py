"""Reads one page of a PDF into its parts: the tables, and the paragraphs around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from xlperf.filing.model import Address
from xlperf.form.labels import BLOCKS, fields_of, is_narrative_heading
from xlperf.grid import Line
from xlperf.sources.pdf.headers_footers import runs
from xlperf.sources.pdf.pages_with_forms import PROSE, damaged
from xlperf.sources.pdf.paragraphs import Open, Sheet, paragraphs
from xlperf.sources.pdf.rules import Box, closed_tables
from xlperf.sources.pdf.tables import Ruled, ruled_table
from xlperf.sources.pdf.text_lines import Char, TextLine, drawn_lines, text_lines
from xlperf.sources.pdf.unruled_tables import Drawn, drawn_cells

_WORD, _SPILL = 9, 60.0
"""Limits a merged level's word: its characters, and the points it spills over a page's end."""
_BOTTOM, _SHORT = 0.93, 30
"""A footer stands below so much of a page, and is shorter than so many characters."""
_PAGE_OF = re.compile(r"第\s*\d+\s*页")
"""Matches a footer that says which page it is, beside a project's name."""
_LAST = 500
"""This many lines are enough to know how a document fills them."""

Part = Line | Ruled


class Pages:
    """Holds the pages of a document as pdfplumber sees them; opened with the first."""

    def __init__(
        self, data: bytes, name: str, running: frozenset[str], count: int, file: str
    ) -> None:
        self._data, self._name, self._running, self._count = data, name, running, count
        self._file = file
        self._plumber: Any = None
        self._spare: tuple[float, ...] = ()

    def _page(self, number: int) -> tuple[Any, list[Char], list[Box]]:
        import pdfplumber

        from xlperf.sources.pdf.visible_characters import seen_on

        if self._plumber is None:
            self._plumber = pdfplumber.open(BytesIO(self._data))
            if len(self._plumber.pages) != self._count:  # as pdfium mends what is damaged
                raise damaged(self._file)
        page = self._plumber.pages[number - 1]
        return page, *seen_on(page)

    def parts(self, number: int, cut: Open | None) -> tuple[list[Part], Open | None]:
        """Returns a page's parts from top to bottom, and its last paragraph, which may go on."""
        page, chars, cuts = self._page(number)
        sheet = Sheet(self._name, number, page.width, page.height, self._running)
        found = sorted(closed_tables(page), key=lambda table: table.bbox[1])
        boxes = [table.bbox for table in found]
        tables: list[Ruled] = []
        inside: set[int] = set()
        for index, table in enumerate(found, start=1):
            ruled, own = ruled_table(table.cells, chars, (number, index), self._spare, cuts)
            self._spare = ruled.spare[-_LAST:]
            tables.append(ruled)
            inside |= {id(char) for char in own}
        outside = [
            char
            for char in chars
            if id(char) not in inside and not any(_within(char, box) for box in boxes)
        ]
        lines = text_lines(outside)
        end = max((box[3] for box in boxes), default=0.0)
        bottom = _BOTTOM * page.height
        while lines and lines[-1].base > bottom and _is_foot(lines, end, bottom):
            lines.pop()  # a footer, which must not part a table from its rest
        parts: list[Part] = []
        taken = 0
        for table, ruled in zip(found, tables, strict=True):
            above = [line for line in lines[taken:] if line.base <= table.bbox[1]]
            parts += paragraphs(above, sheet, taken, cut).lines
            taken, cut = taken + len(above), None
            parts.append(ruled)
        below = [line for line in lines[taken:] if not runs(line, page.height, self._running)]
        if not all(_is_spilt(line, end) for line in below):
            made = paragraphs(lines[taken:], sheet, taken, cut)
            parts, cut = [*parts, *made.lines], made.last
        page.close()  # forgets the page's objects, not the page
        return parts, cut

    def drawn(
        self, number: int, in_form: bool, cut: Open | None
    ) -> tuple[list[Line | Drawn], Open | None]:
        """Returns the cells of forms without rules and the paragraphs around them, as drawn.

        `in_form` says that the page begins within a form; with the page's last paragraph.
        """
        page, chars, _ = self._page(number)
        sheet = Sheet(self._name, number, page.width, page.height, self._running)
        pieces = [
            _Piece(line, index)
            for index, line in enumerate(drawn_lines(chars), start=1)
            if not runs(line, page.height, self._running)
        ]
        page.close()
        parts: list[Line | Drawn] = []
        for is_form, run in _runs(pieces, in_form):
            if is_form:
                places = [Address(self._name, f"第{number}页第{piece.number}行") for piece in run]
                parts += drawn_cells(list(zip((piece.line for piece in run), places, strict=True)))
                cut = None
            else:
                made = paragraphs([piece.line for piece in run], sheet, run[0].number - 1, cut)
                parts += made.lines
                cut = made.last
        return parts, cut


class _Piece(NamedTuple):
    line: TextLine
    number: int


def _runs(pieces: list[_Piece], in_form: bool) -> Iterator[tuple[bool, list[_Piece]]]:
    """Yields the pieces inside forms and those between, by turns."""
    run: list[_Piece] = []
    for piece in pieces:
        was_in, in_form = in_form, _is_inside(piece.line.text, in_form)
        if in_form != was_in and run:
            yield was_in, run
            run = []
        run.append(piece)
    if run:
        yield in_form, run


def _is_inside(text: str, in_form: bool) -> bool:
    """Tells whether a form goes on, or begins, with a text."""
    fields = fields_of(text)
    if in_form:
        return not is_narrative_heading(text) and not set(fields) & PROSE
    return bool({"title", "name"} & set(fields))


def _is_foot(lines: Sequence[TextLine], end: float, bottom: float) -> bool:
    """Tells whether the last line of a page, whose tables end at `end`, is its footer.

    A short line says nothing where prose is above it, between the tables and the `bottom`:
    paragraphs end with such.
    """
    text = lines[-1].text
    if _PAGE_OF.search(text) is not None:
        return True
    if len(text) >= _SHORT or is_narrative_heading(text) or set(fields_of(text)) - BLOCKS:
        return False
    between = [line for line in lines if end < line.base <= bottom]
    return 0 < end < lines[-1].base and all(_is_spilt(line, end) for line in between)


def _is_spilt(line: TextLine, end: float) -> bool:
    """Tells whether a line is part of a merged cell's word, centred beyond the end of its page."""
    text = line.text.strip()
    if len(text) > _WORD or line.base > end + _SPILL:
        return False
    return not (is_narrative_heading(text) or set(fields_of(text)) - BLOCKS)


def _within(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])
