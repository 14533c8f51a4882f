"""Brings drawn sheets into an open workbook, by copying them from a workbook drawn for that.

The one drawer draws them, into a temporary file that Excel opens; a new sheet is copied in
whole, an existing one gets the new one's cells, so that formulas elsewhere that speak of it go on
working: all of them, since whole rows bring heights along, and whole columns widths. Formulas that
speak of other sheets, or of functions that the temporary file has not, are written afterwards:
copied, they would go on speaking of that file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xlperf.excel_addin.filters import remove_filter
from xlperf.excel_addin.functions.vba_wrappers import PREFIX
from xlperf.excel_addin.open_workbook import area
from xlperf.excel_addin.protection import protect, unprotect
from xlperf.excel_addin.sheet_settings import restore_settings
from xlperf.layouts.sheet import Cell
from xlperf.layouts.sheet import Sheet as Drawn
from xlperf.layouts.word_lists_sheet import WordLists
from xlperf.output.atomic_write import write_bytes
from xlperf.output.excel_writer import draw
from xlperf.output.temporary_files import scratch

if TYPE_CHECKING:
    from xlwings import Book, Sheet


def paste_sheets(
    book: Book, known: Mapping[str, Sheet], drawn: Sequence[Drawn], lists: WordLists, after: str
) -> list[Sheet]:
    """Put the drawn sheets into the book: in the place of their namesakes, or after a sheet.

    `known` are the book's sheets by name. Answers the drawn ones as they now are, in their order.
    """
    wanted = list(drawn)
    if lists.sheet.name not in known:
        wanted.append(lists.sheet)
    done: list[Sheet] = []
    with scratch() as folder:
        # A name of its own: Excel refuses to open two workbooks of one name.
        path = folder / f"{folder.name}.xlsx"
        write_bytes(path, draw([_plain(sheet, known) for sheet in wanted]))
        source = book.app.books.open(path)
        try:
            anchor = known.get(after) or book.sheets[-1]
            for sheet in wanted:
                old = known.get(sheet.name)
                put = _put(source.sheets[sheet.name], old, anchor)
                if old is None:
                    anchor = put
                else:
                    restore_settings(old, sheet)
                _finish(put, sheet)
                done.append(put)
        finally:
            source.close()
    return done[: len(drawn)]


def _plain(sheet: Drawn, known: Collection[str]) -> Drawn:
    """Returns the sheet to copy from: unprotected, without formulas that speak of other sheets.

    A sheet that is there already keeps its charts: copied with the rows, they would come double.
    """
    cells = [
        cell._replace(formula=None) if _speaks_of_others(cell) else cell for cell in sheet.cells
    ]
    charts = () if sheet.name in known else sheet.charts
    return replace(sheet, cells=cells, charts=charts, protected=False)


def _speaks_of_others(cell: Cell) -> bool:
    return cell.formula is not None and ("!" in cell.formula or PREFIX in cell.formula)


def _put(source: Sheet, old: Sheet | None, anchor: Sheet) -> Sheet:
    if old is None:
        return source.copy(after=anchor)
    unprotect(old)
    remove_filter(old)
    old.clear()
    source.cells.copy(old.cells)
    return old


def _finish(sheet: Sheet, drawn: Drawn) -> None:
    """Write the formulas that speak of other sheets, a row of neighbours at a time; protect."""
    rows: dict[int, list[Cell]] = {}
    for cell in drawn.cells:
        if _speaks_of_others(cell):
            rows.setdefault(cell.row, []).append(cell)
    for row, cells in rows.items():
        for first, formulas in _neighbours(cells):
            target = area(sheet, row + 1, first + 1, 1, len(formulas))
            target.formula = formulas[0] if len(formulas) == 1 else [formulas]
    if drawn.protected:
        protect(sheet)


def _neighbours(cells: Sequence[Cell]) -> list[tuple[int, list[str]]]:
    runs: list[tuple[int, list[str]]] = []
    for cell in sorted(cells, key=lambda cell: cell.column):
        if runs and runs[-1][0] + len(runs[-1][1]) == cell.column:
            runs[-1][1].append(cell.formula or "")
        else:
            runs.append((cell.column, [cell.formula or ""]))
    return runs
