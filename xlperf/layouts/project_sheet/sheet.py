"""Lays out the project sheet, which the clerk fills in: one worksheet per project.

Labels, entries and the two columns 说明 and 校验 stand at the same places on every sheet; only the
indicator table grows. That table is plain rows, not one of Excel's own tables: on a protected
sheet those cannot grow, while rows whose cells are all unlocked can be inserted and deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.fields import NARRATIVE, value_of
from xlperf.filing.model import Funding, Indicator, Project
from xlperf.form.edition import Edition
from xlperf.form.labels import TABLE
from xlperf.form.template import template
from xlperf.grid import a1
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.project_sheet.entries import put_fields
from xlperf.layouts.project_sheet.hints import put_hints
from xlperf.layouts.project_sheet.prompts import entry_validations, table_validations
from xlperf.layouts.project_sheet.rows import (
    CHECK,
    FURTHER,
    NOTE,
    TEXT_WIDTH,
    WIDTHS,
    Key,
    ProjectRows,
)
from xlperf.layouts.project_sheet.status_line import highlights, put_status
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.sheet_names import quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import height
from xlperf.layouts.word_lists_sheet import WordLists
from xlperf.operations.totals import settled

_WHOLE, _BEGUN = "70AD47", "A6A6A6"
_TEXT_HEIGHT = 64.0
"""Gives the points at the least of a merged row, which Excel does not fit to what is typed."""
_HEAD_STYLES = (*("head",) * 5, "check")
_TABLE_STYLES = ("entry", "entry", "entry", "entry-target", "note", "check")


class ProjectSheet(NamedTuple):
    """Holds a project's worksheet and the places of its values.

    `at` maps each field to its row and column, `years` and `indicators` to the labels that a
    finding about them names; `table` is the first and the last row of the indicator table,
    spare rows included; `other` is the first row of another period's indicators.
    """

    sheet: Sheet
    at: Mapping[str, tuple[int, int]]
    table: tuple[int, int]
    other: int | None = None

    def cell(self, field: str) -> str:
        """Returns the A1 cell of a field."""
        return a1(*self.at[field])

    def indicator_cell(self, number: int, head: str) -> str:
        """Returns the A1 cell of an indicator's level or target."""
        return a1(self.table[0] + number, TABLE.index(head))


def blank_project(department: str | None = None, unit: str | None = None) -> Project:
    """Makes a project yet to be filled in; the amounts that are mostly nothing are 0 already."""
    nothing = Decimal(0)
    funding = Funding(other=nothing, carried_over=nothing, annual_other=nothing)
    return Project(sheet="", department=department, unit=unit, funding=funding)


def project_sheet(
    project: Project,
    name: str,
    edition: Edition,
    year: int | None,
    lists: WordLists,
    messages: Mapping[Key, str],
    tab: str | None = None,
    anchor: str | None = None,
    beside: tuple[str | None, str | None] = (None, None),
) -> ProjectSheet:
    """Lays out one project on a sheet called `name`; `messages` go into its column 校验.

    `anchor` is the workbook's name for the sheet, `beside` are those of the projects' sheets before
    and after it. Without a colour of its own the sheet's tab tells whether everything is filled in.
    """
    project = settled(project)
    column = ProjectRows(project.notes, messages)
    _put_head(column, edition, year, beside)
    fixed = put_fields(column, project, edition, year)
    further = _further_columns(project, edition)
    table = first, last = _put_indicators(column, project.indicators, edition, further)
    _put_narrative(column, project, edition)
    other = _put_other_period(column, project, edition)
    done = put_status(column, edition, fixed, table)
    put_hints(column, edition, fixed, table)
    shown = highlights(column, edition, fixed, table)
    _put_marks(column, edition)
    sheet = Sheet(
        name,
        column.cells,
        STYLES,
        (*WIDTHS, *(FURTHER[name] for name in further)),
        column.heights,
        row_styles=dict.fromkeys(range(first, last + 1), "row"),
        page=list_page(2, project.name or name),
        freeze=(3, 0),
        selected=column.at["name"],
        validations=(
            *entry_validations(column.at, edition, lists, fixed, year),
            *table_validations(first, last, edition, lists),
        ),
        highlights=shown,
        protected=True,
        tab=tab or (_WHOLE if done == 1 else _BEGUN),
        anchor=anchor,
    )
    labels = {"years": (column.at["overall"][0], 0), "indicators": (first - 1, 0)}
    if "weight" in further:
        labels["weights"] = (first - 1, len(WIDTHS) + further.index("weight"))
    return ProjectSheet(sheet, {**column.at, **labels}, (first, last), other)


def _put_head(
    column: ProjectRows, edition: Edition, year: int | None, beside: tuple[str | None, str | None]
) -> None:
    """Put the title, the links to other sheets, the year, and the column headers."""
    words = template()
    own, marks, summary = words["project"], words["marks"], words["sheets"]["summary"]
    before, after = beside
    column.cells += [
        Cell(0, 0, own["title"].format(title=edition.label("title")), "title", columns=3),
        _way(3, before and own["before"], before, "link-right"),
        _way(4, own["back"].format(summary=summary), f"{quoted(summary)}!A1", "link-centre"),
        _way(5, after and own["after"], after, "link"),
        Cell(1, 0, marks["year"], "quiet"),
        Cell(1, 1, year, "entry-year"),
        Cell(2, 0, own["content"], "head", columns=3),
        Cell(2, NOTE, marks["note"], "head"),
        Cell(2, CHECK, marks["check"], "head"),
    ]
    column.at["year"] = (1, 1)
    column.heights |= {0: 30, 1: 20, 2: 26}
    column.row = 3


def _way(index: int, text: str | None, link: str | None, style: str) -> Cell:
    """Returns a link to the top of another sheet, an empty cell where there is none."""
    return Cell(0, index, text, style, link=link)


def _further_columns(project: Project, edition: Edition) -> tuple[str, ...]:
    """Returns what the indicators have besides: what the edition asks for, or a row brings."""
    other = project.other_period
    brought = _brought((*project.indicators, *(other.indicators if other else ())))
    return tuple(name for name in FURTHER if name in edition.further or name in brought)


def _brought(rows: tuple[Indicator, ...]) -> tuple[str, ...]:
    """Returns what any of the rows has besides its levels and target."""
    return tuple(name for name in FURTHER if any(getattr(row, name) is not None for row in rows))


def _put_indicators(
    column: ProjectRows,
    indicators: tuple[Indicator, ...],
    edition: Edition,
    further: tuple[str, ...],
) -> tuple[int, int]:
    """Put the indicator table with its spare rows; returns its first and last row."""
    words = template()
    own, marks = words["project"], words["marks"]
    column.band(words["bands"]["level1"].format(indicators=edition.label("indicators")))
    # What is said of the whole table stands beside its heads.
    _put_heads(column, edition, further, marks["note"], column.said("indicators"))
    first = column.row
    for number, indicator in enumerate(indicators):
        _put_row(column, indicator, further, indicator.note, column.said(number))
    for _ in range(max(own["spare"], own["least"] - len(indicators))):
        column.table_row((None,) * len(_TABLE_STYLES), _TABLE_STYLES, (None,) * len(further))
    return first, column.row - 1


def _put_heads(
    column: ProjectRows, edition: Edition, further: tuple[str, ...], *beside: str | None
) -> None:
    """Put the heads of a table; `beside` is what stands in the columns 说明 and 校验."""
    heads = (*map(edition.label, TABLE), *beside)
    column.table_row(heads, _HEAD_STYLES, tuple(map(edition.label, further)), "head")


def _put_row(
    column: ProjectRows, row: Indicator, further: tuple[str, ...], *beside: str | None
) -> None:
    target = row.target.text if row.target else None
    texts = (row.level1, row.level2, row.level3, target, *beside)
    column.table_row(texts, _TABLE_STYLES, tuple(getattr(row, name) for name in further))


def _put_narrative(column: ProjectRows, project: Project, edition: Edition) -> None:
    """Put the seven sections published with the form."""
    heading = edition.narrative_heading.format(number="")
    column.band(template()["bands"]["overview"].format(narrative=heading))
    for field in NARRATIVE:
        text = value_of(project, field)
        column.put_wide(field, edition.star(field) + edition.label(field), text)
        column.end_row((field,), height(text or "", TEXT_WIDTH, column.size, _TEXT_HEIGHT))


def _put_other_period(column: ProjectRows, project: Project, edition: Edition) -> int | None:
    """Put the indicators of another period, where there are any; gives their first row."""
    other = project.other_period
    if other is None:
        return None
    column.band(template()["bands"]["other_period"].format(name=other.name))
    further = _brought(other.indicators)
    _put_heads(column, edition, further, None, None)
    first = column.row
    for indicator in other.indicators:
        _put_row(column, indicator, further, None, None)
    return first


def _put_marks(column: ProjectRows, edition: Edition) -> None:
    """Put the marks that the sheet is recognised by, at its end, out of the clerk's way."""
    words = template()
    texts = (words["marks"]["edition"], edition.id, words["marks"]["version"], words["version"])
    column.cells += [Cell(column.row, index, text, "quiet") for index, text in enumerate(texts)]
    # A live check writes the column 校验 in one piece, down to the last row of the sheet.
    column.cells.append(Cell(column.row, CHECK, None, "row"))
    column.row += 1
