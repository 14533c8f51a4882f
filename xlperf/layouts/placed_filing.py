"""Gives a filing the addresses that its values will have in the workbook drawn of it.

So it can be checked before anything is drawn: its findings stand where they will be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xlperf.filing.fields import NAMES, OPTIONAL, with_values
from xlperf.filing.model import Address, Filing, Indicator, OtherPeriod, Project
from xlperf.form.edition import load_edition
from xlperf.form.labels import TABLE
from xlperf.form.template import template
from xlperf.form.values import years_in
from xlperf.grid import a1
from xlperf.layouts.printed_values import heading
from xlperf.layouts.project_sheet.rows import NOTE
from xlperf.layouts.project_sheet.sheet import ProjectSheet, project_sheet
from xlperf.layouts.sheet_names import sheet_names
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.operations.totals import funding_as_read, settled


def placed_filing(filing: Filing) -> Filing:
    """Returns the filing as a reader of its workbook would find it, on worksheets without a flaw.

    Totals that a sheet works out itself are worked out. 汇总 agrees with the projects by how it
    is drawn, and is left out.
    """
    edition = load_edition(filing.edition)
    lists = lists_sheet(edition)
    names = sheet_names((p.name for p in filing.project_sheets), template()["sheets"].values())
    placed = []
    for own, name in zip(map(settled, filing.project_sheets), names, strict=True):
        project = replace(own, funding=funding_as_read(own, edition))
        drawn = project_sheet(project, name, edition, filing.year, lists, {})
        years = years_in(heading("overall", project, edition, filing.year))
        placed.append(_placed(project, drawn, years))
    count = len(filing.projects)
    return replace(
        filing,
        projects=tuple(placed[:count]),
        spare=tuple(placed[count:]),
        department=next((p.department for p in placed if p.department), None),
        statement=None,
        summary=(),
        flaws=(),
        copies=(),
    )


def _placed(project: Project, drawn: ProjectSheet, years: tuple[int, int] | None) -> Project:
    at = {field: Address(drawn.sheet.name, drawn.cell(field)) for field in drawn.at}
    said = {cell.row: cell.value for cell in drawn.sheet.cells if cell.column == NOTE}
    notes = {field: said.get(row) for field, (row, _) in drawn.at.items() if field in NAMES}
    gone = dict.fromkeys(field for field in OPTIONAL if field not in drawn.at)
    return replace(
        with_values(project, gone),
        sheet=drawn.sheet.name,
        goals=replace(project.goals, years=years),
        indicators=_placed_rows(project.indicators, drawn.sheet.name, drawn.table[0]),
        other_period=_placed_period(project.other_period, drawn),
        at=at,
        notes={field: note for field, note in notes.items() if isinstance(note, str)},
        flaws=(),
        marks={},
        sums=frozenset(),
        unread=(),
        reason_at=Address(drawn.sheet.name, a1(drawn.at["name"][0], NOTE)),
    )


def _placed_period(other: OtherPeriod | None, drawn: ProjectSheet) -> OtherPeriod | None:
    if other is None or drawn.other is None:
        return None
    bare = (replace(row, note=None) for row in other.indicators)
    return OtherPeriod(other.name, _placed_rows(bare, drawn.sheet.name, drawn.other))


def _placed_rows(rows: Iterable[Indicator], sheet: str, first: int) -> tuple[Indicator, ...]:
    """Returns the indicators of a table with their cells; `first` is its first row."""

    def at(row: int) -> dict[str, Address]:
        return {head: Address(sheet, a1(row, column)) for column, head in enumerate(TABLE)}

    return tuple(replace(one, at=at(row), swallowed=None) for row, one in enumerate(rows, first))
