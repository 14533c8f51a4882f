"""Joins lines of prose that only ran out of room into paragraphs.

Where a document indents its paragraphs, the indent tells; where it does not, a line that
reaches the right margin goes on in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.form.labels import fields_of, is_narrative_heading
from xlperf.form.numbering import begins_item, counts_on
from xlperf.form.vocabulary import OVER, joined_lines_mark
from xlperf.grid import PAGE, Block, Line
from xlperf.sources.pdf.headers_footers import runs
from xlperf.sources.pdf.line_wraps import earliest, runs_on, spare_ems
from xlperf.sources.pdf.text_lines import TextLine

_FAR = 0.55
"""A line that runs on fills at least this part of the width, a long word left over."""
_INDENT = 0.9
"""Gives the ems by which an indented line begins further right, at the least."""
_NARROW = 0.6
"""Lines run on only where some line fills at least this part of the page."""

_FULL = 0.85
"""A page whose last line stands lower than this part of its height ends because it is full."""


class _Placed(NamedTuple):
    line: TextLine
    number: int


class Sheet(NamedTuple):
    """Holds a page: its document, number and size in points, and the heads and feet that run."""

    name: str
    number: int
    width: float
    height: float
    running: frozenset[str]


class Margins(NamedTuple):
    """Holds where the text of a page begins and ends, and how exactly its lines are filled."""

    left: float
    right: float
    early: float
    is_wide: bool


class Open(NamedTuple):
    """Holds the last paragraph of a page, which may go on: its lines, and the page's margins.

    Where the page `is_full`, it ended for want of room.
    """

    lines: list[TextLine]
    margins: Margins
    is_full: bool


def paragraphs(
    lines: Sequence[TextLine], sheet: Sheet, before: int, cut: Open | None
) -> tuple[list[Line], Open | None]:
    """Returns the lines of a page as paragraphs, each at its first line; the last may go on.

    `before` is how many lines stand above them on the page; `cut` is the paragraph that the page
    before ends with, which the first of these may go on with.
    """
    placed = [
        _Placed(line, index)
        for index, line in enumerate(lines, start=before + 1)
        if not runs(line, sheet.height, sheet.running)
    ]
    if not placed:
        return [], cut
    margins = _margins([item.line for item in placed], sheet.width)
    found: list[list[_Placed]] = []
    above = list(cut.lines) if cut else []  # a list may have begun on the page before
    for item in placed:
        first = found[-1][0].line if found else None
        if first and margins.is_wide and _goes_on(first, above, item.line, margins):
            found[-1].append(item)
        else:
            found.append([item])
        above.append(item.line)
    goes_on = (
        cut is not None
        and cut.margins.is_wide
        and _is_rest(cut.lines[0], cut.lines, placed[0].line, cut.margins)
    )
    made = [
        Line(
            "".join(item.line.text for item in paragraph).strip(),
            Address(sheet.name, f"第{sheet.number}页第{paragraph[0].number}行"),
            joined_lines_mark(len(paragraph)) if len(paragraph) > 1 else None,
            goes_on and number == 0,
        )
        for number, paragraph in enumerate(found)
    ]
    is_full = placed[-1].line.base >= _FULL * sheet.height
    return made, Open([item.line for item in found[-1]], margins, is_full)


def whole_paragraphs(blocks: Iterable[Block]) -> list[Block]:
    """Returns the blocks of a document with the paragraphs that a page's end cut whole again."""
    made: list[Block] = []
    for block in blocks:
        last = next((i for i in range(len(made) - 1, -1, -1) if not _is_page(made[i])), None)
        above = made[last] if last is not None else None
        if _is_page(block) or not (isinstance(block, Line) and block.goes_on):
            made.append(block)
        elif isinstance(above, Line) and last:
            made[last] = above._replace(text=above.text + block.text, mark=OVER)
        else:
            made.append(block)
    return made


def _is_page(block: Block) -> bool:
    return isinstance(block, Line) and block.text == PAGE


def _margins(lines: Sequence[TextLine], width: float) -> Margins:
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    pairs = [
        ((above._replace(x0=left), line), right - left)
        for above, line in pairwise(lines)
        if line.x0 <= left + _INDENT * line.size
    ]
    return Margins(left, right, earliest(spare_ems(pairs)), right - left >= _NARROW * width)


def _goes_on(first: TextLine, before: Sequence[TextLine], line: TextLine, margins: Margins) -> bool:
    above = before[-1]
    if not 0 < line.base - above.base <= 2.6 * above.size:
        return False
    return _is_rest(first, before, line, margins)


def _is_rest(first: TextLine, before: Sequence[TextLine], line: TextLine, margins: Margins) -> bool:
    """Tells whether a line is the rest of the paragraph that a line is first of.

    By the margins and the indent; `before` are the lines above, the last of which belongs to it.
    """
    above, left, right = before[-1], margins.left, margins.right
    if _is_heading(line.text) or _is_heading(above.text):
        return False
    if line.x0 > left + _INDENT * line.size:
        return False  # indented: a new paragraph
    if first.x0 > left + _INDENT * first.size:
        # The paragraph began with an indent, so the next one will; items of a list may not.
        texts = [each.text for each in before]
        if counts_on(texts, line.text):
            return False
        is_item = begins_item(texts, line.text)
        return above.x1 >= (right - 2 * above.size if is_item else left + _FAR * (right - left))
    # What hangs over the margin makes it seem further right than it is.
    room = right - left - (0 if margins.early < 1 else above.size)
    return runs_on([*before[:-1], above._replace(x0=left)], line, room, margins.early)


def _is_heading(text: str) -> bool:
    return is_narrative_heading(text) or bool(fields_of(text))
