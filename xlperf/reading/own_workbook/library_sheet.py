"""Reads the 指标库 back from a workbook, whoever changed it there."""

from __future__ import annotations

from collections.abc import Iterable

from xlperf.errors import XlperfError
from xlperf.form.template import template
from xlperf.form.values import amount_of, text_at, text_of
from xlperf.grid import Grid
from xlperf.operations.indicator_library import Entry, ordered
from xlperf.sources.input_file import InputFile
from xlperf.sources.xlsx.sheets import read_grids

FIRST = 3
"""Gives the row of the first entry, counted from 0."""
INTO = (1, 5)
"""Gives the cell naming the project sheet into which indicators go; its label stands before it."""
TARGETS, UNIT, COUNT, SECTOR, SOURCE = 3, 6, 7, 8, 9
"""Gives the columns, from 0, of the first usual target, the unit, the uses, 领域 and 来源."""
_KEYS = 2
"""Counts the columns of keys behind the entries."""


def library_of(grids: Iterable[Grid]) -> list[Entry] | None:
    """Returns the library among a workbook's sheets; None where it has none."""
    name = template()["sheets"]["library"]
    grid = next((grid for grid in grids if grid.name == name), None)
    return None if grid is None else ordered(read_rows(grid).values())


def read_library_file(source: InputFile) -> list[Entry]:
    """Reads the library in a file that was opened; raises `XlperfError` where it has none."""
    entries = library_of(read_grids(source)) if source.kind == "workbook" else None
    if entries is None:
        name = template()["sheets"]["library"]
        raise XlperfError(
            f"{source.name}：没有“{name}”工作表。请用 xlperf library 生成指标库后再试。"
        )
    return entries


def read_rows(grid: Grid) -> dict[int, Entry]:
    """Returns the entries on such a sheet, also a clerk's own, by their rows from 0.

    Rows lacking a level are left out.
    """
    entries = {}
    columns = keys_in(grid)[0]
    for row in range(FIRST, len(grid.rows)):
        texts = [text_at(grid, (row, column)).strip() for column in range(columns)]
        if all(texts[:TARGETS]):
            targets = tuple(text for text in texts[TARGETS:UNIT] if text)
            count = int(amount_of(grid.value(row, COUNT)) or 0)
            level1, level2, level3 = texts[:TARGETS]
            entries[row] = Entry(
                level1, level2, level3, targets, texts[UNIT], count, *texts[SECTOR:]
            )
    return entries


def keys_in(grid: Grid) -> range:
    """Returns the columns of the keys; a sheet drawn by an older version has no sectors."""
    has_sectors = text_of(grid.value(FIRST - 1, SECTOR)) == template()["library"]["sector"]
    first = SOURCE + 1 if has_sectors else SECTOR
    return range(first, first + _KEYS)


def target_at(grid: Grid, row: int, column: int) -> str | None:
    """Returns the usual target in a cell; None where the cell is none of theirs or empty."""
    return text_of(grid.value(row, column)) if TARGETS <= column < UNIT else None
