"""Reads an open workbook as grids: a sheet's cells in one call, the same reader as for files.

Each property asked of Excel is a round trip between two processes, so a sheet costs its name and
its values; its formulas are read only where a value raises a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said
from xlperf.filing.model import Address, Filing, Project
from xlperf.form.template import template
from xlperf.form.values import number_as_shown
from xlperf.grid import Formula, Grid, Shown, Value, place_of
from xlperf.reading.read_template import filing_of, sheets_of

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet

_FIRST_LOOK = (100, 10)
"""Limits the rows and columns read at first: a project sheet of 60 indicators."""
MOST = (4_000, 160)
"""Limits the rows and columns read at all: a sheet may claim to be used to its very end."""


class OpenWorkbook(NamedTuple):
    """Holds an open workbook as read: its filing, its sheets by name, the grids of those read."""

    book: Book
    filing: Filing
    sheets: dict[str, Sheet]
    grids: dict[str, Grid]

    def project_at(self, sheet: str) -> Project:
        """Returns the project on a sheet; raises `XlperfError` where it holds none."""
        for project in self.filing.project_sheets:
            if project.sheet == sheet:
                return project
        raise XlperfError(f"当前工作表“{sheet}”不是项目表；请先点开一张项目表，再用这个命令。")


def read_open_workbook(book: Book) -> OpenWorkbook:
    """Read every sheet that may hold projects or totals.

    Raises `XlperfError` where the workbook holds no project.
    """
    if book.app.calculation == "manual":  # sums as they were would be compared with new amounts
        book.app.calculate()
    own = template()["sheets"]
    skipped = {own[name] for name in ("findings", "rules", "guide", "lists", "library")}
    sheets = {sheet.name: sheet for sheet in book.sheets}
    grids = {
        # Excel's own word for a sheet that is seen is -1.
        name: Grid(name, rows_of(sheet), is_hidden=sheet.visible not in (True, -1))
        for name, sheet in sheets.items()
        if name not in skipped
    }
    details = _CellDetails(sheets, grids)
    filing = filing_of(
        sheets_of(replace(grid, details=details) for grid in grids.values()), book.name
    )
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
    # Excel hands over what is formatted as a currency as a decimal of four places.
    return [[float(v) if isinstance(v, Decimal) else v for v in row] for row in rows]


def selected_areas(book: Book) -> list[Range]:
    """Returns the ranges that are selected on the sheet in front; none for a picture or chart."""
    selected = book.app.selection
    if selected is None:
        return []
    return [selected.sheet.range(part) for part in selected.address.split(",")]


def selected_area(book: Book) -> Range | None:
    """Returns the one range that is selected; raises `XlperfError` where there are several."""
    areas = selected_areas(book)
    if len(areas) > 1:
        raise XlperfError(said("areas", count=len(areas)))
    return areas[0] if areas else None


def formulas_of(sheet: Sheet, height: int, width: int) -> Sequence[Sequence[str]]:
    """Reads the cells from A1 on as they were typed: formulas, or texts and numbers; one call."""
    written: Any = area(sheet, 1, 1, height, width).formula
    return ((written,),) if height == width == 1 else written


class _CellDetails:
    """Asks Excel for the formulas of a sheet, once, and for the number formats of single cells."""

    def __init__(self, sheets: Mapping[str, Sheet], grids: Mapping[str, Grid]) -> None:
        self._sheets = sheets
        self._grids = grids
        self._formulas: dict[str, Sequence[Sequence[str]]] = {}

    def formula(self, at: Address, value: Value) -> Formula | None:
        cell = place_of(at.cell)
        if cell is None:
            return None
        if at.sheet not in self._formulas:
            rows = self._grids[at.sheet].rows
            height, width = len(rows), max(map(len, rows), default=0)
            known = formulas_of(self._sheets[at.sheet], height, width) if height and width else ()
            self._formulas[at.sheet] = known
        written = self._formulas[at.sheet]
        row, column = cell
        text = written[row][column] if row < len(written) and column < len(written[row]) else ""
        if isinstance(text, str) and text.startswith("=") and value != text:
            return Formula(text, value)  # type: ignore[arg-type]  # a cell's value
        return None

    def shown(self, at: Address, value: Value) -> Shown:
        cell = self._sheets[at.sheet].range(at.cell)
        return Shown(number_as_shown(value, cell.number_format or ""))
