"""What drawing is measured against: openpyxl in its write-only mode, each style made once.

It draws a sheet's values, formulas, styles, merged ranges, widths and heights, not the rest:
validations, conditional formats, links, charts, page set-up, and what formulas result in.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange

from xlperf.layouts.sheet import Sheet, Style


def draw(sheets: Iterable[Sheet], out: BinaryIO) -> None:
    book = Workbook(write_only=True)
    looks: dict[Style, Any] = {}
    for sheet in sheets:
        _draw_sheet(book.create_sheet(sheet.name), sheet, looks)
    book.save(out)


def _draw_sheet(drawn: Any, sheet: Sheet, looks: dict[Style, Any]) -> None:
    def cell(value: Any, name: str) -> Any:
        style = sheet.styles[name]
        made = WriteOnlyCell(drawn, value)
        if style in looks:
            made._style = copy(looks[style])
        else:
            _dress(made, style)
            looks[style] = made._style
        return made

    for column, width in enumerate(sheet.widths, start=1):
        drawn.column_dimensions[get_column_letter(column)].width = width / 5.25
    for row, height in sheet.heights.items():
        drawn.row_dimensions[row + 1].height = height
    rows: dict[int, dict[int, Any]] = {}
    for one in sheet.cells:
        for row in range(one.row, one.row + one.rows):
            line = rows.setdefault(row, {})
            for column in range(one.column, one.column + one.columns):
                line[column] = cell(None, one.style)
        rows[one.row][one.column].value = one.value if one.formula is None else one.formula
        if one.rows > 1 or one.columns > 1:
            drawn.merged_cells.add(
                CellRange(
                    min_row=one.row + 1,
                    min_col=one.column + 1,
                    max_row=one.row + one.rows,
                    max_col=one.column + one.columns,
                )
            )
    listing = sheet.listing
    for row in range(max(rows, default=-1) + 1):
        line = rows.get(row, {})
        drawn.append([line.get(column) for column in range(max(line, default=-1) + 1)])
    if listing:
        for values in listing.table.iter_rows():
            drawn.append(
                [cell(value, style) for value, style in zip(values, listing.styles, strict=True)]
            )


def _dress(made: Any, style: Style) -> None:
    made.font = Font(
        name=style.font,
        size=style.size,
        bold=style.bold,
        color=style.colour,
        underline="single" if style.underline else None,
    )
    if style.fill:
        made.fill = PatternFill("solid", style.fill)
    if style.border:
        side = Side("thin", style.border)
        made.border = Border(side, side, side, side)
    made.alignment = Alignment(style.across, style.down, wrap_text=style.wrap, indent=style.indent)
    if style.number:
        made.number_format = style.number
