"""Reads an open workbook as grids: a sheet's cells in one call, the same reader as for files.

Each property asked of Excel is a round trip between two processes, so a sheet costs its name and
its values; its formulas are read only where a value raises a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from xlperf.errors import XlperfError
from xlperf.filing.model import Filing, Project
from xlperf.form.find_labels import LabelPositions
from xlperf.form.template import template
from xlperf.grid import Formula, Grid, Shown, Value
from xlperf.reading.read_template import filing_of, sheets_of

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

_FIRST_LOOK = (100, 10)
"""Limits the rows and columns read at first: a project sheet of 60 indicators."""
MOST = (4_000, 160)
"""Limits the rows and columns read at all: a sheet may claim to be used to its very end."""
_NUMBERS = (int, float)


class OpenWorkbook(NamedTuple):
    """Holds an open workbook as read: its filing, its sheets by name, the grids of those read."""

    book: Book
    filing: Filing
    sheets: dict[str, Sheet]
    grids: dict[str, Grid]

    def project_at(self, sheet: str) -> Project:
        """Returns the project on a sheet; raises `XlperfError` where it holds none."""
        for project in self.filing.projects:
            if project.sheet == sheet:
                return project
        raise XlperfError(f"当前工作表“{sheet}”不是项目表；请先点开一张项目表，再用这个命令。")


def read_open_workbook(book: Book) -> OpenWorkbook:
    """Read every sheet that may hold projects or totals.

    Raises `XlperfError` where the workbook holds no project.
    """
    own = template()["sheets"]
    skipped = {own[name] for name in ("findings", "rules", "guide", "lists", "library")}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    grids = {
        # Excel's own word for a sheet that is seen is -1.
        name: Grid(name, rows_of(sheet), is_hidden=sheet.visible not in (True, -1))
        for name, sheet in sheets.items()
        if name not in skipped
    }

    def look(grid: Grid, places: LabelPositions | None) -> Grid:
        return _second_look(sheets[grid.name], grid, places)

    filing = filing_of(sheets_of(grids.values()), book.name, look)
    return OpenWorkbook(book, filing, sheets, grids)


def area(sheet: Sheet, row: int, column: int, rows: int, columns: int) -> Range:
    """Returns a range by its 1-based first cell and its size."""
    return sheet.range((row, column), (row + rows - 1, column + columns - 1))


def rows_of(sheet: Sheet) -> list[list[Value]]:
    """Reads the cells from A1 on, without the empty rows at the end; one call for most sheets."""
    height, width = _FIRST_LOOK
    while True:
        # A range this small is never read in pieces; without that word for it xlwings would ask
        # Excel for the range's size first.
        cells = area(sheet, 1, 1, height, width).options(ndim=2, err_to_str=True, chunksize=None)
        rows: list[list[Value]] = cells.value
        full_down = any(value is not None for value in rows[-1]) and height < MOST[0]
        full_across = any(row[-1] is not None for row in rows) and width < MOST[1]
        if not (full_down or full_across):
            break
        height = min(height * 4, MOST[0]) if full_down else height
        width = min(width * 4, MOST[1]) if full_across else width
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def formulas_of(sheet: Sheet, height: int, width: int) -> Sequence[Sequence[str]]:
    """Reads the cells from A1 on as they were typed: formulas, or texts and numbers; one call."""
    written: Any = area(sheet, 1, 1, height, width).formula
    return ((written,),) if height == width == 1 else written


def _second_look(sheet: Sheet, grid: Grid, places: LabelPositions | None) -> Grid:
    """Returns the grid with formulas beside values, and numbers in targets as they are shown."""
    height, width = len(grid.rows), max(map(len, grid.rows), default=0)
    if not height or not width:
        return grid
    written = formulas_of(sheet, height, width)
    target = places.heads.get("target") if places else None
    rows = [list(row) for row in grid.rows]
    for row, texts in enumerate(written):
        for column, text in enumerate(texts):
            value = rows[row][column]
            if isinstance(text, str) and text.startswith("=") and value != text:
                rows[row][column] = Formula(text, value)  # type: ignore[arg-type]  # a cell's value
            elif column == target and value.__class__ in _NUMBERS:
                cell = area(sheet, row + 1, column + 1, 1, 1)
                rows[row][column] = Shown(_as_shown(value, cell.number_format))
    return replace(grid, rows=rows)


def _as_shown(value: Any, number_format: str | None) -> str:
    """Spells a number as its cell shows it, as far as targets go: percentages and plain numbers."""
    if number_format and number_format.endswith("%"):
        places = len(number_format.partition(".")[2].rstrip("%"))
        return f"{value * 100:.{places}f}%"
    return f"{value:.15g}"
