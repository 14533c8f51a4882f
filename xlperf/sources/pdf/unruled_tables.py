"""Restores tables without rules: the cells of a page from the order in which its text was drawn.

Programs draw a table cell by cell, row by row. Lines that follow each other, each below the one
before, are those of one cell; what was drawn beside is another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xlperf.filing.model import Address
from xlperf.filing.target import read_target
from xlperf.form.detect_edition import year_in
from xlperf.form.labels import TABLE, fields_of, plain_label
from xlperf.form.vocabulary import OVER, form_words, whole_word
from xlperf.grid import Line
from xlperf.sources.pdf.cell_text import Pitch, pitch_of, typed_text
from xlperf.sources.pdf.line_wraps import earliest, runs_on, spare_ems
from xlperf.sources.pdf.text_lines import TextLine

_BELOW = 2.0
"""Gives the ems by which the next line of a cell stands lower, at the most."""
_ALIGNED = 2.5
"""Gives the points by which the edges of one column's texts differ, at the most."""
_TABLE = (*TABLE, "indicators")


class Drawn(NamedTuple):
    """Holds a cell as drawn: its lines, and its text with its place and how it was put together."""

    lines: tuple[TextLine, ...]
    line: Line
    room: float
    early: float


def drawn_cells(pieces: Sequence[tuple[TextLine, Address]]) -> list[Drawn]:
    """Returns the cells of pieces in the order in which they were drawn."""
    cells: list[list[TextLine]] = []
    places: list[Address] = []
    for piece, at in pieces:
        if cells and _is_same_cell(cells[-1], piece):
            cells[-1].append(piece)
        else:
            cells.append([piece])
            places.append(at)
    rooms = [_room(cell, cells) for cell in cells]
    pitch: Pitch = pitch_of(cells)
    early = earliest(spare_ems(zip(cells, rooms, strict=True)))
    made = []
    for cell, room, at in zip(cells, rooms, places, strict=True):
        text, mark = typed_text(cell, room, pitch, early)
        made.append(Drawn(tuple(cell), Line(text, at, mark), room, early))
    return made


def _is_same_cell(cell: Sequence[TextLine], piece: TextLine) -> bool:
    above = cell[-1]
    if not 0.5 * piece.size < piece.base - above.base <= _BELOW * piece.size:
        return False
    if piece.x0 >= above.x1 or piece.x1 <= above.x0:
        return False
    text = "".join(line.text for line in cell)
    if year_in(text) or year_in(piece.text) or "title" in fields_of(piece.text):
        return False
    # A label, or a word of the form, is a cell; what is drawn below it may be its value.
    is_word = any(
        fields_of(part) or plain_label(part) in form_words() for part in (text, piece.text)
    )
    return not is_word or whole_word([text, piece.text]) is not None


def _room(cell: Sequence[TextLine], cells: Sequence[Sequence[TextLine]]) -> float:
    """Returns the width of a cell: the widest line in its column, short of what is beside it."""
    own = max(line.x1 - line.x0 for line in cell)
    left, top, bottom = min(line.x0 for line in cell), cell[0].base, cell[-1].base
    widest, edge = own, float("inf")
    for other in cells:
        for line in other:
            if abs(line.x0 - left) <= _ALIGNED:
                widest = max(widest, line.x1 - line.x0)
            if line.x0 >= left + own and top - line.size < line.base < bottom + line.size:
                edge = min(edge, line.x0 - left - line.size)
    return max(own, min(widest, edge))


def last_row(cells: Sequence[Drawn]) -> Sequence[Drawn]:
    """Returns the cells at the end that were drawn one beside the other."""
    start = len(cells) - 1
    while start > 0 and _left(cells[start - 1]) < _left(cells[start]):
        start -= 1
    return cells[max(start, 0) :]


def _left(cell: Drawn) -> float:
    return min(line.x0 for line in cell.lines)


def rejoined(above: Sequence[Drawn], below: Sequence[Drawn]) -> list[Drawn]:
    """Returns the cells of two pages, those that the page's end cut whole again."""
    rest: list[Drawn] = []
    for cell in below:
        if rest and _left(cell) <= _left(rest[-1]):
            break
        rest.append(cell)
    # A label beside several rows is cut wherever the page ends.
    words = [(upper, cell) for cell in rest if (upper := _word_above(cell, above)) is not None]
    row = last_row(above)
    rest = [cell for cell in rest if not any(cell is half for _, half in words)]
    texts = [(upper, cell) for cell in rest for upper in row if _is_one_column(upper, cell)]
    if len(texts) != len(rest) or not _is_cut(row, texts, _last_field(above)):
        texts = []
    whole = {id(upper): _both(upper, cell) for upper, cell in (*words, *texts)}
    gone = {id(cell) for _, cell in (*words, *texts)}
    return [
        *(whole.get(id(cell), cell) for cell in above),
        *(cell for cell in below if id(cell) not in gone),
    ]


def _last_field(cells: Sequence[Drawn]) -> str:
    """Returns the field of the last label."""
    fields = (field for cell in reversed(cells) for field in fields_of(cell.line.text)[:1])
    return next(fields, "")


def _word_above(cell: Drawn, above: Sequence[Drawn]) -> Drawn | None:
    """Returns the cell in the same column that a cell completes to a word of the form."""
    return next((u for u in reversed(above) if _is_one_column(u, cell) and _is_word(u, cell)), None)


def _is_one_column(upper: Drawn, cell: Drawn) -> bool:
    a, b = upper.lines[-1], cell.lines[0]
    return abs(_left(upper) - _left(cell)) <= _ALIGNED or abs(a.x0 + a.x1 - b.x0 - b.x1) <= _ALIGNED


def _is_cut(row: Sequence[Drawn], halves: Sequence[tuple[Drawn, Drawn]], field: str) -> bool:
    """Tells whether the cells at a page's top are the rest of the last row above."""
    if any(fields_of(text) or year_in(text) for pair in halves for text in map(_text, pair)):
        return False
    if field in ("overall", "annual"):
        return True
    target = read_target(_text(row[-1]))
    is_whole = target.number is not None and target.words is None
    if field in _TABLE and is_whole and any(upper is row[-1] for upper, _ in halves):
        return False
    return all(_runs_on(upper, cell) for upper, cell in halves)


def _text(cell: Drawn) -> str:
    return cell.line.text


def _is_word(upper: Drawn, cell: Drawn) -> bool:
    return whole_word([upper.line.text, cell.line.text]) is not None


def _runs_on(upper: Drawn, cell: Drawn) -> bool:
    return runs_on(upper.lines, cell.lines[0], max(upper.room, cell.room), upper.early)


def _both(upper: Drawn, cell: Drawn) -> Drawn:
    texts = [upper.line.text, cell.line.text]
    text = whole_word(texts) or ("" if _runs_on(upper, cell) else "\n").join(texts)
    line = upper.line._replace(text=text, mark=OVER)
    return upper._replace(lines=(*upper.lines, *cell.lines), line=line)
