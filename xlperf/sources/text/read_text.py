"""Reads the flattened text of a publication, in whichever way its tables were flattened.

A browser or a word processor that saves a table as text puts every cell on a line of its own,
after a tab, and an empty line after every row; a line without a tab continues the cell above
it. Prose between the tables comes the same way, one cell a row. A spreadsheet puts a row on a
line, tabs between its cells (some tools: bars). Text without either has lost its cells.
"""

from __future__ import annotations

import re

from xlperf.filing.model import Address
from xlperf.form.labels import fields_of, is_narrative_heading
from xlperf.form.normalise import as_seen
from xlperf.grid import PAGE, Block, Grid, Line, Value
from xlperf.sources.text.double_printed import once
from xlperf.sources.text.headers_footers import without_running
from xlperf.sources.text.plain import plain_blocks
from xlperf.sources.text.tab_separated import Row, TabbedCell, flush_right, tabbed_rows

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s*")
_Cell = tuple[str, int]


def text_blocks(text: str, name: str) -> list[Block]:
    """Returns a flattened text's lines and forms; an address is the text's name and the line."""
    text = as_seen(text)
    lines = text.replace("\f", "\n\f\n").split("\n") if "\f" in text else text.splitlines()
    rowwise = sum("\t" in line.strip() or line.startswith("|") for line in lines)
    if rowwise and rowwise >= sum(line.startswith("\t") for line in lines) / 2:
        return _table_blocks(lines, name)
    if not any(line.startswith("\t") for line in lines):
        numbered = (
            Line(PAGE if line == PAGE else _BOOKMARK.sub("", line).strip(), _at(name, number))
            for number, line in enumerate(lines, start=1)
        )
        typed = once(without_running([line for line in numbered if line.text]))
        return list(plain_blocks(typed, name))
    return _cell_blocks(text, name)


def _at(name: str, number: int) -> Address:
    return Address(name, f"第{number}行")


def _table_blocks(lines: list[str], name: str) -> list[Block]:
    """Reads rows of cells on a line each: one grid, from which forms and prose are cut later."""
    return [_grid(flush_right(tabbed_rows(lines)), name)]


def _grid(rows: list[Row], name: str) -> Grid:
    def locate(row: int, column: int) -> Address:
        cells = rows[min(row, len(rows) - 1)]
        cell = cells[min(column, len(cells) - 1)]
        return Address(name, f"第{cell.line}行列{cell.column + 1}")

    marks = {
        (row, column): cell.mark
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell.mark
    }
    values: list[list[Value]] = [[cell.text or None for cell in cells] for cells in rows]
    return Grid(name, values, fills=True, locate=locate, marks=marks)


def _cell_blocks(text: str, name: str) -> list[Block]:
    """Reads cells on a line each, after a tab."""
    rows = _rows(text)
    blocks: list[Block] = []
    form: list[list[_Cell]] = []
    for row in rows:
        head = row[0][0]
        alone = len(row) == 1
        if alone and "title" in fields_of(head):
            _close(form, blocks, name)
            form = [row]
        elif alone and form and (is_narrative_heading(head) or _is_section(head)):
            _close(form, blocks, name)
            form = []
            blocks.append(_line(row[0], name))
        elif form or (not alone and "name" in fields_of(head)):
            form.append(row)  # a form whose title is lost begins with its project's name
        else:
            blocks.extend(_line(cell, name) for cell in row if cell[0])
    _close(form, blocks, name)
    return blocks


def _rows(text: str) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = [[]]
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
            rows[-1].append((content, number))
        elif not tabbed:
            rows.append([(content, number)])
        else:
            above, at = rows[-1][-1]
            rows[-1][-1] = (f"{above}\n{content}" if above else content, at)
    return [row for row in rows if any(content for content, _ in row)]


def _is_section(text: str) -> bool:
    return any(field in ("overview", "basis") for field in fields_of(text))


def _line(cell: _Cell, name: str) -> Line:
    return Line(cell[0], _at(name, cell[1]))


def _close(form: list[list[_Cell]], blocks: list[Block], name: str) -> None:
    if not form:
        return
    rows = flush_right([[TabbedCell(text, line, 0) for text, line in row] for row in form])
    values: list[list[Value]] = [[cell.text or None for cell in row] for row in rows]

    def locate(row: int, column: int) -> Address:
        cells = rows[min(row, len(rows) - 1)]
        return _at(name, cells[min(column, len(cells) - 1)].line)

    blocks.append(Grid(name, values, fills=True, locate=locate))
