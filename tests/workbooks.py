"""The worked example after what people do to it in a spreadsheet."""

from __future__ import annotations

import atexit
import copyreg
import pickle
import re
import shutil
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import unquote

import openpyxl
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

from tests.drawing import draw_filing, draw_forms
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.layouts.placed_filing import placed_filing
from xlperf.output.atomic_write import writing
from xlperf.reading.read_filing import read_filing
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings

SHIPPED = Path(__file__).parent.parent / "workbooks" / "example-songjiang-2022.xlsx"
DATA = Path(__file__).parent / "data"
SHEET = "代表工作"
_LITERAL = '((?:"(?:[^"]|"")*"&?)+)'
_LINK = re.compile(f"=HYPERLINK\\({_LITERAL},{_LITERAL}\\)")
Edit = Callable[[openpyxl.Workbook], None]


def _with_a_small_library() -> Path:
    """The worked example in a folder of this process, quicker to open than the shipped one."""
    folder = Path(mkdtemp(prefix="xlperf-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    filing = read_filing(SHIPPED)
    with writing(folder / SHIPPED.name) as stream:
        found = check_filings([filing])[0]
        draw_filing(placed_filing(filing), load_edition(filing.edition), found, stream)
    return folder / SHIPPED.name


EXAMPLE = _with_a_small_library()

# Its values are found by a table of its own, which must be made before the first is asked for.
copyreg.pickle(IndexedList, lambda values: (IndexedList, (list(values),)))


def opened(source: Path | bytes) -> openpyxl.Workbook:
    """A workbook open for changes, as openpyxl loads it; of the same bytes it loads only once."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    book: openpyxl.Workbook = pickle.loads(_loaded(content))
    return book


@lru_cache(maxsize=8)
def _loaded(content: bytes) -> bytes:
    return pickle.dumps(openpyxl.load_workbook(BytesIO(content)))


def leads_to(formula: object) -> tuple[str, str, str] | None:
    """The file, the place in it and the text of a formula that leads into another file."""
    found = _LINK.fullmatch(str(formula))
    if found is None:
        return None
    target, text = (
        "".join(re.findall('(?:^|&)"((?:[^"]|"")*)"', part)).replace('""', '"')
        for part in found.groups()
    )
    path, _, place = target.partition("#")
    return unquote(path), place, text


def edited(path: Path, edit: Edit, source: Path = EXAMPLE) -> Path:
    """A copy of a workbook, changed and written to a path."""
    book = opened(source)
    edit(book)
    book.save(path)
    return path


def typed(cell: str, value: object, sheet: str = SHEET) -> Edit:
    """Type one value into one cell; a text stays a text, whatever it looks like."""

    def edit(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value
        if isinstance(value, str):
            book[sheet][cell].data_type = "s"

    return edit


def insert_row(sheet: Worksheet, row: int) -> None:
    """Insert a row as Excel does: merged cells move with theirs, sums go on naming their cells."""
    spans = [str(span) for span in sheet.merged_cells.ranges if span.min_row >= row]
    for span in spans:
        sheet.unmerge_cells(span)
    sheet.insert_rows(row)
    for span in spans:
        left, _, right = span.partition(":")
        sheet.merge_cells(f"{_below(left)}:{_below(right)}")
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, str) and cell.value.startswith("=SUM("):
                names = cell.value[5:-1].split(",")
                moved = (_below(name) if int(name[1:]) >= row else name for name in names)
                cell.value = f"=SUM({','.join(moved)})"


def _below(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"{letters}{int(cell[len(letters) :]) + 1}"


def add_form(book: openpyxl.Workbook, filing: Filing, name: str = "打印表") -> Worksheet:
    """Put the printed form of a filing's first project beside the project sheets."""
    stream = BytesIO()
    draw_forms(filing.projects[:1], load_edition(filing.edition), filing.year, stream)
    printed = openpyxl.load_workbook(stream).worksheets[0]
    sheet = book.create_sheet(name)
    for cells in printed.iter_rows():
        for cell in cells:
            if cell.value is not None:
                sheet[cell.coordinate] = cell.value
    for span in printed.merged_cells.ranges:
        sheet.merge_cells(str(span))
    return sheet


def findings(path: Path, *rules: str) -> list[Finding]:
    """The findings of some rules in a workbook."""
    found = check_filings([read_filing(path)])[0]
    return [finding for finding in found if finding.rule in rules]


def places(path: Path, *rules: str) -> list[tuple[str, str]]:
    """The same as rules and places."""
    return [(finding.rule, str(finding.at)) for finding in findings(path, *rules)]
