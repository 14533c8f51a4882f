"""Text tables made into worksheets, Word documents and tabbed text, merges and all."""

from __future__ import annotations

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.pagebreak import Break

from xlperf.grid import Grid

_SLASH = "\0"
_ABOVE = 2
"""Rows of one cell at the top that a document has as paragraphs above its table."""


def parsed(text: str) -> tuple[list[list[str | None]], list[tuple[int, int, int, int]]]:
    """The cells of a text table, and its merged ranges."""
    lines = [line.replace("//", _SLASH) for line in text.strip().splitlines()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    width = max(map(len, cells))
    cells = [[*row, *["-"] * (width - len(row))] for row in cells]
    spans = []
    for top, row in enumerate(cells):
        for left, value in enumerate(row):
            if value in "<^":
                continue
            right = left
            while right + 1 < width and row[right + 1] == "<":
                right += 1
            bottom = top
            while bottom + 1 < len(cells) and cells[bottom + 1][left] == "^":
                bottom += 1
            if (top, left) != (bottom, right):
                spans.append((top, left, bottom, right))
    values = [[_value(cell) for cell in row] for row in cells]
    return values, spans


def _value(cell: str) -> str | None:
    return None if cell in "-<^" else cell.replace("/", "\n").replace(_SLASH, "/")


def as_grid(text: str) -> Grid:
    rows, spans = parsed(text)
    return Grid("表", rows, tuple(spans), fills=False)


def as_workbook(text: str, path, page_after: int | None = None) -> None:
    """The table as a worksheet, with lines around its cells; a page ends after a row of it."""
    rows, spans = parsed(text)
    book = Workbook()
    sheet = book.active
    line = Side(style="thin")
    for row, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            number = value is not None and value.isdigit()
            cell.value = int(value) if number else value
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
            cell.border = Border(left=line, right=line, top=line, bottom=line)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            sheet.column_dimensions[cell.column_letter].width = 16
    widths = {(top, left): right - left + 1 for top, left, _, right in spans}
    for row, cells in enumerate(rows):
        lines = [_lines(v, widths.get((row, at), 1)) for at, v in enumerate(cells) if v]
        sheet.row_dimensions[row + 1].height = 16 * max(lines, default=1)
    for top, left, bottom, right in spans:
        sheet.merge_cells(
            start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1
        )
    if page_after is not None:
        sheet.row_breaks.append(Break(id=page_after))
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.save(path)


def _lines(text: str, columns: int) -> int:
    """How many lines a text takes up in so many columns."""
    return sum(-(-len(line) // (7 * columns)) for line in text.split("\n"))


def as_document(text: str, path) -> None:
    rows, spans = parsed(text)
    head = 0
    while head < _ABOVE and sum(value is not None for value in rows[head]) == 1:
        head += 1
    document = Document()
    for row in rows[:head]:
        document.add_paragraph(row[0])
    table = document.add_table(len(rows) - head, len(rows[0]), style="Table Grid")
    for row, cells in enumerate(rows[head:]):
        for column, value in enumerate(cells):
            if value is not None:
                table.cell(row, column).text = value
    for top, left, bottom, right in spans:
        if top >= head:
            table.cell(top - head, left).merge(table.cell(bottom - head, right))
    document.save(path)


def as_text(text: str, *, lost: bool = False) -> str:
    """Cells between tabs, the places of merged ones empty, or `lost`, as a browser copies them."""
    rows, spans = parsed(text)
    covered = {
        (row, column)
        for top, left, bottom, right in spans
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    lines = []
    for row, cells in enumerate(rows):
        gone = covered if lost else ()
        shown = [value or "" for column, value in enumerate(cells) if (row, column) not in gone]
        lines.append("\t".join(f'"{v}"' if "\n" in v else v for v in shown))
    return "\n".join(lines)
