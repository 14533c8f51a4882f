"""Rows of cells on lines, as a spreadsheet or a browser copies a table.

A spreadsheet leaves a merged cell's place empty and quotes a cell with line breaks. A browser
does neither: a row lacks the cells that merge into it from above, and a cell's line break ends
the line. Forms merge to the left only, so that rows set flush right stand in their columns again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xlperf.reading.labels import TABLE, fields_of
from xlperf.reading.words import joined_mark, whole_word

_QUOTED = re.compile(r'"((?:[^"]|"")*\n(?:[^"]|"")*)"(?=[\t\n]|$)')
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MOST_LINES = 4
"""A label is wrapped over no more lines."""
_FEWEST_HEADS = 3


class TabbedCell(NamedTuple):
    """A cell: its text, the line where it begins and its place in it, and how it was made."""

    text: str
    line: int
    column: int
    mark: str | None = None


Row = list[TabbedCell]


def tabbed_rows(lines: Sequence[str]) -> list[Row]:
    """Lines as rows of cells, quoted cells and wrapped labels whole."""
    if any(line.startswith("|") for line in lines):
        return [_barred(line, number) for number, line in enumerate(lines, start=1)]
    text = "\n".join(lines)
    rows: list[Row] = []
    row: Row = []
    at, line = 0, 1
    while at <= len(text):
        quoted = _QUOTED.match(text, at)
        end = quoted.end() if quoted else _end(text, at)
        content = quoted[1].replace('""', '"') if quoted else text[at:end]
        row.append(TabbedCell(content.strip(), line, len(row)))
        line += text.count("\n", at, end)
        if text[end : end + 1] != "\t":
            rows.append(row)
            row, line = [], line + 1
        at = end + 1
    return _whole_goals(_whole_labels(rows))


def _end(text: str, at: int) -> int:
    ends = [found for found in (text.find("\t", at), text.find("\n", at)) if found >= 0]
    return min(ends, default=len(text))


def _barred(line: str, number: int) -> Row:
    parts = line.strip().strip("|").split("|") if line.startswith("|") else line.split("\t")
    texts = (_BREAK.sub("\n", part).strip() for part in parts)
    return [TabbedCell(text, number, column) for column, text in enumerate(texts)]


def _whole_labels(rows: list[Row]) -> list[Row]:
    """A label that a line break cut is the last cell of one line and the first of the next."""
    made: list[Row] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        for count in range(min(_MOST_LINES, len(rows) - index), 1, -1):
            following = rows[index + 1 : index + count]
            parts = [row[-1].text, *(each[0].text for each in following)]
            if not all(parts) or any(len(between) > 1 for between in following[:-1]):
                continue
            if "title" in fields_of(parts[0]) or any(map(fields_of, parts[1:])):
                continue
            word = whole_word(parts)
            if word is None:
                continue
            joined = row[-1]._replace(text=word, mark=joined_mark(count))
            rows[index + count - 1] = [*row[:-1], joined, *following[-1][1:]]
            index += count - 1
            break
        else:
            made.append(row)
            index += 1
    return made


def _whole_goals(rows: list[Row]) -> list[Row]:
    """The lines between the goals' heads and the indicators', one row of two texts again."""
    made: list[Row] = []
    held: list[Row] | None = None
    for row in rows:
        fields = {field for cell in row for field in fields_of(cell.text)[:1]}
        if held is not None and (fields or not any(cell.text for cell in row)):
            made += _goals(held)
            held = None
        if held is not None:
            held.append(row)
        else:
            made.append(row)
        if {"overall", "annual"} <= fields:
            held = []
    return made + _goals(held or [])


def _goals(rows: list[Row]) -> list[Row]:
    cells = [cell for row in rows for cell in row]
    if len(rows) < 2 or len(cells) - len(rows) != 1:  # not two texts, one tab between them
        return rows
    texts = [cell.text for cell in cells]
    first = next(index for index, row in enumerate(rows) if len(row) == 2)
    cut = first + 1
    return [
        [
            cells[0]._replace(text="\n".join(texts[:cut])),
            cells[cut]._replace(text="\n".join(texts[cut:])),
        ]
    ]


def flush_right(rows: list[Row]) -> list[Row]:
    """Rows that lack the cells merged into them, with every cell in its column again."""
    if not _lost_merges(rows):
        return rows
    width = max(map(len, rows))
    nothing = [TabbedCell("", row[0].line, 0) for row in rows]
    return [
        [*[blank] * (width - len(row)), *row] if len(row) > 1 else row
        for row, blank in zip(rows, nothing, strict=True)
    ]


def _lost_merges(rows: list[Row]) -> bool:
    """Whether rows of the indicator table are shorter than its head, and none leaves a gap."""
    width = 0
    lost = False
    for row in rows:
        found = {field for cell in row for field in fields_of(cell.text)[:1]}
        if len(found & set(TABLE)) >= _FEWEST_HEADS:
            width = len(row)
        elif "title" in found or len(row) < 2:
            width = 0
        elif width:
            if not row[0].text:
                return False
            lost = lost or len(row) < width
    return lost
