"""Reads a workbook on disk into grids.

calamine reads every sheet at once and fast, but tells nothing of formulas or number formats; those
are looked up in a sheet's part where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from xlperf.form.template import generated_sheet_names
from xlperf.grid import BEYOND, Grid, Position, Span
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.cell_details import Workbook
from xlperf.sources.xlsx.check_parts import check_sheets


def read_grids(source: InputFile, *, filled: bool = False) -> Iterator[Grid]:
    """Yields every worksheet as a grid, in order; with `filled` only those somebody may fill in.

    Raises `XlperfError` where the file is damaged, or its sheets together hold too much.
    """
    skip = generated_sheet_names() if filled else frozenset[str]()
    if not filled:
        check_sheets(source, generated_sheet_names())
    parts = {name: part for part, name in source.sheets.items()}
    with parsing(source.path, "workbook"):
        book = CalamineWorkbook.from_filelike(source.package(skip))
        names = [name for name in book.sheet_names if name not in skip]
        unseen = {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}
    cells = characters = 0
    details = Workbook(source)
    for name in names:
        with parsing(source.path, "workbook"):
            sheet = book.get_sheet_by_name(name)
            cells += (sheet.total_height + 1) * (sheet.total_width + 1)
            if cells > LIMITS.book_cells:
                raise refusal("book_cells", source.path, limit=LIMITS.book_cells)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
        looked_at = source.worksheets.get(parts.get(name, ""))
        # A list, and no isinstance: this looks at every cell of every workbook.
        characters += sum([len(v) for row in rows for v in row if v and v.__class__ is str])
        if characters > LIMITS.book_characters:
            raise refusal("book_text", source.path, limit=LIMITS.book_characters)
        spans = _within(merged, len(rows), max(map(len, rows), default=0))
        yield Grid(
            name,
            rows,  # type: ignore[arg-type]  # calamine's cells are Values
            spans,
            hidden=frozenset(looked_at.hidden) if looked_at else frozenset(),
            is_hidden=name in unseen,
            details=details,
        )


def _within(
    merged: Iterable[tuple[Position, Position]], height: int, width: int
) -> tuple[Span, ...]:
    """Returns merged ranges as far as the cells in use: some programs merge to the last row."""
    return tuple(
        [
            (top, left, max(top, min(bottom, height - 1)), max(left, min(right, width + BEYOND)))
            for (top, left), (bottom, right) in merged
        ]
    )
