"""The one drawer: writes descriptions of sheets to a new workbook with XlsxWriter.

What it draws is the same byte for byte whenever and wherever it is drawn, names no author, and
shows every text as it is: nothing is turned into a number, a formula or a link by its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xlperf.errors import XlperfError
from xlperf.reading.grid import a1
from xlperf.sheets.sheet import Cell, Page, Sheet, Style, Validation, Value

LONGEST_TEXT = 32_767
"""What one cell of Excel holds, in UTF-16 units."""
_FIRST_DATE = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; earlier dates would be off by a day."""
_CREATED = datetime(2000, 1, 1)
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PIXELS = 4 / 3
"""Pixels in one point."""

_ALLOWED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
}


def draw(
    sheets: Iterable[Sheet],
    out: BinaryIO,
    names: Mapping[str, str] | None = None,
    active: str | None = None,
) -> None:
    """Write the sheets, in order, as one workbook.

    `names` are defined names with their formulas, `active` the sheet shown first. Raises
    `XlperfError` naming the cell where a text is longer than a cell can hold.
    """
    book = Workbook(out, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    formats: dict[Style, Format] = {}
    for sheet in sheets:
        drawn = book.add_worksheet(sheet.name)
        _draw_sheet(book, drawn, sheet, formats)
        if sheet.name == active:
            drawn.activate()
            drawn.set_first_sheet()
    for name, formula in (names or {}).items():
        book.define_name(name, formula)
    book.close()


def _draw_sheet(
    book: Workbook, drawn: Worksheet, sheet: Sheet, formats: dict[Style, Format]
) -> None:
    def look(name: str) -> Format:
        style = sheet.styles[name]
        known = formats.get(style)
        if known is None:
            known = formats[style] = book.add_format(_properties(style))
        return known

    local: dict[str, Format] = {}
    for column, width in enumerate(sheet.widths):
        drawn.set_column_pixels(column, column, round(width * _PIXELS))
    for row, height in sheet.heights.items():
        style = sheet.row_styles.get(row)
        drawn.set_row_pixels(row, round(height * _PIXELS), look(style) if style else None)
    for cell in sheet.cells:
        shown = local.get(cell.style)
        if shown is None:
            shown = local[cell.style] = look(cell.style)
        _draw_cell(drawn, cell, shown, sheet.name)
    for validation in sheet.validations:
        drawn.data_validation(*validation.span, _validation(validation))
    for span, formula, style in sheet.highlights:
        drawn.conditional_format(
            *span, {"type": "formula", "criteria": formula, "format": look(style)}
        )
    drawn.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    drawn.hide_gridlines(2)
    if sheet.freeze:
        drawn.freeze_panes(*sheet.freeze)
    if sheet.filter:
        drawn.autofilter(*sheet.filter)
    if sheet.tab:
        drawn.set_tab_color(f"#{sheet.tab}")
    if sheet.protected:
        drawn.protect("", _ALLOWED)
    if sheet.hidden:
        drawn.hide()
    _set_page(drawn, sheet.page)


def _draw_cell(drawn: Worksheet, cell: Cell, shown: Format, sheet: str) -> None:
    row, column, value = cell.row, cell.column, cell.value
    if cell.rows > 1 or cell.columns > 1:
        last_row, last_column = row + cell.rows - 1, column + cell.columns - 1
        drawn.merge_range(row, column, last_row, last_column, "", shown)
    if cell.link:
        # The link is kept beside the cell; what the cell holds is written over it below.
        drawn.write_url(row, column, f"internal:{cell.link}", shown, cell.link)
    if cell.formula is not None:
        drawn.write_formula(row, column, cell.formula, shown, _result(value))
    elif value is None or value == "":
        drawn.write_blank(row, column, None, shown)
    elif isinstance(value, str):
        _draw_text(drawn, row, column, value, shown, sheet)
    elif isinstance(value, int):
        drawn.write_number(row, column, value, shown)
    elif isinstance(value, Decimal):
        number = float(value)
        if Decimal(repr(number)) == value:
            drawn.write_number(row, column, number, shown)
        else:
            # More digits than a number cell holds: as text it at least stays what it is.
            drawn.write_string(row, column, str(value), shown)
    elif value < _FIRST_DATE:
        drawn.write_string(row, column, value.isoformat(), shown)
    else:
        drawn.write_datetime(row, column, value, shown)


def _draw_text(
    drawn: Worksheet, row: int, column: int, text: str, shown: Format, sheet: str
) -> None:
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    if len(text) > LONGEST_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise XlperfError(
            f"工作表“{sheet}”的 {a1(row, column)} 要写入的文字有 {len(text)} 字，"
            f"超过 Excel 单元格 {LONGEST_TEXT} 字的上限；请缩短后再试。"
        )
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter passes such a text on as its own mark-up; in two pieces it is escaped.
        drawn.write_rich_string(row, column, text[:1], shown, text[1:], shown)
    else:
        drawn.write_string(row, column, text, shown)


def _result(value: Value) -> str | float | int:
    """A formula's result as XlsxWriter writes it; it escapes no control characters there."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = _SURROGATES.sub("\ufffd", value)
        return _CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return (value - date(1899, 12, 30)).days


def _properties(style: Style) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_name": style.font,
        "font_size": style.size,
        "align": style.across,
        "valign": "vcenter" if style.down == "center" else "top",
        "text_wrap": style.wrap,
        "locked": style.locked,
    }
    if style.bold:
        properties["bold"] = True
    if style.underline:
        properties["underline"] = 1
    if style.colour:
        properties["font_color"] = f"#{style.colour}"
    if style.fill:
        properties["bg_color"] = f"#{style.fill}"
    if style.border:
        properties |= {"border": 1, "border_color": f"#{style.border}"}
    if style.number:
        properties["num_format"] = style.number
    return properties


def _validation(wanted: Validation) -> dict[str, Any]:
    options: dict[str, Any] = {
        "validate": wanted.kind,
        "input_title": wanted.title,
        "input_message": wanted.prompt,
        "error_title": wanted.title,
        "error_message": wanted.error,
        "error_type": "warning" if wanted.lenient else "stop",
    }
    if wanted.kind == "list":
        options["source"] = wanted.source
    elif wanted.kind == "date":
        options |= {
            "criteria": "between",
            "minimum": date(2000, 1, 1),
            "maximum": date(2099, 12, 31),
        }
    elif wanted.kind == "amount":
        options |= {"validate": "decimal", "criteria": ">=", "value": 0}
    return options


def _set_page(drawn: Worksheet, page: Page) -> None:
    drawn.set_paper(9)  # A4
    if page.landscape:
        drawn.set_landscape()
    left, right, top, bottom = (margin / 72 for margin in page.margins)
    drawn.set_margins(left, right, top, bottom)
    drawn.center_horizontally()
    if page.fit:
        drawn.fit_to_pages(*page.fit)
    if page.repeat:
        drawn.repeat_rows(*page.repeat)
    if page.breaks:
        drawn.set_h_pagebreaks(list(page.breaks))
    if page.footer:
        drawn.set_footer(_footer(page.footer), {"margin": min(page.margins[3] / 72 / 2, 0.3)})


def _footer(parts: tuple[str, str]) -> str:
    """Left and right part as Excel spells them: & doubled, at most 255 characters."""
    spelt = []
    for part in parts:
        plain = _CONTROLS.sub(" ", _SURROGATES.sub(" ", part)).replace("\n", " ")
        plain = plain[:60].replace("&", "&&")
        spelt.append(plain.replace("{page}", "&P").replace("{pages}", "&N"))
    # The space keeps a name that begins with a digit apart from the font size.
    return f"&L&8 {spelt[0]}&R&8 {spelt[1]}"
