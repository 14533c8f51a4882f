"""What gathering is measured against besides the plain script: the same work, better tools.

Each reads, checks and adds up as `plain_script` does, which knows one layout and trusts every file,
and writes the same four lists. They differ in what reads the workbooks and what writes the lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks import plain_script as plain

Sheets = Iterable[tuple[str, Iterable[Sequence[Any]]]]
Lists = dict[str, list[tuple[Any, ...]]]


def _gathered(books: Sequence[Path], read: Callable[[Path], Sheets]) -> Lists:
    sheets = [sheet for book in books for sheet in plain.projects_in(book.name, read(book))]
    for sheet in sheets:
        plain.check(sheet, 2024)
    return plain.lists(sheets)


def careful_gather(books: Sequence[Path], out: Path) -> None:
    """openpyxl used with care: read-only, write-only, each style made once."""
    from openpyxl import Workbook, load_workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, Side

    def read(path: Path) -> Sheets:
        book = load_workbook(path, read_only=True, data_only=True)
        for sheet in book:
            yield sheet.title, sheet.iter_rows(max_col=4, values_only=True)
        book.close()

    found = _gathered(books, read)
    book = Workbook(write_only=True)
    side = Side(style="thin")
    border, font = Border(side, side, side, side), Font(name="宋体", size=8)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for name, rows in found.items():
        sheet = book.create_sheet(name)
        look = WriteOnlyCell(sheet)
        look.font, look.border, look.alignment = font, border, middle

        def cell(value: Any, sheet: Any = sheet, look: Any = look) -> Any:
            made = WriteOnlyCell(sheet, value)
            made._style = look._style
            return made

        for values in rows:
            sheet.append([cell(value) for value in values])
    book.save(out)


def pandas_gather(books: Sequence[Path], out: Path) -> None:
    """pandas with calamine, which writes through XlsxWriter."""
    import pandas as pd

    def read(path: Path) -> Sheets:
        frames = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
        for name, frame in frames.items():
            cells = frame.reindex(columns=range(4)).astype(object)
            yield name, cells.where(cells.notna(), None).to_numpy().tolist()

    found = _gathered(books, read)
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        for name, rows in found.items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=name, header=False, index=False)


def calamine_gather(books: Sequence[Path], out: Path) -> None:
    """calamine reads and XlsxWriter writes, a row at a time."""
    from python_calamine import CalamineWorkbook
    from xlsxwriter import Workbook

    def read(path: Path) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield name, ([*row[:4], "", "", "", ""][:4] for row in rows)

    found = _gathered(books, read)
    with Workbook(str(out), {"constant_memory": True}) as book:
        plain_look = {"font_name": "宋体", "font_size": 8, "border": 1, "text_wrap": True}
        look = book.add_format({**plain_look, "align": "center", "valign": "vcenter"})
        day = book.add_format({**plain_look, "align": "center", "num_format": "yyyy-mm-dd"})
        for name, rows in found.items():
            sheet = book.add_worksheet(name)
            for number, values in enumerate(rows, 1):
                for column, value in enumerate(values):
                    sheet.write(number, column, value, day if isinstance(value, date) else look)
