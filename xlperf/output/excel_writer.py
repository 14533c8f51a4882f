"""Draws descriptions of worksheets into a new workbook with XlsxWriter; nothing else does.

What it draws has the same parts, byte for byte, whenever and wherever it is drawn, names no author,
and shows every text as it is: nothing is turned into a number, a formula or a link by its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xlperf.grid import a1
from xlperf.layouts.sheet import Page, Sheet, Style, Validation
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.workbooks import Workbook as Description
from xlperf.output.excel_calls import Checked, raising_warnings
from xlperf.output.excel_cells import write_cells, write_links
from xlperf.output.excel_charts import draw_chart

_CREATED = datetime(2000, 1, 1)
_UNPRINTABLE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FOOTER = 40
"""Limits the characters of a footer's part: more would run into the other part in print."""
_MOST_BREAKS = 1023
"""Limits the page breaks of a worksheet, which XlsxWriter leaves out beyond without a word."""
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


def draw_workbook(workbook: Description) -> bytes:
    """Returns the file of a workbook; raises `XlperfError` as `draw` does."""
    return draw(workbook.sheets, workbook.names, workbook.active)


def draw(
    sheets: Iterable[Sheet],
    names: Mapping[str, str] | None = None,
    active: str | None = None,
) -> bytes:
    """Returns the file of a workbook with the sheets, in order.

    `names` are defined names with their formulas, `active` the sheet shown first. Raises
    `XlperfError` naming the worksheet, and the cell, where a workbook cannot hold what is drawn.
    """
    content = BytesIO()
    # A copy of the font: XlsxWriter adds to it.
    font = {"default_format_properties": dict(_DEFAULT_FONT)}
    with raising_warnings():
        book = Checked(Workbook(content, {"in_memory": True, **font, **_DEFAULT_SIZES}))
        book.set_properties({"created": _CREATED})
        formats: dict[Style, Format] = {}
        anchors: dict[str, str] = {}
        for sheet in sheets:
            drawn = Checked(book.add_worksheet(sheet.name), sheet.name)
            if sheet.anchor:
                anchors[sheet.anchor] = f"={quoted(sheet.name)}!$A$1"
            _draw_sheet(book, drawn, sheet, formats)
            if sheet.name == active:
                drawn.activate()
        for name, formula in (anchors | dict(names or {})).items():
            book.define_name(name, formula)
        book.close()
    return content.getvalue()


def _draw_sheet(book: Checked, drawn: Checked, sheet: Sheet, formats: dict[Style, Format]) -> None:
    def look(name: str) -> Format:
        style = sheet.styles[name]
        if style not in formats:
            formats[style] = book.add_format(_properties(style))
        return formats[style]

    for column, width in enumerate(sheet.widths):
        drawn.set_column_pixels(column, column, round(width * _PIXELS))
    for row in sorted({*sheet.heights, *sheet.row_styles}):
        height = round(sheet.heights.get(row, 0) * _PIXELS) or None
        style = sheet.row_styles.get(row)
        drawn.set_row_pixels(row, height, look(style) if style else None)
    write_links(drawn, sheet)
    write_cells(drawn, sheet, look)
    for chart in sheet.charts:
        draw_chart(book, drawn, chart, sheet)
    for validation in sheet.validations:
        drawn.data_validation(*validation.span, _validation(validation))
    for spans, formula, style in sheet.highlights:
        shown = {"type": "formula", "criteria": formula, "format": look(style)}
        if len(spans) > 1:
            shown["multi_range"] = " ".join(f"{a1(*span[:2])}:{a1(*span[2:])}" for span in spans)
        drawn.conditional_format(*spans[0], shown)
    marks = ["number_stored_as_text", *["formula_unlocked"] * sheet.protected]
    drawn.ignore_errors(dict.fromkeys(marks, "A1:XFD1048576"))
    drawn.hide_gridlines(2)
    if sheet.freeze:
        drawn.freeze_panes(*sheet.freeze)
    drawn.set_selection(*sheet.selected, *sheet.selected)
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
        # 8 and 8.0 are equal, so which of them comes first must not show in the file.
        "font_size": f"{style.size:g}",
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


def _set_page(drawn: Checked, page: Page) -> None:
    drawn.set_paper(9)  # A4
    if page.landscape:
        drawn.set_landscape()
    drawn.set_margins(*(margin / 72 for margin in page.margins))
    drawn.center_horizontally()
    drawn.fit_to_pages(*page.fit)
    if page.repeat:
        drawn.repeat_rows(*page.repeat)
    if len(page.breaks) > _MOST_BREAKS:
        raise drawn.refusal("breaks", count=len(page.breaks), most=_MOST_BREAKS)
    if page.breaks:
        drawn.set_h_pagebreaks(list(page.breaks))
    if page.footer:
        drawn.set_start_page(1)
        left, right = footer_parts(page.footer)
        drawn.set_footer(f"&L{left}&R{right}", {"margin": min(page.margins[3] / 72 / 2, 0.3)})


def footer_parts(parts: tuple[str, str]) -> tuple[str, str]:
    """Spells left and right part of a footer as Excel does: & doubled, at most 255 characters.

    `&&G` XlsxWriter takes for the place of a picture, and leaves the footer out.
    """
    spelt = []
    for part in parts:
        plain = _UNPRINTABLE.sub(" ", part)[:_FOOTER].replace("&G", "＆G").replace("&", "&&")
        spelt.append(plain.replace("{page}", "&P"))
    # The space keeps a name that begins with a digit apart from the font size.
    return f"&8 {spelt[0]}", f"&8 {spelt[1]}"
