"""Reads one page of a PDF into its parts: the tables, and the paragraphs around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2

from xlperf.filing.model import Address
from xlperf.form.labels import SIDE_LABELS, fields_of, is_narrative_heading, normal, plain_label
from xlperf.form.vocabulary import levels
from xlperf.grid import Line, Unreadable
from xlperf.sources.pdf.headers_footers import runs
from xlperf.sources.pdf.pages_with_forms import PROSE, holds_form
from xlperf.sources.pdf.paragraphs import Open, Sheet, paragraphs
from xlperf.sources.pdf.ruled_cells import around, letters, ruled_cells
from xlperf.sources.pdf.seen_characters import Box, Seen, lies_in, seen_on
from xlperf.sources.pdf.tables import Ruled, ruled_table
from xlperf.sources.pdf.text_lines import TextLine, text_lines
from xlperf.sources.refusals import clause, printable, refusal

_WORD, _SPILL = 9, 60.0
"""Limits a merged level's word: its characters, and the points it spills over a page's end."""
_BOTTOM, _SHORT = 0.93, 30
"""A footer stands below so much of a page, and is shorter than so many characters."""
_TURNED = 0.8
"""Gives the part of a page's letters that are on their side where the page is; a label may be."""
_PAGE_OF = re.compile(r"第\s*\d+\s*页")
"""Matches a footer that says which page it is, beside a project's name."""

Part = Line | Ruled | Unreadable


class Pages:
    """Holds the pages of a document; pdfplumber, which finds the rules, opens it when needed."""

    def __init__(
        self, data: bytes, document: pypdfium2.PdfDocument, path: Path, running: frozenset[str]
    ) -> None:
        """Takes a document twice, the path it is named by, and its heads and feet."""
        self._data, self._document, self._running = data, document, running
        self._path, self._name = path, printable(path.name)
        self._plumber: Any = None

    def parts(
        self, number: int, cut: Open | None, with_tables: bool
    ) -> tuple[list[Part], Open | None]:
        """Returns a page's parts from top to bottom, and its last paragraph, which may go on."""
        page = self._document[number - 1]
        left, bottom, right, top = page.get_mediabox()
        size = (right - left, top - bottom)[:: -1 if page.get_rotation() % 180 else 1]
        sheet = Sheet(self._name, number, size[0], size[1], self._running)
        seen = seen_on(page)
        if with_tables and sum(char.side > 0 for char in seen.chars) > _TURNED * len(seen.chars):
            at = Address(self._name, f"第{number}页")
            return [Unreadable(clause("pdf_turned"), at, is_form=True)], None
        boxes = []
        tables: list[Ruled] = []
        inside: set[int] = set()
        for index, cells in enumerate(self._ruled(number, seen) if with_tables else (), start=1):
            ruled, own = ruled_table(cells, seen, (number, index))
            tables.append(ruled)
            boxes.append(around(cells))
            inside |= {id(char) for char in own}
        outside = [
            char
            for char in seen.chars
            if id(char) not in inside and not any(lies_in(char, box) for box in boxes)
        ]
        lines = text_lines(outside)
        end = max((box[3] for box in boxes), default=0.0)
        while lines and lines[-1].base > _BOTTOM * sheet.height and _is_foot(lines, end, sheet):
            lines.pop()  # a footer, which must not part a table from its rest
        parts: list[Part] = []
        taken = 0
        for box, ruled in zip(boxes, tables, strict=True):
            count = sum(line.base <= box[1] for line in lines[taken:])
            parts += _around_tables(lines[taken : taken + count], sheet, taken, cut)[0]
            parts.append(ruled)
            taken, cut = taken + count, None
        below = [line for line in lines[taken:] if not runs(line, sheet.height, self._running)]
        if not tables or not all(_is_spilt(line, end) for line in below):
            made, cut = _around_tables(lines[taken:], sheet, taken, cut)
            parts += made
        return parts, cut

    def _ruled(self, number: int, seen: Seen) -> list[list[Box]]:
        """Returns the cells of each table of a page; takes down what letters were not seen."""
        import pdfplumber

        if self._plumber is None:
            self._plumber = pdfplumber.open(BytesIO(self._data))
            if len(self._plumber.pages) != len(self._document):  # as pdfium mends what is damaged
                raise refusal("damaged", self._path, kind="pdf")
        page = self._plumber.pages[number - 1]
        cells = ruled_cells(page)
        seen.miss(letters(page))
        page.close()  # forgets the page's objects, not the page
        return cells


def _around_tables(
    lines: Sequence[TextLine], sheet: Sheet, before: int, cut: Open | None
) -> tuple[list[Part], Open | None]:
    """Returns lines as paragraphs, with a note in place of each form that has no rules."""
    parts: list[Part] = []
    for run in _runs(lines):
        if holds_form(normal("".join(line.text for line in run))):
            at = Address(sheet.name, f"第{sheet.number}页第{before + 1}行")
            parts.append(Unreadable(clause("pdf_unruled"), at, is_form=True))
            cut = None
        else:
            made, cut = paragraphs(run, sheet, before, cut)
            parts += made
        before += len(run)
    return parts, cut


def _runs(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Yields the lines that may be a form, from its title or first label on, and those between."""
    run: list[TextLine] = []
    in_form = False
    for line in lines:
        was_in, word = in_form, line.text.split(maxsplit=1)[0]
        if is_narrative_heading(line.text) or set(fields_of(line.text)) & PROSE:
            in_form = False
        elif {"title", "name"} & set(fields_of(word)) or plain_label(word) in levels(2):
            in_form = True
        if in_form != was_in and run:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_foot(lines: Sequence[TextLine], end: float, sheet: Sheet) -> bool:
    """Tells whether the last line of a page, whose tables end at `end`, is its footer.

    A short line says nothing where prose is above it, between the tables and the bottom:
    paragraphs end with such.
    """
    text = lines[-1].text
    if _PAGE_OF.search(text) is not None:
        return True
    if len(text) >= _SHORT or is_narrative_heading(text) or set(fields_of(text)) - SIDE_LABELS:
        return False
    between = [line for line in lines if end < line.base <= _BOTTOM * sheet.height]
    return 0 < end < lines[-1].base and all(_is_spilt(line, end) for line in between)


def _is_spilt(line: TextLine, end: float) -> bool:
    """Tells whether a line is part of a merged cell's word, centred beyond the end of its page."""
    text = line.text.strip()
    if len(text) > _WORD or line.base > end + _SPILL:
        return False
    return not (is_narrative_heading(text) or set(fields_of(text)) - SIDE_LABELS)
