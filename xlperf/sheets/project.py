"""The project sheet: what the clerk fills in, one sheet per project.

Labels, entries and the two columns 说明 and 校验 stand at the same places on every sheet; only the
indicator table grows. That table is plain rows, not one of Excel's own tables: on a protected
sheet those cannot grow, while rows whose cells are all unlocked can be inserted and deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from xlperf.editions import Edition
from xlperf.model import SECTIONS, Funding, Indicator, Project
from xlperf.reading.grid import a1
from xlperf.sheets.column import CHECK, NOTE, TEXT_WIDTH, WIDTHS, Column, Key
from xlperf.sheets.entries import put_fields
from xlperf.sheets.lists import Lists
from xlperf.sheets.measure import height
from xlperf.sheets.names import quoted
from xlperf.sheets.prompts import entry_validations, table_validations
from xlperf.sheets.sheet import Cell, Page, Sheet
from xlperf.sheets.styles import STYLES
from xlperf.template import template

_TABLE_STYLES = ("entry", "entry", "entry", "entry-target", "note", "check")


class ProjectSheet(NamedTuple):
    """A drawn project.

    `at` maps each field to its row and column, `years` and `indicators` to the labels that a
    finding about them names; `table` is the first and the last row of the indicator table,
    spare rows included.
    """

    sheet: Sheet
    at: Mapping[str, tuple[int, int]]
    table: tuple[int, int]

    def cell(self, field: str) -> str:
        """The A1 cell of a field."""
        return a1(*self.at[field])

    def indicator_cell(self, number: int, head: str) -> str:
        """The A1 cell of an indicator's level or target."""
        return a1(self.table[0] + number, ("level1", "level2", "level3", "target").index(head))


def blank_project(department: str | None = None, unit: str | None = None) -> Project:
    """A project yet to be filled in; the amounts that are mostly nothing are 0 already."""
    nothing = Decimal(0)
    funding = Funding(other=nothing, carried_over=nothing, annual_other=nothing)
    return Project(sheet="", department=department, unit=unit, funding=funding)


def project_sheet(
    project: Project,
    name: str,
    edition: Edition,
    year: int | None,
    lists: Lists,
    messages: Mapping[Key, str],
    tab: str | None = None,
) -> ProjectSheet:
    """The sheet of one project, called `name`; `messages` go to the 校验 column of their rows."""
    column = Column(project.notes, messages)
    _put_head(column, edition, year)
    fixed = put_fields(column, project, edition, year)
    first, last = _put_indicators(column, project.indicators, edition)
    _put_narrative(column, project, edition)
    sheet = Sheet(
        name,
        column.cells,
        STYLES,
        WIDTHS,
        column.heights,
        row_styles=dict.fromkeys(range(first, last + 1), "row"),
        page=Page(
            landscape=True,
            repeat=(2, 2),
            footer=(project.name or name, template()["project"]["page"]),
        ),
        freeze=(3, 0),
        validations=(
            *entry_validations(column.at, edition, lists, fixed),
            *table_validations(first, last, edition, lists),
        ),
        protected=True,
        tab=tab,
    )
    labels = {"years": (column.at["overall"][0], 0), "indicators": (first - 1, 0)}
    return ProjectSheet(sheet, {**column.at, **labels}, (first, last))


def _put_head(column: Column, edition: Edition, year: int | None) -> None:
    """The title, the marks that the sheet is recognised by, and the column heads."""
    words = template()
    own, marks, summary = words["project"], words["marks"], words["sheets"]["summary"]
    title = own["title"].format(title=edition.label("title"))
    back = own["back"].format(summary=summary)
    column.cells += [
        Cell(0, 0, title, "title", columns=4),
        Cell(0, CHECK, back, "link", link=f"{quoted(summary)}!A1"),
        Cell(1, 0, marks["year"], "quiet"),
        Cell(1, 1, year, "entry-year"),
        Cell(1, 2, marks["edition"], "quiet"),
        Cell(1, 3, edition.id, "quiet"),
        Cell(1, 4, marks["version"], "quiet"),
        Cell(1, 5, words["version"], "quiet"),
        Cell(2, 0, own["content"], "head", columns=4),
        Cell(2, NOTE, marks["note"], "head"),
        Cell(2, CHECK, marks["check"], "head"),
    ]
    column.at["year"] = (1, 1)
    column.heights |= {0: 30, 1: 16, 2: 20}
    column.row = 3


def _put_indicators(
    column: Column, indicators: tuple[Indicator, ...], edition: Edition
) -> tuple[int, int]:
    """The indicator table with its spare rows; gives its first and last row."""
    words = template()
    own, marks = words["project"], words["marks"]
    column.band(words["bands"]["level1"].format(indicators=edition.label("indicators")))
    heads = [edition.label(head) for head in ("level1", "level2", "level3", "target")]
    column.table_row((*heads, marks["note"], marks["check"]), ("head",) * 5 + ("head-open",))
    first = column.row
    for number, indicator in enumerate(indicators):
        texts = (
            indicator.level1,
            indicator.level2,
            indicator.level3,
            indicator.target.text if indicator.target else None,
            indicator.note,
            column.said(*(("indicators", 0) if number == 0 else (number,))),
        )
        column.table_row(texts, _TABLE_STYLES)
    for number in range(max(own["spare"], own["least"] - len(indicators))):
        said = None if indicators or number else column.said("indicators")
        column.table_row((*(None,) * 5, said), _TABLE_STYLES)
    return first, column.row - 1


def _put_narrative(column: Column, project: Project, edition: Edition) -> None:
    """The seven sections published with the form."""
    heading = edition.narrative_heading.format(number="")
    column.band(template()["bands"]["overview"].format(narrative=heading))
    for section in SECTIONS:
        field = "narrative_goals" if section == "goals" else section
        text = getattr(project.narrative, section)
        column.put_wide(field, edition.label(field), text)
        column.end_row((field,), height(text or "", TEXT_WIDTH, column.size, 36))
