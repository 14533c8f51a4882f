"""Reads ruled tables on PDF pages, and turns them into grids.

The rules alone say where cells are; a merged cell is one without rules inside, so that merges come
out exactly as they were made. Text that lies over a rule is marked in the cells on both sides.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address
from xlperf.form.labels import TABLE, fields_of
from xlperf.grid import Grid, Span, Value
from xlperf.sources.pdf.doubtful_cells import SNAP, doubts
from xlperf.sources.pdf.line_wraps import typed_text
from xlperf.sources.pdf.seen_characters import Box, Char, Seen
from xlperf.sources.pdf.text_lines import TextLine, text_lines

_LABELS = 3
"""A form's last column holds this many labels only by design."""
_BESIDE = frozenset((*AMOUNTS, "nature", "category", "unit", "end"))
"""Lists labels with their values on their right."""
_PADDING = 2.0
"""Gives the points between a rule and the text beside it."""


class RuledCell(NamedTuple):
    """Holds a cell: its rows and columns (both inclusive), its text, and its lines as set."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    mark: str | None
    lines: tuple[TextLine, ...] = ()


@dataclass(frozen=True)
class Ruled:
    """Holds a table: the edges of its columns in points, and its cells.

    `places` gives the page, the table's number there and the row in it, for every row.
    """

    edges: tuple[float, ...]
    cells: tuple[RuledCell, ...]
    places: tuple[tuple[int, int, int], ...]

    def texts(self, row: int) -> list[str]:
        """Returns the texts of the cells that begin in a row."""
        return [cell.text for cell in self.cells if cell.top == row]


def ruled_table(boxes: Sequence[Box], seen: Seen, at: tuple[int, int]) -> tuple[Ruled, list[Char]]:
    """Gives the table whose cells have these boxes, and the characters in it.

    `at` is the page and the table's number on it; what is seen may lie beyond the table.
    """
    xs = edges_of([x for box in boxes for x in (box[0], box[2])])
    ys = edges_of([y for box in boxes for y in (box[1], box[3])])
    spans = [
        (nearest(ys, top), nearest(xs, x0), nearest(ys, bottom) - 1, nearest(xs, x1) - 1)
        for x0, top, x1, bottom in boxes
    ]
    spans = [span for span in spans if span[0] <= span[2] and span[1] <= span[3]]
    frames = [(xs[left], ys[top], xs[right + 1], ys[end + 1]) for top, left, end, right in spans]
    # Where the rules of a wide cell are open, it may lie over others: theirs is what they hold.
    owner: dict[tuple[int, int], int] = {}
    for number in sorted(range(len(spans)), key=lambda number: _area(spans[number])):
        top, left, bottom, right = spans[number]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                owner.setdefault((row, column), number)

    def at_place(x: float, y: float) -> int | None:
        return owner.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1))

    held = [(char, at_place(char.x, char.y)) for char in seen.chars]
    own: list[list[Char]] = [[] for _ in spans]
    for char, index in held:
        if index is not None:
            own[index].append(char)
    lines = [text_lines(chars) for chars in own]
    doubtful = doubts(held, lines, frames, at_place, seen)
    cells = []
    for number, (span, frame, content) in enumerate(zip(spans, frames, lines, strict=True)):
        text, mark = typed_text(content, room_between(frame[0], frame[2]))
        marks = filter(None, (mark, *doubtful.get(number, ())))
        cells.append(RuledCell(*span, text, "，".join(marks) or None, tuple(content)))
    rows = tuple((*at, row) for row in range(len(ys) - 1))
    table = Ruled(tuple(xs), tuple(cells), rows)
    return table, [char for char, index in held if index is not None]


def _area(span: Span) -> int:
    top, left, bottom, right = span
    return (bottom - top + 1) * (right - left + 1)


def is_cut_off(table: Ruled) -> bool:
    """Tells whether the last column of a form's head has labels alone, no place for values.

    So a spreadsheet prints a form that is wider than its page. What reads like a label beside
    another label is a value.
    """
    heads = [cell.top for cell in table.cells if set(fields_of(cell.text)) & {*TABLE}]
    below = next((top for top in heads if heads.count(top) > 1), len(table.places))
    ends = {
        (row, cell.right): _is_beside(cell)
        for cell in table.cells
        for row in range(cell.top, cell.bottom + 1)
    }
    return (
        sum(
            _is_beside(cell) and not ends.get((cell.top, cell.left - 1))
            for cell in table.cells
            if cell.right == len(table.edges) - 2 and cell.top < below
        )
        >= _LABELS
    )


def _is_beside(cell: RuledCell) -> bool:
    return bool(set(fields_of(cell.text)) & _BESIDE)


def room_between(left: float, right: float) -> float:
    """Returns the points that a line of text has between two rules."""
    return right - left - 2 * _PADDING


def edges_of(values: list[float]) -> list[float]:
    """Gives the edges that these coordinates make, those that stand for one rule taken together."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return edges


def nearest(edges: Sequence[float], value: float) -> int:
    """Returns the number of the nearest edge."""
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def to_grid(table: Ruled, name: str) -> Grid:
    """Returns the table as a grid; an address is the page, the table on it, row and column."""
    rows: list[list[Value]] = [[None] * (len(table.edges) - 1) for _ in table.places]
    for cell in table.cells:
        rows[cell.top][cell.left] = cell.text or None
    marks = {(cell.top, cell.left): cell.mark for cell in table.cells if cell.mark}
    spans = tuple(
        cell[:4] for cell in table.cells if (cell.top, cell.left) != (cell.bottom, cell.right)
    )

    def locate(row: int, column: int) -> Address:
        page, number, own = table.places[min(row, len(table.places) - 1)]
        return Address(name, f"第{page}页表{number}行{own + 1}列{column + 1}")

    return Grid(name, rows, spans, fills=False, locate=locate, marks=marks)
