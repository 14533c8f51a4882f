"""Draws descriptions of worksheets into a new workbook with XlsxWriter; nothing else does.

What it draws has the same parts, byte for byte, whenever and wherever it is drawn, names no author,
and shows every text as it is: nothing is turned into a number, a formula or a link by its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from datetime import date, datetime
from io import BytesIO
from typing import Any, BinaryIO

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlperf.grid import a1
from xlperf.layouts.sheet import Page, Sheet, Style, Validation
from xlperf.layouts.workbooks import Workbook
from xlperf.output.excel_cells import merges_xml, rows_xml
from xlperf.output.excel_charts import draw_chart
from xlperf.output.excel_package import OwnPackager, OwnStrings, OwnWorkbook, OwnWorksheet
from xlperf.sources.xlsx.zip_writer import AT_ONCE, package

_CREATED = datetime(2000, 1, 1)
_UNPRINTABLE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FOOTER = 40
"""Limits the characters of a footer's part: more would run into the other part in print."""
_PIXELS = 4 / 3
"""Gives the pixels in one point."""

# Column widths are counted in digits of the default font: one that stands in for a missing font
# makes every column wider, and a form forced onto one page smaller. 宋体 is there wherever the
# forms' own type is; its metrics are those of a new workbook in a Chinese Excel.
_DEFAULT_FONT = {"font_name": "宋体", "font_size": 11}
_DEFAULT_SIZES = {"default_row_height": 18, "default_column_width": 72}
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


def draw_workbook(workbook: Workbook, out: BinaryIO) -> None:
    """Write a workbook; raises `XlperfError` as `draw` does."""
    draw(workbook.sheets, out, workbook.names, workbook.active)


def draw(
    sheets: Iterable[Sheet],
    out: BinaryIO,
    names: Mapping[str, str] | None = None,
    active: str | None = None,
    beside: Executor = AT_ONCE,
) -> None:
    """Write the sheets, in order, as one workbook.

    `names` are defined names with their formulas, `active` the sheet shown first; what is
    drawn is compressed `beside` the drawing. Raises `XlperfError` naming the cell where a text is
    longer than a cell can hold.
    """
    # A copy of the font: XlsxWriter adds to it.
    font = {"default_format_properties": dict(_DEFAULT_FONT)}
    packager = OwnPackager(beside)
    book = OwnWorkbook(BytesIO(), {"in_memory": True, **font, **_DEFAULT_SIZES})
    book.packager = packager
    book.str_table = OwnStrings()
    book.set_properties({"created": _CREATED})
    formats: dict[Style, Format] = {}
    for sheet in sheets:
        drawn = book.add_worksheet(sheet.name, OwnWorksheet)
        _draw_sheet(book, drawn, sheet, formats)
        if sheet.name == active:
            drawn.activate()
            drawn.set_first_sheet()
    for name, formula in (names or {}).items():
        book.define_name(name, formula)
    book.close()
    for chunk in package(packager.parts()):
        out.write(chunk)


def _draw_sheet(
    book: OwnWorkbook, drawn: OwnWorksheet, sheet: Sheet, formats: dict[Style, Format]
) -> None:
    def look(name: str) -> Format:
        style = sheet.styles[name]
        known = formats.get(style)
        if known is None:
            known = formats[style] = book.add_format(_properties(style))
        return known

    listing = sheet.listing
    used = {*(cell.style for cell in sheet.cells), *sheet.row_styles.values()}
    used.update(listing.styles if listing else ())
    looks = {name: look(name)._get_xf_index() for name in sorted(used)}
    for column, width in enumerate(sheet.widths):
        drawn.set_column_pixels(column, column, round(width * _PIXELS))
    drawn.rows = rows_xml(sheet, looks, drawn.str_table._get_shared_string_index)
    drawn.merges = merges_xml(sheet)
    if listing:
        from xlperf.output.excel_listing import listing_xml  # with polars, which forms do not need

        intern = drawn.str_table._get_shared_string_index
        drawn.listing = listing_xml(listing, sheet.name, looks, intern)
    drawn.sheet = sheet
    # This alone tells XlsxWriter how far the sheet reaches.
    drawn.write_blank(0, 0, None, look(sheet.cells[0].style))
    last = max(cell.row + cell.rows for cell in sheet.cells) - 1
    if listing and listing.table.height:
        last = max(last, listing.first + listing.table.height - 1)
    right = max(cell.column + cell.columns for cell in sheet.cells) - 1
    drawn.write_blank(last, right, None, look(sheet.cells[0].style))
    for chart in sheet.charts:
        draw_chart(book, drawn, chart, sheet)
    for validation in sheet.validations:
        drawn.data_validation(*validation.span, _validation(validation))
    for spans, formula, style in sheet.highlights:
        shown = {"type": "formula", "criteria": formula, "format": look(style)}
        if len(spans) > 1:
            shown["multi_range"] = " ".join(f"{a1(*span[:2])}:{a1(*span[2:])}" for span in spans)
        drawn.conditional_format(*spans[0], shown)
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


def _properties(style: Style) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_name": style.font,
        # Else XlsxWriter marks the default font as the theme's, which is another one.
        "font_scheme": "none",
        "font_size": style.size,
        "align": style.across,
        "valign": "vcenter" if style.down == "center" else "top",
        "text_wrap": style.wrap,
        "locked": style.locked,
    }
    if style.indent:
        properties["indent"] = style.indent
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
        "show_error": wanted.kind == "any" or bool(wanted.error),
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
    drawn.fit_to_pages(*page.fit)
    if page.repeat:
        drawn.repeat_rows(*page.repeat)
    if page.breaks:
        drawn.set_h_pagebreaks(list(page.breaks))
    if page.footer:
        drawn.set_start_page(1)
        drawn.set_footer(_footer(page.footer), {"margin": min(page.margins[3] / 72 / 2, 0.3)})


def _footer(parts: tuple[str, str]) -> str:
    """Spells left and right part of a footer as Excel does: & doubled, at most 255 characters.

    `&&G` XlsxWriter takes for the place of a picture, and leaves the footer out.
    """
    spelt = []
    for part in parts:
        plain = _UNPRINTABLE.sub(" ", part)[:_FOOTER].replace("&G", "＆G").replace("&", "&&")
        spelt.append(plain.replace("{page}", "&P"))
    # The space keeps a name that begins with a digit apart from the font size.
    return f"&L&8 {spelt[0]}&R&8 {spelt[1]}"
