"""Reads the flattened text of a publication, in whichever way its tables were flattened.

A browser or a word processor that saves a table as text puts every cell on a line of its own,
after a tab, and an empty line after every row; a line without a tab continues the cell above
it. Prose between the tables comes the same way, one cell a row. A spreadsheet puts a row on a
line, tabs or commas between its cells (some tools: bars). Text without any has lost its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlperf.filing.model import Address
from xlperf.form.labels import begins_part, fields_of
from xlperf.form.normalise import as_seen
from xlperf.grid import PAGE, Block, Grid, Line
from xlperf.sources.text.comma_separated import comma_rows
from xlperf.sources.text.double_printed import once
from xlperf.sources.text.headers_footers import without_running
from xlperf.sources.text.pieces import Piece, to_grid
from xlperf.sources.text.plain import plain_blocks
from xlperf.sources.text.tab_separated import Row, flush_right, tabbed_rows

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s*")


def text_blocks(text: str, name: str) -> list[Block]:
    """Returns a flattened text's lines and forms; an address is the text's name and the line."""
    text = as_seen(text)
    lines = text.replace("\f", "\n\f\n").split("\n") if "\f" in text else text.splitlines()
    rowwise = sum("\t" in line.strip() or line.startswith("|") for line in lines)
    table: list[Row] | None = None
    if rowwise and rowwise >= sum(line.startswith("\t") for line in lines) / 2:
        table = flush_right(tabbed_rows(lines))
    elif not rowwise:
        table = comma_rows(lines)
    if table is not None:  # one grid, from which forms and prose are cut later
        return [to_grid(table, name, lambda cell: _at(name, cell.line, cell.column))]
    if not any(line.startswith("\t") for line in lines):
        typed = once(without_running(_filled(lines, name)))
        return list(plain_blocks(typed, name))
    return list(_cell_blocks(text, name))


def _filled(lines: Iterable[str], name: str) -> list[Line]:
    """Returns the lines that hold something; of pages that do not, one break stands for all."""
    kept: list[Line] = []
    above = ""
    for number, line in enumerate(lines, start=1):
        text = PAGE if line == PAGE else _BOOKMARK.sub("", line).strip()
        if text and not above == text == PAGE:
            kept.append(Line(text, _at(name, number)))
            above = text
    return kept


def _at(name: str, line: int, column: int | None = None) -> Address:
    return Address(name, f"第{line}行" if column is None else f"第{line}行列{column + 1}")


def _cell_blocks(text: str, name: str) -> Iterator[Block]:
    """Yields lines and forms of cells on a line each, after a tab."""
    form: list[Row] = []
    for row in _rows(text):
        head, is_alone = row[0].text, len(row) == 1
        fields = fields_of(head)
        if is_alone and (begins_part(head) or {"overview", "basis"} & set(fields)):
            yield from _forms(form, name)
            form = []
        # A form whose title is lost begins with its project's name.
        if form or ("title" if is_alone else "name") in fields:
            form.append(row)
        else:
            yield from (Line(cell.text, _at(name, cell.line)) for cell in row if cell.text)
    yield from _forms(form, name)


def _rows(text: str) -> list[Row]:
    rows: list[Row] = [[]]
    tabbed = False  # whether the row at hand is one of cells
    for number, line in enumerate(text.splitlines(), start=1):
        if not line:
            if rows[-1]:
                rows.append([])
            continue
        content = _BOOKMARK.sub("", line).strip()
        if line.startswith("\t") and not tabbed and rows[-1]:
            rows.append([])  # a table begins right below a paragraph
        tabbed = (tabbed and bool(rows[-1])) or line.startswith("\t")
        if line.startswith(("\t", " ")) or not rows[-1]:
            rows[-1].append(Piece(content, number))
        elif not tabbed:
            rows.append([Piece(content, number)])
        else:
            above = rows[-1][-1]
            text = f"{above.text}\n{content}" if above.text else content
            rows[-1][-1] = above._replace(text=text)
    return [row for row in rows if any(cell.text for cell in row)]


def _forms(rows: list[Row], name: str) -> Iterator[Grid]:
    if rows:
        yield to_grid(flush_right(rows), name, lambda cell: _at(name, cell.line))
