"""Flattened text of a publication: tabs begin cells, empty lines end rows.

A browser or a word processor that saves a table as text puts every cell on a line of its own,
after a tab, and an empty line after every row; a line without a tab continues the cell above
it. Prose between the tables comes the same way, one cell a row.
"""

from __future__ import annotations

import re

from xlperf.model import Address
from xlperf.reading.grid import Block, Grid, Line, Value
from xlperf.reading.labels import fields_of, is_narrative_heading

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]\s*")
_Cell = tuple[str, int]


def text_blocks(text: str, name: str) -> list[Block]:
    """The lines and forms of a flattened text; an address is the text's name and the line."""
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
        elif form:
            form.append(row)
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
    return Line(cell[0], Address(name, f"第{cell[1]}行"))


def _close(form: list[list[_Cell]], blocks: list[Block], name: str) -> None:
    if not form:
        return
    values: list[list[Value]] = [[content or None for content, _ in row] for row in form]
    lines = [[number for _, number in row] for row in form]

    def locate(row: int, column: int) -> Address:
        numbers = lines[min(row, len(lines) - 1)]
        return Address(name, f"第{numbers[min(column, len(numbers) - 1)]}行")

    blocks.append(Grid(name, values, fills=True, locate=locate))
