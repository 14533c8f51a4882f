"""Ruled tables on PDF pages to grids, and the parts of one table on several pages to one.

The rules alone say where cells are; a merged cell is one without rules inside, so that merges
come out exactly as they were made. A cell that a page break cut in two is put together.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xlperf.documents.pdf_text import (
    Char,
    TextLine,
    pitch_of,
    text_lines,
    typed_text,
)
from xlperf.model import Address
from xlperf.reading.grid import Grid, Span, Value
from xlperf.reading.labels import TABLE, fields_of
from xlperf.reading.words import whole_word

_SNAP = 3.0
"""Rules closer than this, in points, are one."""
_LOWEST = 5.0
"""Nothing lower than this, in points, is a cell that holds text."""
_PADDING = 2.0
"""Points between a rule and the text beside it, where no cell tells."""
_SPLIT = "由跨页的两段合并"


class Cell(NamedTuple):
    """A cell: its rows and columns (both inclusive) and its text."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    mark: str | None


@dataclass(frozen=True)
class Ruled:
    """A table: the edges of its columns in points, and its cells.

    `places` gives the page, the table's number there and the row in it, for every row.
    """

    edges: tuple[float, ...]
    cells: tuple[Cell, ...]
    places: tuple[tuple[int, int, int], ...]

    def texts(self, row: int) -> list[str]:
        """The texts of the cells that begin in a row."""
        return [cell.text for cell in self.cells if cell.top == row]


def ruled_table(
    boxes: Sequence[Sequence[float]], chars: Iterable[Char], at: tuple[int, int]
) -> Ruled:
    """The table whose cells have these boxes (x0, top, x1, bottom), with the characters in it.

    `at` is the page and the table's number on it.
    """
    boxes = [box for box in boxes if box[3] - box[1] >= _LOWEST]
    xs = _edges([x for box in boxes for x in (box[0], box[2])])
    ys = _edges([y for box in boxes for y in (box[1], box[3])])
    spans: list[Span] = []
    owner: dict[tuple[int, int], int] = {}
    for box in boxes:
        left, right = _nearest(xs, box[0]), _nearest(xs, box[2]) - 1
        top, bottom = _nearest(ys, box[1]), _nearest(ys, box[3]) - 1
        if right < left or bottom < top:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                owner.setdefault((row, column), len(spans))
        spans.append((top, left, bottom, right))
    found: list[list[Char]] = [[] for _ in spans]
    for char in chars:
        row = bisect_right(ys, (char["top"] + char["bottom"]) / 2) - 1
        column = bisect_right(xs, (char["x0"] + char["x1"]) / 2) - 1
        index = owner.get((row, column))
        if index is not None:
            found[index].append(char)
    lines = [text_lines(chars) for chars in found]
    pitch = pitch_of(lines)
    padding = _padding(spans, lines, xs)
    cells = []
    for (top, left, bottom, right), content in zip(spans, lines, strict=True):
        text, mark = typed_text(content, xs[right + 1] - xs[left] - 2 * padding, pitch)
        cells.append(Cell(top, left, bottom, right, text, mark))
    places = tuple((*at, row) for row in range(len(ys) - 1))
    return Ruled(tuple(xs), tuple(cells), places)


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _padding(spans: list[Span], lines: list[list[TextLine]], xs: list[float]) -> float:
    """How far text keeps from the rules: as near as it comes anywhere in the table."""
    gaps = [
        line.x0 - xs[span[1]]
        for span, content in zip(spans, lines, strict=True)
        if len(content) > 1
        for line in content
        if line.x0 >= xs[span[1]]
    ]
    return min(max(min(gaps, default=_PADDING), 0.5), 6.0)


def continues(above: Ruled, below: Ruled) -> bool:
    """Whether a table at the top of a page goes on with the last one of the page before."""
    if not below.cells:
        return False
    first = {field for text in below.texts(0) for field in fields_of(text)[:1]}
    if first & {"title", "name"}:
        return False
    sides = (above.edges[0] - below.edges[0], above.edges[-1] - below.edges[-1])
    if max(map(abs, sides)) > 2 * _SNAP:
        return False
    return all(min(abs(edge - other) for other in above.edges) <= 2 * _SNAP for edge in below.edges)


def whole(above: Ruled, below: Ruled) -> Ruled:
    """Both parts as one table: repeated heads dropped, cells cut by the page break rejoined."""
    skip = 0
    heads = {fields_of(text)[0] for text in below.texts(0) if fields_of(text)}
    if heads >= set(TABLE) and any(
        heads <= {fields_of(text)[0] for text in above.texts(row) if fields_of(text)}
        for row in range(len(above.places))
    ):
        skip = 1
    height = len(above.places)
    columns = [_nearest(above.edges, edge) for edge in below.edges]
    moved = [
        cell._replace(
            top=max(cell.top, skip) - skip + height,
            bottom=cell.bottom - skip + height,
            left=columns[cell.left],
            right=columns[cell.right + 1] - 1,
        )
        for cell in below.cells
        if cell.bottom >= skip and (cell.top >= skip or cell.bottom > cell.top)
    ]
    cells = list(above.cells)
    first = [cell for cell in moved if cell.top == height]
    rest = [cell for cell in moved if cell.top > height]
    last = {(cell.left, cell.right): i for i, cell in enumerate(cells) if cell.bottom == height - 1}
    cut = _is_cut(first, [cells[i] for i in last.values()])
    places = above.places + below.places[skip:]
    for cell in first:
        index = last.get((cell.left, cell.right))
        text = None
        if index is not None:
            is_level = not cut and _is_level(cell, first)
            text = _rejoined(cells[index].text, cell.text, cut, is_level)
        if index is None or text is None:
            rest.append(cell)
            continue
        upper = cells[index]
        both = upper.text and cell.text and text != upper.text
        mark = _SPLIT if both else upper.mark or cell.mark
        cells[index] = upper._replace(bottom=cell.bottom, text=text, mark=mark)
    return Ruled(above.edges, (*cells, *rest), places)


def _rejoined(above: str, below: str, cut: bool, is_level: bool) -> str | None:
    """The text of a cell that a page break cut in two; None where the halves are two cells.

    A merged level has its word in one half, in both, or part of it in each.
    """
    if cut:
        return above + below
    if not is_level:
        return None
    if not above or not below:
        return above or below
    return above if above == below else whole_word([above, below])


def _is_level(cell: Cell, row: list[Cell]) -> bool:
    """Whether a cell stands in the columns of merged levels: not the last two of its row."""
    return cell.left not in sorted(other.left for other in row)[-2:]


def _is_cut(first: list[Cell], last: list[Cell]) -> bool:
    """Whether the first row below is the rest of the last row above.

    So it is where the cells are the same and only one of the last two goes on: an indicator
    has both a name and a target; and where they are the two texts of the goals, in cells of
    their own widths.
    """
    shape = sorted((cell.left, cell.right) for cell in first)
    above = {(cell.left, cell.right): cell for cell in last}
    if not all(span in above for span in shape):
        return False
    ends = [cell for cell in first if (cell.left, cell.right) in shape[-2:]]
    return sum(bool(cell.text) for cell in ends) == 1 or len(shape) <= 3


def to_grid(table: Ruled, name: str) -> Grid:
    """The table as a grid; an address is the page, the table on it, row and column."""
    rows: list[list[Value]] = [[None] * (len(table.edges) - 1) for _ in table.places]
    marks: dict[tuple[int, int], str] = {}
    spans: list[Span] = []
    for cell in table.cells:
        rows[cell.top][cell.left] = cell.text or None
        if cell.mark:
            marks[cell.top, cell.left] = cell.mark
        if (cell.top, cell.left) != (cell.bottom, cell.right):
            spans.append((cell.top, cell.left, cell.bottom, cell.right))

    def locate(row: int, column: int) -> Address:
        page, number, own = table.places[min(row, len(table.places) - 1)]
        return Address(name, f"第{page}页表{number}行{own + 1}列{column + 1}")

    return Grid(name, rows, tuple(spans), fills=False, locate=locate, marks=marks)
