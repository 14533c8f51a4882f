"""A workbook on disk to grids, and from grids to a filing.

calamine reads every sheet at once and fast, but tells nothing of formulas or number formats. A
sheet that raises a question (an empty field that may be an uncalculated formula, a target that
is a number, a total that does not add up) is looked at a second time with openpyxl.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from python_calamine import CalamineWorkbook

from xlperf.editions import Edition, load_edition
from xlperf.errors import XlperfError
from xlperf.files.door import Source, parsing
from xlperf.model import Filing, Project, Statement, SummaryRow
from xlperf.reading.form import is_form, read_project
from xlperf.reading.grid import Formula, Grid, Shown, Span, Value
from xlperf.reading.places import Places, find_places
from xlperf.reading.publication import edition_for, year_of
from xlperf.reading.summary import find_statement, read_summary
from xlperf.reading.values import amount_of, text_of
from xlperf.template import template

_NUMBERS = (int, float, date, datetime, time, timedelta)


class _Sheet(NamedTuple):
    grid: Grid
    places: Places


def read_grids(source: Source) -> Iterator[Grid]:
    """Every worksheet as a grid, in order."""
    with parsing(source.path):
        book = CalamineWorkbook.from_object(BytesIO(source.data))
        names = book.sheet_names
    for name in names:
        with parsing(source.path):
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
        spans: tuple[Span, ...] = tuple((*first, *last) for first, last in merged)
        yield Grid(name, rows, spans)  # type: ignore[arg-type]  # calamine's cells are Values


def read_workbook(source: Source, edition: Edition | None = None) -> Filing:
    """The filing in a workbook: the template's project sheets, or else official forms.

    Raises `XlperfError` where there is no project in it, or where it was made by a later
    version of the template.
    """
    grids = list(read_grids(source))
    sheets = [_Sheet(grid, find_places(grid)) for grid in grids]
    forms = [sheet for sheet in sheets if is_form(sheet.places)]
    templates = [sheet for sheet in forms if sheet.places.is_template]
    if templates:
        # Printed forms beside the project sheets are copies of them.
        forms = [_Sheet(replace(sheet.grid, fills=False), sheet.places) for sheet in templates]
        edition = edition or _edition(source, forms[0])
        year = next((y for sheet in forms if (y := _year(sheet)) is not None), None)
    elif forms:
        year = next((y for sheet in forms if (y := year_of(sheet.grid)) is not None), None)
        edition = edition or edition_for(year)
    else:
        raise XlperfError(
            f"{source.name}：工作簿中没有项目表。请确认文件；如需新建，请运行 xlperf new。"
        )
    second = _SecondLook(source)
    projects = tuple(_project(sheet, edition, second) for sheet in forms)
    filing = Filing(
        projects=projects,
        edition=edition.id,
        year=year,
        department=next((p.department for p in projects if p.department), None),
    )
    if not templates:
        return filing
    own = {sheet.grid.name for sheet in forms}
    rows, statement = _summary([grid for grid in grids if grid.name not in own], filing, second)
    return replace(filing, summary=rows, statement=statement)


def _mark(sheet: _Sheet, mark: str) -> Value:
    row, column = sheet.places.labels[mark]
    cells = sheet.grid.rows[row][column + 1 :]
    return next((value for value in cells if value is not None and value != ""), None)


def _edition(source: Source, sheet: _Sheet) -> Edition:
    version = amount_of(_mark(sheet, "version"))
    known = template()["version"]
    if version is not None and version > known:
        raise XlperfError(
            f"{source.name}：“{sheet.grid.name}”的模板版本是 {version}，"
            f"本程序只认识到 {known}。请升级 xlperf 后再试。"
        )
    edition_id = text_of(_mark(sheet, "edition")) or ""
    try:
        return load_edition(edition_id.strip())
    except XlperfError as error:
        raise XlperfError(f"{source.name}：“{sheet.grid.name}”中，{error}") from error


def _year(sheet: _Sheet) -> int | None:
    if "year" in sheet.places.labels:
        year = amount_of(_mark(sheet, "year"))
        if year is not None and 1990 <= year <= 2100:
            return int(year)
    return year_of(sheet.grid)


def _project(sheet: _Sheet, edition: Edition, second: _SecondLook) -> Project:
    project = read_project(sheet.grid, sheet.places, edition)
    if _is_plain(project):
        return project
    grid = second.at(sheet.grid, sheet.places)
    return read_project(grid, sheet.places, edition)


def _is_plain(project: Project) -> bool:
    """Whether nothing on the sheet asks for a second look."""
    funding, goals = project.funding, project.goals
    if project.typed or None in (
        project.name, project.category, project.department, project.unit, project.start,
        project.end, goals.overall, goals.annual,
    ):  # fmt: skip
        return False
    if None in (
        funding.total, funding.fiscal, funding.other, funding.annual_total,
        funding.annual_fiscal, funding.carried_over, funding.annual_other,
    ):  # fmt: skip
        return False
    if funding.total != funding.fiscal + funding.other:  # type: ignore[operator]  # none is None
        return False
    if funding.annual_total != (
        funding.annual_fiscal + funding.carried_over + funding.annual_other  # type: ignore[operator]
    ):
        return False
    return all(
        i.swallowed is None and i.target and i.level1 and i.level2 and i.level3
        for i in project.indicators
    )


def _summary(
    grids: Iterable[Grid], filing: Filing, second: _SecondLook
) -> tuple[tuple[SummaryRow, ...], Statement | None]:
    """The first list of projects among the other sheets, with its statement."""
    for grid in grids:
        rows = read_summary(grid)
        if not rows:
            continue
        statement = find_statement(grid)
        if _agrees(rows, statement, filing):
            return rows, statement
        # A formula is right as soon as it is calculated; only what was typed can disagree.
        grid = second.at(grid, None)
        return read_summary(grid), find_statement(grid)
    return (), None


def _agrees(rows: tuple[SummaryRow, ...], statement: Statement | None, filing: Filing) -> bool:
    from xlperf.rules.agreement import disagreements

    return not disagreements(replace(filing, summary=rows, statement=statement))


class _SecondLook:
    """openpyxl's view of single sheets: the workbook is loaded when the first is asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._books: tuple[Any, Any] | None = None

    def at(self, grid: Grid, places: Places | None) -> Grid:
        """The grid with formulas as `Formula`, and numbers in targets as they are shown."""
        if self._books is None:
            from openpyxl import load_workbook

            with parsing(self._source.path):
                self._books = (
                    load_workbook(BytesIO(self._source.data), read_only=True),
                    load_workbook(BytesIO(self._source.data), read_only=True, data_only=True),
                )
        formulas, values = (book[grid.name] for book in self._books)
        target = places.heads.get("target") if places else None
        rows = [list(row) for row in grid.rows]
        height, width = len(rows), max(map(len, rows), default=0)
        with parsing(self._source.path):
            pairs = zip(
                formulas.iter_rows(max_row=height, max_col=width),
                values.iter_rows(max_row=height, max_col=width),
                strict=False,
            )
            for written, shown in pairs:
                for cell, result in zip(written, shown, strict=False):
                    row, column = getattr(cell, "row", 0) - 1, getattr(cell, "column", 0) - 1
                    if row < 0:
                        continue  # an empty cell knows no place
                    if cell.data_type == "f":
                        rows[row][column] = Formula(str(cell.value), result.value)
                    elif cell.data_type == "e":
                        rows[row][column] = Formula("", str(cell.value))
                    elif column == target and isinstance(cell.value, _NUMBERS):
                        rows[row][column] = Shown(_as_shown(cell.value, cell.number_format))
        return replace(grid, rows=rows)


def _as_shown(value: Any, number_format: str) -> str:
    """A number as its cell shows it, as far as targets go: percentages and plain numbers."""
    if isinstance(value, datetime | date | time | timedelta):
        return text_of(value) or ""
    number = Decimal(f"{value:.15g}")
    if number_format.endswith("%"):
        places = len(number_format.partition(".")[2].rstrip("%"))
        return f"{number * 100:.{places}f}%"
    return f"{number:f}"
