"""Reads rows of cells on lines, as a spreadsheet or a browser copies a table.

A spreadsheet leaves a merged cell's place empty and quotes a cell with line breaks. A browser
does neither: a row lacks the cells that merge into it from above, and a cell's line break ends
the line. Forms merge to the left only, so that rows set flush right stand in their columns again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlperf.form.labels import TABLE, fields_of, is_heading
from xlperf.form.other_forms import closes_text, is_foreign
from xlperf.form.vocabulary import joined_lines_mark, whole_word
from xlperf.sources.text.indicators import ends_row
from xlperf.sources.text.pieces import JUDGED, Piece

_CELL = re.compile(r'"((?:[^"]|"")*\n(?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*)')
"""Matches a cell of a row: quoted with line breaks in it, or up to the next tab or line break."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MOST_LINES = 9
"""A label is wrapped over no more lines: one character on each, at the most."""
_FEWEST_HEADS = 3


Row = list[Piece]


def tabbed_rows(lines: Sequence[str]) -> list[Row]:
    """Returns lines as rows of cells, quoted cells and wrapped labels whole."""
    if any(line.startswith("|") for line in lines):
        return [_barred(line, number) for number, line in enumerate(lines, start=1)]
    text = "\n".join(lines)
    rows: list[Row] = []
    row: Row = []
    at, line = 0, 1
    while at <= len(text) and (cell := _CELL.match(text, at)):
        content = cell[2] if cell[1] is None else cell[1].replace('""', '"')
        row.append(Piece(content.strip(), line, None, len(row)))
        line += cell[0].count("\n")
        if text[cell.end() : cell.end() + 1] != "\t":
            rows.append(row)
            row, line = [], line + 1
        at = cell.end() + 1
    return _whole_rows(_whole_goals(_whole_labels(rows)))


def _barred(line: str, number: int) -> Row:
    parts = line.strip().strip("|").split("|") if line.startswith("|") else line.split("\t")
    texts = (_BREAK.sub("\n", part).strip() for part in parts)
    return [Piece(text, number, None, column) for column, text in enumerate(texts)]


def _whole_labels(rows: list[Row]) -> list[Row]:
    """Joins a label that a line break cut: last cell of one line, first of the next."""
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
            joined = row[-1]._replace(text=word, mark=joined_lines_mark(count))
            rows[index + count - 1] = [*row[:-1], joined, *following[-1][1:]]
            index += count - 1
            break
        else:
            made.append(row)
            index += 1
    return made


def _whole_goals(rows: list[Row]) -> list[Row]:
    """Returns the rows with the two goals' lines, above the indicators, as one row again."""
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
    cut = 1 + next(index for index, row in enumerate(rows) if len(row) == 2)
    goals = (cells[:cut], cells[cut:])
    return [[own[0]._replace(text="\n".join(cell.text for cell in own)) for own in goals]]


def _whole_rows(rows: list[Row]) -> list[Row]:
    """Returns the indicators' rows, with the lines between two of them in the cells they end.

    A line break ends the line within the last cell of the row above, or within the first of the
    one below: the former where that is not whole without it, or the line says a number.
    """
    made: list[Row] = []
    held: Row = []
    is_table = False
    for row in rows:
        fields = {field for cell in row for field in fields_of(cell.text)[:1]}
        if len(fields & set(TABLE)) >= _FEWEST_HEADS:
            is_table = True
        elif is_table and len(row) == 1 and _is_rest(row[0].text):
            held += row
            continue
        elif len(row) < 2 or _is_other(row[0].text):
            is_table = False
        elif is_table and held:
            row = _with(held, made, row)
            held = []
        made += [[cell] for cell in held]
        held = []
        made.append(row)
    return made + [[cell] for cell in held]


def _is_other(text: str) -> bool:
    """Tells whether a row begins a form, or is of another one; a name may read 项目完成时间."""
    return bool({"title", "name"} & set(fields_of(text))) or is_foreign(text)


def _is_rest(text: str) -> bool:
    return bool(text) and not (is_heading(text) or closes_text(text))


def _with(lines: Row, made: list[Row], below: Row) -> Row:
    """Returns the row below some lines, after they went to it or to the last of the rows made."""
    mark = f"{joined_lines_mark(len(lines) + 1)}，{JUDGED}"
    end = made[-1][-1]
    is_whole = ends_row(end.text) and not any(ends_row(line.text) for line in lines)
    if not is_whole and not fields_of(end.text):
        text = "\n".join([end.text, *(line.text for line in lines)])
        made[-1][-1] = end._replace(text=text, mark=mark)
        return below
    text = "".join(cell.text for cell in (*lines, below[0]))
    return [lines[0]._replace(text=text, mark=mark), *below[1:]]


def flush_right(rows: list[Row]) -> list[Row]:
    """Returns rows that lack the cells merged into them, with every cell in its column again."""
    if not _lost_merges(rows):
        return rows
    width = max(map(len, rows))
    return [
        [*[Piece("", row[0].line)] * (width - len(row)), *row] if len(row) > 1 else row
        for row in rows
    ]


def _lost_merges(rows: list[Row]) -> bool:
    """Tells whether rows of the indicator table are shorter than its head, without a gap."""
    width = 0
    lost = False
    for row in rows:
        found = {field for cell in row for field in fields_of(cell.text)[:1]}
        if len(found & set(TABLE)) >= _FEWEST_HEADS:
            width = len(row)
        elif "title" in found or len(row) < 2:
            width = 0
        elif width:
            if not row[0].text and len(row) >= width:
                return False  # a spreadsheet's, which leaves the places of merged cells empty
            lost = lost or len(row) < width
    return lost
