"""Turns a form flattened to text without cells into a grid: lines, or one long line.

The text of a PDF page or of a web page keeps the words of a form and loses its cells. The
labels say where each value begins and the next label where it ends; everything that was worked
out so, not read from one cell, is marked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from xlperf.filing.fields import AMOUNTS, DATES, GOALS, TEXTS
from xlperf.filing.model import Address
from xlperf.form.detect_edition import is_own_form, year_in
from xlperf.form.labels import TABLE, fields_of, labels, normal
from xlperf.form.values import amount_of, date_of
from xlperf.form.vocabulary import form_words, joined_lines_mark, levels
from xlperf.grid import Grid, Line, Unread, Value
from xlperf.sources.text.doubts import beside, cut_marks, doubt, is_closed, over_pages, without_side
from xlperf.sources.text.foreign_labels import FOREIGN, with_foreign
from xlperf.sources.text.goals import Piece, goal_texts
from xlperf.sources.text.labels import (
    ORDER,
    WHOLE_LINE,
    Found,
    is_disordered,
    label_cells,
    labels_in,
    patterns,
)
from xlperf.sources.text.line_order import is_block
from xlperf.sources.text.parts import SPLIT
from xlperf.sources.text.rows import are_mixed, further_head, indicator_rows

_VALUED = frozenset(ORDER) - {"title", "funding", "project_goals", *TABLE}
_NAMES = ("name", "department", "unit")
_HEADLINES = ("title", "funding", "project_goals")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ABOVE = {"funding", "project_goals", *GOALS}
_ANNUAL = ("annual_total", "annual_fiscal", "carried_over", "annual_other")
_MOST = 2
"""A form that nobody filled in holds no more than its year."""
_FEWEST = 6
"""A text with fewer labels is no form."""


def flat_form(lines: Sequence[Line], name: str, are_cells: bool = False) -> Grid | Unread | None:
    """Returns the form in these lines as a grid, None where they name too few fields of one.

    A form whose cells come in another order than on the page is told as one that is not read.

    The grid has a row for every field, label first, and below them the indicator table.
    `are_cells` says that each line is a whole cell.
    """
    text = "\n".join(line.text for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    found = label_cells(lines, starts) if are_cells else labels_in(text)
    if len(found) < _FEWEST:
        return None
    if not is_own_form(frozenset(label.field for label in found)):
        return Unread(OTHER.format(WHOLE if are_cells else SOURCE), lines[0].at, is_form=True)
    found = with_foreign(found, lines, starts)

    def pieces(start: int, end: int) -> list[Piece]:
        """Returns the lines between two places of the text, as far as they hold anything."""
        result = []
        for index, line in enumerate(lines):
            first, last = max(starts[index], start), min(starts[index] + len(line.text), end)
            is_whole = are_cells and first == starts[index]  # no colon of a label's begins it
            content = text[first:last].strip(" \t\u3000" if is_whole else " \t\u3000:：")
            if first < last and content:
                result.append(Piece(content, index, line.mark))
        return result

    ends = [*(label.start for label in found[1:]), len(text)]
    held = [pieces(label.end, end) for label, end in zip(found, ends, strict=True)]
    fields = [label.field for label in found]
    ours = [field for field in fields if field != FOREIGN]
    if are_cells and (is_disordered(ours) or _are_apart(fields, held)):
        return Unread(DRAWN, lines[0].at, is_form=True)
    is_nameless = not dict(zip(fields, held, strict=True)).get("name", True)
    if (TABLE[-1] in fields and len(set(GOALS) & set(fields)) == 1) or (
        is_nameless and not are_cells and sum(map(len, held)) > _MOST
    ):
        return Unread(MIXED, lines[0].at, is_form=True)
    form = _Form(lines, name)
    names = {label.field: normal(text[label.start : label.end]) for label in found}
    marks = cut_marks(dict(zip(fields, held, strict=True)), names, lines)
    for index, label in enumerate(found):
        end = ends[index]
        at = max(i for i, start in enumerate(starts) if start <= label.start)
        values = held[index]
        if label.field in AMOUNTS:  # a label beside several rows may stand among their cells
            values = [v for v in values if "万" in v.text or not is_block(v.text)]
        own = " ".join(text[label.start : label.end].split())
        if len(values) > 1 and normal(values[0].text) == normal(own):
            del values[0]  # a bold label, drawn twice
        if label.field in GOALS:  # the label beside them may end on the next page
            values = without_side(values, lines)
        if label.field == "title":
            line = lines[at].text  # which may name the year as well
            form.row((line if "title" in fields_of(line) else own, at, None))
            for piece in values:
                form.row((piece.text, piece.line, None))
        elif label.field in TABLE:
            if label.field == TABLE[-1] or index + 1 == len(found):
                if are_mixed(values, are_cells, TABLE[-1] in fields) or any(
                    _belongs_above(piece.text) for piece in values
                ):
                    head = further_head(values, are_cells)
                    text = FURTHER.format(head) if head else MIXED
                    return Unread(text, lines[0].at, is_form=True)
                form.table(values, at, are_cells)
        elif label.field == "overall" and _next(found, index) == "annual" and not values:
            form.goals = (own, at)
        elif label.field == "annual" and form.goals:
            tail = patterns()["indicators"].search(text, label.end, end)
            if tail and not text[tail.end() : end].strip():  # the label beside the table
                values = pieces(label.end, tail.start())
            sure = are_cells and len(values) == 2
            overall, annual = values if sure else goal_texts(values)
            form.row((*form.goals, None), (overall.text, overall.line, overall.mark))
            form.row((own, at, None), (annual.text, annual.line, annual.mark))
        elif label.field in _HEADLINES:
            form.row((own, at, None))
        else:
            is_split = label.quality < WHOLE_LINE
            # The year's amounts stand beside the whole ones, which tells the two 其他资金 apart.
            gap = _BESIDE if label.field in _ANNUAL else ()
            if not are_cells and _is_mixed(label.field, values, fields):
                return Unread(MIXED, lines[0].at, is_form=True)
            extra = beside(label.field, values)
            value = _value(extra.value if extra else values, at, is_split, label.field)
            form.row(*gap, (own, at, None), _with(value, marks.get(label.field)))
            if extra:
                other = _value(extra.rest, extra.label.line, False, label.field)
                form.row((extra.label.text, extra.label.line, None), other)
    return form.grid()


DRAWN = (
    "的表没有框线，文字也不按各格的先后排列，无法确定每格的值，没有读入；请改用 Word、Excel 原件"
)
OTHER = "的表不是本程序认识的版式，文字里又没有格线，无法确定每格的值，没有读入；请改用{}"
WHOLE, SOURCE = "Word、Excel 原件", "原来的 Excel、Word 或 PDF 文件"
FURTHER = (
    "的指标表多出“{}”一列，文字里没有格线，无法确定每格的值，没有读入；"
    "请直接导入原来的 Word、Excel 或 PDF 文件"
)
MIXED = (
    "的表是从 PDF 中取出的文字，各格的先后与表上不同，无法确定每格的值，没有读入；"
    "请直接导入原来的 PDF 或 Word 文件"
)


def _is_mixed(field: str, values: Sequence[Piece], known: Collection[str]) -> bool:
    """Tells whether a value holds what belongs to other fields: the order is not that of rows.

    So it is where it holds labels that are missed elsewhere, levels, more than one amount, anything
    behind a whole date, amount or word of the vocabulary, or half of what is in brackets.
    """
    texts = [piece.text for piece in values]
    if field in AMOUNTS:
        count = sum(amount_of(text) is not None for text in texts)
        return count > 1 or (count == 1 and any(map(_HAN.search, texts)))
    if len(texts) > 1 and field in DATES and date_of(texts[0]):
        return True
    if len(texts) > 1 and field in ("nature", "category") and normal(texts[0]) in form_words():
        return True
    if field in TEXTS and field not in GOALS and not is_closed("".join(texts)):
        return True
    if any(normal(text) in levels(2) for text in texts):
        return True
    named = {name for piece in values for name in fields_of(piece.text)[:1]}
    return bool(named & set(_VALUED) - set(known))


def _belongs_above(text: str) -> bool:
    """Tells whether a line among the indicators is of the form's head: drawn out of its place."""
    return year_in(text) is not None or bool(_ABOVE & set(fields_of(text)))


def _are_apart(fields: Sequence[str], held: Sequence[Sequence[Piece]]) -> bool:
    """Tells whether the labels come first and the values, all of them, behind."""
    counts = [len(values) for field, values in zip(fields, held, strict=True) if field in _VALUED]
    return 2 * counts.count(0) > len(counts) and sum(map(len, held)) > _MOST


_Cell = tuple[str | None, int, str | None]
"""Holds text, line and mark."""
_BESIDE: tuple[_Cell, ...] = ((None, 0, None), (None, 0, None))


class _Form:
    """Builds the grid."""

    def __init__(self, lines: Sequence[Line], name: str) -> None:
        self._lines, self._name = lines, name
        self._cells: list[tuple[_Cell, ...]] = []
        self.goals: tuple[str, int] | None = None

    def row(self, *cells: _Cell) -> None:
        self._cells.append(cells)

    def table(self, values: list[Piece], at: int, are_cells: bool) -> None:
        spellings = [next(s for s, f in labels().fields.items() if f[0] == head) for head in TABLE]
        self.row(*((spelling, at, None) for spelling in spellings))
        for pieces in over_pages(list(indicator_rows(values, are_cells)), self._lines):
            self.row(*((piece.text or None, piece.line, piece.mark) for piece in pieces))

    def grid(self) -> Grid:
        rows: list[list[Value]] = [[text for text, _, _ in cells] for cells in self._cells]
        marks = {
            (row, column): mark
            for row, cells in enumerate(self._cells)
            for column, (_, _, mark) in enumerate(cells)
            if mark
        }

        def locate(row: int, column: int) -> Address:
            cells = self._cells[min(row, len(self._cells) - 1)]
            place = self._lines[cells[min(column, len(cells) - 1)][1]].at
            return Address(place.sheet, place.cell)

        return Grid(self._name, rows, fills=True, locate=locate, marks=marks)


def _next(found: list[Found], index: int) -> str | None:
    return found[index + 1].field if index + 1 < len(found) else None


def _value(values: list[Piece], at: int, is_split: bool, field: str) -> _Cell:
    """Returns a value of one or several lines; names and amounts hold no line breaks."""
    if not values:
        return (None, at, None)
    long = field in ("overall", "annual")
    text = ("\n" if long else "").join(piece.text for piece in values)
    marks = [SPLIT] if is_split else []
    marks += [piece.mark for piece in values if piece.mark]
    if len(values) > 1 and not long:
        marks.append(joined_lines_mark(len(values)))
    if field in _NAMES and (doubtful := doubt(values)):
        marks.append(doubtful)
    return (text, values[0].line, "，".join(marks) or None)


def _with(cell: _Cell, mark: str | None) -> _Cell:
    text, line, known = cell
    return text, line, "，".join(filter(None, (known, mark))) or None
