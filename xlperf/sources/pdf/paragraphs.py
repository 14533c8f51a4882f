"""Joins lines of prose that only ran out of room into paragraphs, over the ends of pages too.

Where a document indents its paragraphs, the indent tells; where it does not, a line that reaches
the right margin goes on in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.form.labels import is_heading
from xlperf.form.vocabulary import OVER, joined_lines_mark
from xlperf.grid import PAGE, Block, Line
from xlperf.sources.pdf.headers_footers import runs
from xlperf.sources.pdf.line_wraps import runs_on
from xlperf.sources.pdf.text_lines import TextLine

_INDENT = 0.9
"""Gives the ems by which an indented line begins further right, at the least."""
_NARROW = 0.6
"""Lines run on only where some line fills at least this part of the page."""
_PITCH = 2.6
"""Gives the ems from one line of a paragraph to the next, at the most."""
_FULL = 0.85
"""A page whose last line stands lower than this part of its height ends because it is full."""


class Sheet(NamedTuple):
    """Holds a page: its document, number and size in points, and the heads and feet that run."""

    name: str
    number: int
    width: float
    height: float
    running: frozenset[str]


class Open(NamedTuple):
    """Holds the last paragraph of a page, which may go on, and where the page's text begins.

    `room` is the width of the text, 0 where that is narrow. Where the page `is_full`, it ended
    for want of room.
    """

    lines: list[TextLine]
    left: float
    room: float
    is_full: bool


def paragraphs(
    lines: Sequence[TextLine], sheet: Sheet, before: int, cut: Open | None
) -> tuple[list[Line], Open | None]:
    """Returns the lines of a page as paragraphs, each at its first line; the last may go on.

    `before` is how many lines stand above them on the page; `cut` is the paragraph that the page
    before ends with, which the first of these may go on with.
    """
    placed = [
        (number, line)
        for number, line in enumerate(lines, start=before + 1)
        if not runs(line, sheet.height, sheet.running)
    ]
    if not placed:
        return [], cut
    left = min(line.x0 for _, line in placed)
    room = max(line.x1 for _, line in placed) - left
    is_full = placed[-1][1].base >= _FULL * sheet.height
    last = Open([], left, room if room >= _NARROW * sheet.width else 0.0, is_full)
    above = list(cut.lines) if cut else []  # a list may have begun on the page before
    goes_on = cut is not None and _is_rest(above, placed[0][1], cut)
    found: list[list[tuple[int, TextLine]]] = []
    for number, line in placed:
        is_near = bool(found) and line.base - above[-1].base <= _PITCH * above[-1].size
        if is_near and _is_rest(above, line, last):
            found[-1].append((number, line))
        else:
            found.append([(number, line)])
        above.append(line)
    made = [
        Line(
            "".join(line.text for _, line in paragraph).strip(),
            Address(sheet.name, f"第{sheet.number}页第{paragraph[0][0]}行"),
            joined_lines_mark(len(paragraph)) if len(paragraph) > 1 else None,
            goes_on and paragraph is found[0],
        )
        for paragraph in found
    ]
    return made, last._replace(lines=[line for _, line in found[-1]])


def _is_rest(before: Sequence[TextLine], line: TextLine, page: Open) -> bool:
    """Tells whether a line goes on with the paragraph of the last line before it."""
    above = before[-1]
    is_indented = line.x0 > page.left + _INDENT * line.size
    if not page.room or is_indented or is_heading(line.text) or is_heading(above.text):
        return False
    # What hangs over the margin makes it seem further right than it is.
    return runs_on([*before[:-1], above._replace(x0=page.left)], line, page.room - above.size)


def whole_paragraphs(blocks: Iterable[Block]) -> list[Block]:
    """Returns the blocks of a document with the paragraphs that a page's end cut whole again."""
    made: list[Block] = []
    for block in blocks:
        last = next((i for i in range(len(made) - 1, -1, -1) if not _is_page(made[i])), 0)
        above = made[last] if last else None
        if (
            isinstance(block, Line)
            and block.goes_on
            and isinstance(above, Line)
            and not _is_page(block)
        ):
            made[last] = above._replace(text=above.text + block.text, mark=OVER)
        else:
            made.append(block)
    return made


def _is_page(block: Block) -> bool:
    return isinstance(block, Line) and block.text == PAGE
