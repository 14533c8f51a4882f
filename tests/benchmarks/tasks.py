"""The things that are measured, each in a process of its own: `python -m tests.benchmarks.tasks`.

A task prints the processor seconds that its work took, libraries loaded and warm; what loading
costs is measured apart. Processor time, so that what else runs on the machine matters less. Ours
run as the command line does, without the garbage collector.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlperf.grid import Grid

Books = Sequence[Path]


def calamine_reads(books: Books) -> None:
    """The floor: every sheet, and nothing done with it."""
    from python_calamine import CalamineWorkbook

    for path in books:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def openpyxl_reads(books: Books) -> None:
    from openpyxl import load_workbook

    for path in books:
        for sheet in load_workbook(path, data_only=True):
            for _ in sheet.iter_rows(values_only=True):
                pass


def check(books: Books) -> None:
    from xlperf.reading.read_filing import read_filing
    from xlperf.rules.run import check_filings

    check_filings([read_filing(book) for book in books])


def forms(books: Books) -> None:
    """Read, checked, totalled, and drawn as official forms."""
    from tests.drawing import draw_forms
    from xlperf.form.edition import load_edition
    from xlperf.operations.totals import totals
    from xlperf.reading.read_filing import read_filing
    from xlperf.rules.run import check_filings

    filings = [read_filing(book) for book in books]
    check_filings(filings)
    totals(project for filing in filings for project in filing.projects)
    for filing in filings:
        draw_forms(filing.projects, load_edition(filing.edition), filing.year, BytesIO())


def plain_forms(books: Books) -> None:
    from tests.benchmarks import plain_script as plain

    with TemporaryDirectory() as folder:
        read = [plain.read(book) for book in books]
        sheets = [sheet for of_book in read for sheet in of_book]
        for sheet in sheets:
            plain.check(sheet, 2024)
        plain.totals(sheets)
        for number, of_book in enumerate(read):
            plain.write_forms(of_book, Path(folder, f"{number}.xlsx"))


def plain_gather(books: Books) -> None:
    from tests.benchmarks import plain_script as plain

    with TemporaryDirectory() as folder:
        sheets = [sheet for book in books for sheet in plain.read(book)]
        for sheet in sheets:
            plain.check(sheet, 2024)
        plain.write_consolidated(sheets, Path(folder, "all.xlsx"))


def _gather(books: Books, name: str) -> None:
    from tests.benchmarks import gather_opponents

    with TemporaryDirectory() as folder:
        getattr(gather_opponents, name)(books, Path(folder, "all.xlsx"))


def clicked(sheets: list[Grid]) -> None:
    """One 校验全部, from the grids that Excel hands over to the sheet that it will copy."""
    from xlperf.form.edition import load_edition
    from xlperf.layouts.findings_sheet import Line, findings_sheet
    from xlperf.output.excel_writer import draw
    from xlperf.reading.read_template import filing_of, sheets_of
    from xlperf.rules.run import check_filings

    filing = filing_of(sheets_of(sheets), "填报.xlsx")
    (found,) = check_filings([filing])
    lines = [Line(f, f.at.sheet, f.at.cell, linked=True) for f in found]
    draw([findings_sheet(lines, load_edition(filing.edition))])


TASKS: dict[str, Callable[[Books], None]] = {
    task.__name__: task
    for task in (calamine_reads, openpyxl_reads, check, forms, plain_forms, plain_gather)
}
GATHERERS = ("careful_gather", "pandas_gather", "calamine_gather")
TASKS |= {name: partial(_gather, name=name) for name in GATHERERS}
_OURS = ("check", "forms")


def books_in(folder: Path) -> list[Path]:
    """The workbooks below a folder, in order."""
    return sorted(folder.rglob("*.xlsx"))


def main() -> None:
    """NAME FOLDER [BOOKS]: run a task over a folder, and print its seconds."""
    name, folder, *limit = sys.argv[1:]
    books = books_in(Path(folder))
    if name in _OURS:
        gc.disable()
    TASKS[name](books[:1])
    books = books[: int(limit[0])] if limit else books
    start = time.process_time()
    TASKS[name](books)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
