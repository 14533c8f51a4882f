"""Pages of prose to paragraphs: lines that only ran out of room are joined again.

Where a document indents its paragraphs, the indent tells; where it does not, a line that
reaches the right margin goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2
from pypdfium2.raw import FPDFText_IsGenerated

from xlperf.documents.pdf_running import runs
from xlperf.documents.pdf_text import TextLine, begins_item, runs_on
from xlperf.model import Address
from xlperf.reading.grid import PAGE, Block, Line
from xlperf.reading.labels import fields_of, is_narrative_heading
from xlperf.reading.words import joined_mark

HYPHEN = "\ufffe"
"""What pdfium puts for a hyphen that ends a line, and for the line break with it."""
_LINES = re.compile(rf"[^\r\n\f{HYPHEN}]*(?:{HYPHEN}|\r\n|[\r\n\f])|[^\r\n\f{HYPHEN}]+")
_FAR = 0.55
"""A line that runs on fills at least so much of the width, a long word left over."""
_OVER = "由跨页的两段合并"
_NARROW = 0.6
"""Only where some line fills so much of the page do lines run on at all."""


class _Placed(NamedTuple):
    line: TextLine
    number: int


class Sheet(NamedTuple):
    """A page of a document: its number and size in points, and the heads and feet that run."""

    name: str
    number: int
    width: float
    height: float
    running: frozenset[str]


class Open(NamedTuple):
    """The last paragraph of a page, which may go on: its lines, and the margins of its page."""

    lines: list[_Placed]
    left: float
    right: float
    is_wide: bool


def prose_lines(page: pypdfium2.PdfPage, sheet: Sheet, cut: Open | None) -> Prose:
    """The paragraphs of a page without tables; its running head and foot are left out."""
    return paragraphs(list(_placed(page)), sheet, 0, cut)


class Prose(NamedTuple):
    """Paragraphs, and the last of them as one that may go on."""

    lines: list[Line]
    last: Open | None


def paragraphs(lines: list[TextLine], sheet: Sheet, before: int, cut: Open | None) -> Prose:
    """Lines of a page as paragraphs, each at its first line.

    `before` is how many lines stand above them on the page; `cut` is the paragraph that the page
    before ends with, which the first of these may go on with.
    """
    placed = [
        _Placed(line, index)
        for index, line in enumerate(lines, start=before + 1)
        if not runs(line, sheet.height, sheet.running)
    ]
    if not placed:
        return Prose([], cut)
    right = max(item.line.x1 for item in placed)
    left = min(item.line.x0 for item in placed)
    is_wide = right - left >= _NARROW * sheet.width
    found: list[list[_Placed]] = []
    for item in placed:
        if found and is_wide and _goes_on(found[-1], item.line, left, right):
            found[-1].append(item)
        else:
            found.append([item])
    goes_on = (
        cut is not None and cut.is_wide and _is_rest(cut.lines, placed[0].line, cut.left, cut.right)
    )
    made = [
        Line(
            "".join(item.line.text for item in paragraph).strip(),
            Address(sheet.name, f"第{sheet.number}页第{paragraph[0].number}行"),
            joined_mark(len(paragraph)) if len(paragraph) > 1 else None,
            goes_on and number == 0,
        )
        for number, paragraph in enumerate(found)
    ]
    return Prose(made, Open(found[-1], left, right, is_wide))


def whole_paragraphs(blocks: Iterable[Block]) -> list[Block]:
    """The blocks of a document with the paragraphs that a page's end cut whole again."""
    made: list[Block] = []
    for block in blocks:
        last = next((i for i in range(len(made) - 1, -1, -1) if not _is_page(made[i])), None)
        above = made[last] if last is not None else None
        if isinstance(block, Line) and block.goes_on and isinstance(above, Line) and last:
            made[last] = above._replace(text=above.text + block.text, mark=_OVER)
        else:
            made.append(block)
    return made


def _is_page(block: Block) -> bool:
    return isinstance(block, Line) and block.text == PAGE


def _placed(page: pypdfium2.PdfPage) -> Iterator[TextLine]:
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    turned = page.get_rotation()
    width, height = page.get_size()

    def shown(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Left, right, bottom from the page's top, and height of a box on the page as shown."""
        left, bottom, right, top = box
        if turned == 90:
            return bottom, top, right, right - left
        if turned == 180:
            return width - right, width - left, top, top - bottom
        if turned == 270:
            return width - top, width - bottom, height - left, right - left
        return left, right, height - bottom, top - bottom

    index = 0
    for raw in _LINES.findall(text):
        content = raw.rstrip("\r\n\f").replace(HYPHEN, "-")
        if content.strip():
            first = index + len(content) - len(content.lstrip())
            last = index + len(content.rstrip()) - 1
            x0, _, base, size = shown(textpage.get_charbox(first, loose=True))
            x1 = shown(textpage.get_charbox(last, loose=True))[1]
            typed = _without_generated(content, textpage, index)
            yield TextLine(typed, x0, x1, base, size)
        index += len(raw)


def _without_generated(content: str, textpage: pypdfium2.PdfTextPage, index: int) -> str:
    """The text without the spaces that pdfium sees in the gap between Chinese and Latin."""
    kept = []
    for offset, char in enumerate(content):
        if char == " " and FPDFText_IsGenerated(textpage, index + offset) == 1:
            around = content[max(offset - 1, 0)] + content[min(offset + 1, len(content) - 1)]
            if not around.isascii():
                continue
        kept.append(char)
    return "".join(kept)


def _goes_on(paragraph: list[_Placed], line: TextLine, left: float, right: float) -> bool:
    above = paragraph[-1].line
    if not 0 < line.base - above.base <= 2.6 * above.size:
        return False
    return _is_rest(paragraph, line, left, right)


def _is_rest(paragraph: list[_Placed], line: TextLine, left: float, right: float) -> bool:
    """Whether a line is the rest of a paragraph, by the margins and the indent."""
    above = paragraph[-1].line
    if _is_heading(line.text) or _is_heading(above.text):
        return False
    if line.x0 > left + 0.9 * line.size:
        return False  # indented: a new paragraph
    first = paragraph[0].line
    if first.x0 > left + 0.9 * first.size:
        # The paragraph began with an indent, so the next one will; items of a list may not.
        least = right - 2 * above.size if begins_item(above, line) else left + _FAR * (right - left)
        return above.x1 >= least
    reach = above._replace(x0=left)
    return runs_on(reach, line, right - left - above.size)


def _is_heading(text: str) -> bool:
    return is_narrative_heading(text) or bool(fields_of(text))
