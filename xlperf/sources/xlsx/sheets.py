"""Reads a workbook on disk into grids.

calamine reads every sheet at once and fast, but tells nothing of formulas or number formats; a
sheet that raises a question is looked at a second time for those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from xlperf.form.find_labels import LabelPositions
from xlperf.form.template import generated_sheet_names
from xlperf.form.values import text_of
from xlperf.grid import Cell, Formula, Grid, Shown, Span
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.cell_details import Workbook
from xlperf.sources.xlsx.check_parts import check_sheets
from xlperf.sources.xlsx.hidden_rows import hidden_rows

_NUMBERS = (int, float, date, datetime, time, timedelta)
_BEYOND = 8
"""calamine drops trailing rows and columns that hold nothing but uncalculated formulas."""


def read_grids(source: InputFile, *, filled: bool = False) -> Iterator[Grid]:
    """Yields every worksheet as a grid, in order; with `filled` only those somebody may fill in.

    Raises `XlperfError` where the file is damaged, or its sheets together hold too much.
    """
    skip = generated_sheet_names() if filled else frozenset[str]()
    if not filled:
        check_sheets(source, generated_sheet_names())
    hidden = {
        name: hidden_rows(source.worksheet(part))
        for part, name in source.sheets.items()
        if name not in generated_sheet_names() and part in source.parts
    }
    with parsing(source.path, "workbook"):
        book = CalamineWorkbook.from_filelike(source.package(skip))
        names = [name for name in book.sheet_names if name not in skip]
        unseen = {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}
    cells = characters = 0
    for name in names:
        with parsing(source.path, "workbook"):
            sheet = book.get_sheet_by_name(name)
            cells += (sheet.total_height + 1) * (sheet.total_width + 1)
            if cells > LIMITS.book_cells:
                raise refusal("book_cells", source.path, limit=LIMITS.book_cells)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
        # A list, and no isinstance: this looks at every cell of every workbook.
        characters += sum([len(v) for row in rows for v in row if v and v.__class__ is str])
        if characters > LIMITS.book_characters:
            raise refusal("book_text", source.path, limit=LIMITS.book_characters)
        spans: tuple[Span, ...] = tuple([(*first, *last) for first, last in merged])
        yield Grid(
            name,
            rows,  # type: ignore[arg-type]  # calamine's cells are Values
            spans,
            hidden=hidden.get(name, frozenset()),
            is_hidden=name in unseen,
        )


class SheetDetails:
    """Looks closer at single sheets: the package is opened when the first is asked for."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self._book: Workbook | None = None

    def at(self, grid: Grid, places: LabelPositions | None) -> Grid:
        """Returns the grid with formulas as `Formula`, and numbers in targets as they are shown."""
        if self._book is None:
            self._book = Workbook(self._source)
        targets = _targets(places)
        height, width = len(grid.rows) + _BEYOND, max(map(len, grid.rows), default=0) + _BEYOND
        rows = [[*row, *[None] * (width - len(row))] for row in grid.rows]
        rows += [[None] * width for _ in range(_BEYOND)]
        for (row, column), behind in self._book.cells(grid.name).items():
            if row >= height or column >= width:
                continue
            value = rows[row][column]
            if behind.error is not None:
                rows[row][column] = Formula(behind.formula or "", behind.error)
            elif behind.formula is not None:
                result: Any = None if behind.empty else value
                rows[row][column] = Formula(behind.formula, result)
            elif (row, column) in targets and isinstance(value, _NUMBERS):
                number_format = self._book.number_format(behind.style)
                rows[row][column] = Shown(_as_shown(value, number_format))
        return replace(grid, rows=rows)


def _targets(places: LabelPositions | None) -> set[Cell]:
    """Returns the cells of the table's targets."""
    if places is None or places.header is None or "target" not in places.heads:
        return set()
    return {(row, places.heads["target"]) for row in range(places.header + 1, places.end)}


def _as_shown(value: Any, number_format: str) -> str:
    """Returns a number as its cell shows it, as far as targets go: percentages, plain numbers."""
    if isinstance(value, datetime | date | time | timedelta):
        return text_of(value) or ""
    number = Decimal(f"{value:.15g}")
    if number_format.endswith("%"):
        places = len(number_format.partition(".")[2].rstrip("%"))
        return f"{number * 100:.{places}f}%"
    return f"{number:f}"
