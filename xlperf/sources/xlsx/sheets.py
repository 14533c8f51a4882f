"""Reads a workbook on disk into grids.

calamine reads every sheet at once and fast, but tells nothing of formulas or number formats; those
are looked up in a sheet's part where somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from xlperf.filing.model import Address
from xlperf.form.template import generated_sheet_names
from xlperf.form.values import number_as_shown
from xlperf.grid import BEYOND, Formula, Grid, Position, Shown, Span, Value, place_of
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.parser_errors import parsing
from xlperf.sources.refusals import refusal
from xlperf.sources.xlsx.cell_details import FoundCell, Workbook
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
        book = _parsed(source, skip)
        names = [name for name in book.sheet_names if name not in skip]
        unseen = {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}
    cells = characters = 0
    details = _CellDetails(source)
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


def _parsed(source: InputFile, without: Collection[str]) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(source.package(without))


class _CellDetails:
    """Answers for the cells of a workbook; a sheet's part is parsed at the first question on it."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self._cells: dict[str, Mapping[Position, FoundCell]] = {}

    @cached_property
    def _book(self) -> Workbook:
        return Workbook(self._source)

    def formula(self, at: Address, value: Value) -> Formula | None:
        found = self._found(at)
        if found is None or (found.text is found.error is None):
            return None
        if found.error is not None:
            return Formula(found.formula or "", found.error)
        return Formula(found.formula or "", None if found.empty else value)  # type: ignore[arg-type]  # a cell's value

    def shown(self, at: Address, value: Value) -> Shown:
        found = self._found(at)
        number_format = self._book.number_format(found.style) if found is not None else ""
        return Shown(number_as_shown(value, number_format))

    def _found(self, at: Address) -> FoundCell | None:
        cell = place_of(at.cell)
        if at.sheet not in self._cells:
            self._cells[at.sheet] = self._book.cells(at.sheet)
        return self._cells[at.sheet].get(cell) if cell is not None else None
