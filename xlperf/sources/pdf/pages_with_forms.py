"""Chooses the pages of a PDF that matter, by their text alone.

A page's text costs a millisecond, its rules a hundred times as much: nothing but the text may
decide which pages are looked at closely.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import takewhile

import pypdfium2

from xlperf.filing.fields import NARRATIVE
from xlperf.form.labels import begins_part, fields_of, is_narrative_heading, labels, normal
from xlperf.form.normalise import as_seen
from xlperf.form.template import template
from xlperf.form.vocabulary import levels
from xlperf.sources.pdf.headers_footers import is_running

_TELLING = frozenset(
    ("name", "department", "unit", "start", "end", "total", "annual_total", "annual_fiscal",
     "carried_over", "overall", "annual", "level1", "level2", "level3", "target")
)  # fmt: skip
_FEWEST = 4
"""A page that names this many fields of the form holds one, or part of one."""
_ROWS = 2
"""This many lines that end with a target show rows of indicators."""
_TARGET = re.compile(r"\S\s+(?:[≥≤＞＜>＝=<]|>=|<=)\s*\d[\d,.]*\s*\D{0,10}$")
"""Matches a name, and behind a gap an operator, a number and perhaps a unit."""
_USUAL = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
    "多定行学法所民得经三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合"
    "项目门元月日重推落效保障管服务绩标预算资金完建设安全满意"
)
_MUCH = 100
"""A page with this many Chinese characters has some of these, unless its font is garbled."""
_HYPHEN = "\ufffe"
"""Stands for a hyphen that ends a line, and for the line break with it, in pdfium's text."""
_ENDS = 2
"""This many lines at either end of a page may be a running head or foot."""
PROSE = frozenset(NARRATIVE) - {"narrative_goals"}
"""Lists the sections whose titles no form has for a label."""


class Page:
    """Holds a page's number and text, and what the text says of it.

    `ends` are its first and last lines with their heights on the page in points.
    """

    def __init__(self, number: int, text: str, ends: list[tuple[str, float]]) -> None:
        self.number, self.text, self.ends = number, text, ends
        self.plain = normal(text)

    @cached_property
    def holds_form(self) -> bool:
        """Tells whether a form, or the better part of one, is on it."""
        return not self.is_listing and holds_form(self.plain)

    @property
    def is_garbled(self) -> bool:
        """Tells whether its font does not say what its glyphs stand for: it has no usual one."""
        if any(char in self.plain for char in _USUAL):
            return False
        return sum(not char.isascii() for char in self.plain) >= _MUCH

    @cached_property
    def is_listing(self) -> bool:
        """Tells whether it lists findings, as a print made in spite of errors ends with them."""
        return normal("".join(template()["findings"]["heads"])) in self.plain

    def begins_with_rows(self, running: frozenset[str]) -> bool:
        """Tells whether it begins with rows of indicators, by their targets: no heads needed.

        `running` are the document's heads and feet.
        """
        lines = [line for line in map(str.strip, self.text.splitlines()) if line]
        own = [line for line in lines if not is_running(line, running)]
        rows = list(takewhile(lambda line: not begins_part(line), own))
        targets = sum(_TARGET.search(line) is not None for line in rows)
        return targets >= _ROWS and 6 * targets >= len(rows)  # cells may wrap

    @property
    def begins_form(self) -> bool:
        """Tells whether a line begins with a form's title or the label of its first row."""
        firsts = (line.split(maxsplit=1)[:1] for line in self.text.splitlines())
        return any({"title", "name"} & set(fields_of(word)) for words in firsts for word in words)

    def holds_prose(self, goes_on: bool) -> bool:
        """Tells whether it holds a narrative, or may go on with the one of the page before."""
        lines = [line.strip() for line in self.text.splitlines()]
        if any(is_narrative_heading(line) or PROSE & set(fields_of(line)) for line in lines):
            return True
        return goes_on and any(lines)


def holds_form(plain: str) -> bool:
    """Tells whether a text, in normal form, is that of a form or the better part of one.

    Its rest may name nothing but second-level indicators.
    """
    found = {
        fields[0]
        for spelling, fields in labels().fields.items()
        if fields[0] in _TELLING and spelling in plain
    }
    return len(found) >= _FEWEST or sum(level in plain for level in levels(2)) >= _FEWEST


def pages_of(document: pypdfium2.PdfDocument) -> list[Page]:
    """Returns the pages of a document."""
    return [_page(number, document[number - 1]) for number in range(1, len(document) + 1)]


def _page(number: int, page: pypdfium2.PdfPage) -> Page:
    textpage = page.get_textpage()
    raw = str(textpage.get_text_range())
    lines = [found for found in re.finditer(r"[^\r\n]+", raw) if not found[0].isspace()]
    ends = lines if len(lines) <= 2 * _ENDS else [*lines[:_ENDS], *lines[-_ENDS:]]
    # A character's index in the text counts the line breaks that pdfium puts in.
    heights = [(as_seen(found[0]), textpage.get_charbox(found.start())[1]) for found in ends]
    return Page(number, as_seen(raw).replace(_HYPHEN, "-\n"), heights)


def pages_to_look_at(pages: list[Page]) -> set[int]:
    """Returns the numbers of the pages that hold forms, and of those on which such a one begins."""
    forms = {page.number for page in pages if page.holds_form}
    return forms | {page.number for page in pages if page.number + 1 in forms and page.begins_form}
