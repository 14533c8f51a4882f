"""A form flattened to text without cells: lines of labels and values, or one long line.

The text of a PDF page or of a web page keeps the words of a form and loses its cells. The
labels say where each value begins and the next label where it ends; everything that was worked
out so, not read from one cell, is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from xlperf.model import Address
from xlperf.reading.flat_goals import Piece, goal_texts
from xlperf.reading.flat_rows import indicator_rows
from xlperf.reading.grid import Grid, Line, Value
from xlperf.reading.labels import TABLE, fields_of, labels
from xlperf.reading.rowwise import SPLIT
from xlperf.reading.words import joined_mark

_ORDER = (
    "title", "name", "nature", "category", "department", "unit", "start", "end", "funding",
    "total", "annual_total", "fiscal", "annual_fiscal", "carried_over", "other", "annual_other",
    "project_goals", "overall", "annual", *TABLE,
)  # fmt: skip
"""The labels as they come when a form is read row by row."""
_HEADLINES = ("title", "funding", "project_goals")
_ANNUAL = ("annual_total", "annual_fiscal", "carried_over", "annual_other")
_FEWEST = 6
"""A text with fewer labels is no form."""
_LINE, _WORD, _BARE = 3, 2, 1
"""How a label stands in the text: on lines of its own, between spaces, or anywhere."""
_WIDTHS = {":": "[:：]", "(": "[(（]", ")": "[)）]", "/": "[/／]"}


class _Found(NamedTuple):
    field: str
    start: int
    end: int
    quality: int


def flat_form(lines: Sequence[Line], name: str, are_cells: bool = False) -> Grid | None:
    """The form in these lines as a grid, None where they name too few fields of one.

    The grid has a row for every field, label first, and below them the indicator table.
    `are_cells` says that each line is a whole cell.
    """
    text = "\n".join(line.text for line in lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)][:-1]
    found = _label_cells(lines, starts) if are_cells else _labels_in(text)
    if len(found) < _FEWEST:
        return None

    def pieces(start: int, end: int) -> list[Piece]:
        """The lines between two places of the text, as far as they hold anything."""
        result = []
        for index, line in enumerate(lines):
            first, last = max(starts[index], start), min(starts[index] + len(line.text), end)
            if first < last and (content := text[first:last].strip(" \t\u3000:：")):
                result.append(Piece(content, index, line.mark))
        return result

    form = _Form(lines, name)
    for index, label in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        at = max(i for i, start in enumerate(starts) if start <= label.start)
        values = pieces(label.end, end)
        own = " ".join(text[label.start : label.end].split())
        if label.field == "title":
            form.row((own, at, None))
            for piece in values:
                form.row((piece.text, piece.line, None))
        elif label.field in TABLE:
            if label.field == TABLE[-1] or index + 1 == len(found):
                form.table(values, at)
        elif label.field == "overall" and _next(found, index) == "annual" and not values:
            form.goals = (own, at)
        elif label.field == "annual" and form.goals:
            tail = _patterns()["indicators"].search(text, label.end, end)
            if tail and not text[tail.end() : end].strip():  # the label beside the table
                values = pieces(label.end, tail.start())
            sure = are_cells and len(values) == 2
            overall, annual = values if sure else goal_texts(values)
            form.row((*form.goals, None), (overall.text, overall.line, overall.mark))
            form.row((own, at, None), (annual.text, annual.line, annual.mark))
        elif label.field in _HEADLINES:
            form.row((own, at, None))
        else:
            is_split = label.quality < _LINE
            # The year's amounts stand beside the whole ones, which tells the two 其他资金 apart.
            gap = _BESIDE if label.field in _ANNUAL else ()
            form.row(*gap, (own, at, None), _value(values, at, is_split, label.field))
    return form.grid()


_Cell = tuple[str | None, int, str | None]
"""Text, line and mark."""
_BESIDE: tuple[_Cell, ...] = ((None, 0, None), (None, 0, None))


class _Form:
    """The grid in the making."""

    def __init__(self, lines: Sequence[Line], name: str) -> None:
        self._lines, self._name = lines, name
        self._cells: list[tuple[_Cell, ...]] = []
        self.goals: tuple[str, int] | None = None

    def row(self, *cells: _Cell) -> None:
        self._cells.append(cells)

    def table(self, values: list[Piece], at: int) -> None:
        spellings = [next(s for s, f in labels().fields.items() if f[0] == head) for head in TABLE]
        self.row(*((spelling, at, None) for spelling in spellings))
        for pieces in indicator_rows(values):
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


def _next(found: list[_Found], index: int) -> str | None:
    return found[index + 1].field if index + 1 < len(found) else None


def _value(values: list[Piece], at: int, is_split: bool, field: str) -> _Cell:
    """A value of one or several lines; names and amounts hold no line breaks."""
    if not values:
        return (None, at, None)
    long = field in ("overall", "annual")
    text = ("\n" if long else "").join(piece.text for piece in values)
    marks = [SPLIT] if is_split else []
    marks += [piece.mark for piece in values if piece.mark]
    if len(values) > 1 and not long:
        marks.append(joined_mark(len(values)))
    return (text, values[0].line, "，".join(marks) or None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """For every field a pattern of its spellings, the longest first, white space allowed."""
    spellings: dict[str, list[str]] = {}
    for spelling, fields in labels().fields.items():
        for field in fields:
            spellings.setdefault(field, []).append(spelling)
    patterns = {}
    for field in (*_ORDER, "indicators"):
        options = "|".join(
            r"\s*".join(_WIDTHS.get(char, re.escape(char)) for char in spelling)
            for spelling in sorted(spellings[field], key=len, reverse=True)
        )
        brackets = "" if field == "title" else r"(?:\s*[(（][^()（）\n]{1,24}[)）])?"
        patterns[field] = re.compile(f"(?:{options}){brackets}")
    return patterns


def _label_cells(lines: Sequence[Line], starts: Sequence[int]) -> list[_Found]:
    """The cells that are labels; of two fields with one label the first comes first."""
    found: dict[str, _Found] = {}
    for line, start in zip(lines, starts, strict=True):
        field = next((f for f in fields_of(line.text) if f in _ORDER and f not in found), None)
        if field is not None:
            found[field] = _Found(field, start, start + len(line.text), _LINE)
    return list(found.values())


def _labels_in(text: str) -> list[_Found]:
    """The labels in the order of the form: those that stand alone first, then the others."""
    patterns = _patterns()
    found: dict[str, _Found] = {}
    position = 0
    for field in _ORDER:
        best = max(
            (_match(field, m, text) for m in patterns[field].finditer(text, position)),
            key=lambda match: (min(match.quality, _WORD), -match.start),
            default=None,
        )
        if best is not None and best.quality >= _WORD:
            found[field] = best
            position = best.end
    for index, field in enumerate(_ORDER):
        if field in found:
            continue
        before = max((found[f].end for f in _ORDER[:index] if f in found), default=0)
        after = min((found[f].start for f in _ORDER[index:] if f in found), default=len(text))
        match = patterns[field].search(text, before, after)
        if match:
            found[field] = _match(field, match, text)
    return sorted(found.values(), key=lambda label: label.start)


def _match(field: str, match: re.Match[str], text: str) -> _Found:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if before in ("", "\n") and after in ("", "\n"):
        quality = _LINE
    elif (not before or before.isspace()) and (not after or after.isspace() or after in ":："):
        quality = _WORD
    else:
        quality = _BARE
    return _Found(field, match.start(), match.end(), quality)
