"""Gives a live sheet what copied cells do not bring along: page, panes, filter, tab, charts' cells.

Each has the values of the drawn sheet. xlwings has no word for most of them.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from xlperf.excel_addin.look_before import said
from xlperf.excel_addin.open_workbook import area
from xlperf.layouts.sheet import Page
from xlperf.layouts.sheet import Sheet as Drawn
from xlperf.output.excel_writer import footer_parts

if TYPE_CHECKING:
    from xlwings import Sheet

_A4, _LANDSCAPE, _PORTRAIT = 9, 2, 1


def restore_settings(sheet: Sheet, drawn: Drawn) -> None:
    """Give an unprotected sheet the drawn one's filter and tab, and its charts their cells.

    The drawer's charts come first, in its order; they stay as they are where one was deleted.
    """
    charts = list(sheet.charts) if drawn.charts else []
    wanted_ones = drawn.charts if len(charts) >= len(drawn.charts) else ()
    for chart, wanted in zip(charts, wanted_ones, strict=False):
        row, column, last = wanted.names
        values = wanted.values[1]
        chart.set_source_data(area(sheet, row + 1, column + 1, last - row + 1, values - column + 1))
    if sys.platform == "darwin":
        return
    if drawn.filter:
        row, column, last, end = drawn.filter
        span = area(sheet, row + 1, column + 1, last - row + 1, end - column + 1)
        sheet.api.Range(span.address).AutoFilter()
    if drawn.tab:
        red, green, blue = bytes.fromhex(drawn.tab)
        sheet.api.Tab.Color = blue << 16 | green << 8 | red


def restore_view(sheet: Sheet, drawn: Drawn) -> list[str]:
    """Give an unprotected sheet the drawn one's panes and page; returns what is to be said.

    The sheet is in front afterwards. On a Mac it keeps both as they are.
    """
    if sys.platform == "darwin":
        return [said("page_setup")]
    sheet.activate()
    window = sheet.book.app.api.ActiveWindow
    window.FreezePanes = False
    window.ScrollRow = window.ScrollColumn = 1
    if drawn.freeze:
        window.SplitRow, window.SplitColumn = drawn.freeze
        window.FreezePanes = True
    try:
        _set_page(sheet.api, drawn.page)
    except Exception:  # Excel's own error where there is no printer
        return [said("page_setup")]
    return []


def _set_page(api: Any, page: Page) -> None:
    """Set the page as the drawer does (`excel_writer`)."""
    setup = api.PageSetup
    setup.PrintArea = ""
    setup.PaperSize = _A4
    setup.Orientation = _LANDSCAPE if page.landscape else _PORTRAIT
    setup.LeftMargin, setup.RightMargin, setup.TopMargin, setup.BottomMargin = page.margins
    setup.CenterHorizontally = True
    setup.Zoom = False
    wide, tall = page.fit
    setup.FitToPagesWide = wide or False
    setup.FitToPagesTall = tall or False
    rows = page.repeat and f"${page.repeat[0] + 1}:${page.repeat[1] + 1}"
    setup.PrintTitleRows = rows or ""
    setup.LeftFooter, setup.RightFooter = footer_parts(page.footer) if page.footer else ("", "")
    setup.CenterFooter = setup.LeftHeader = setup.CenterHeader = setup.RightHeader = ""
    api.ResetAllPageBreaks()
    for row in page.breaks:
        api.HPageBreaks.Add(api.Range(f"A{row + 1}"))
