"""The grids of one workbook to a filing, wherever they came from: a file or a live Excel.

A sheet that raises a question (an empty field that may be an uncalculated formula, a target
that is a number, a total that does not add up) is looked at a second time: what a quick reader
leaves out, the formula behind a value and the look of a number, costs a slow one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlperf.editions import Edition, load_edition
from xlperf.errors import XlperfError
from xlperf.model import Address, Filing, Flaw, Project, Statement, SummaryRow
from xlperf.reading.edition import year_of
from xlperf.reading.form import is_form, read_project
from xlperf.reading.grid import Grid, Value
from xlperf.reading.places import Places, find_places
from xlperf.reading.publication import read_publication
from xlperf.reading.summary import find_statement, read_summary, states_by_formula, summary_head
from xlperf.reading.values import amount_of, text_of
from xlperf.template import template
from xlperf.totals import in_wan, totals

Look = Callable[[Grid, Places | None], Grid]
"""The second look: the grid with formulas as `Formula`, numbers in targets as they are shown."""


class Sheet(NamedTuple):
    """A sheet's cells, and where its labels are."""

    grid: Grid
    places: Places


def sheets_of(grids: Iterable[Grid]) -> list[Sheet]:
    """The grids with their labels."""
    return [Sheet(grid, find_places(grid)) for grid in grids]


def filing_of(
    sheets: Sequence[Sheet], name: str, look: Look, edition: Edition | None = None
) -> Filing:
    """The filing in the sheets of a workbook called `name`: project sheets, or else official forms.

    Raises `XlperfError` where there is no project in it, or where it was made by a later
    version of the template.
    """
    templates = [sheet for sheet in sheets if sheet.places.is_template]
    if not templates:
        return _official([sheet.grid for sheet in sheets], name, look, edition)
    # Printed forms beside the project sheets are copies of them.
    forms = [
        Sheet(replace(sheet.grid, fills=False), sheet.places)
        for sheet in sheets
        if sheet.places.is_template or _has_lost_its_marks(sheet.places)
    ]
    edition = edition or _edition(name, templates[0])
    year = next((y for sheet in forms if (y := _year(sheet)) is not None), None)
    projects = tuple(_project(sheet, edition, look) for sheet in forms)
    filing = Filing(
        projects=projects,
        edition=edition.id,
        year=year,
        department=next((p.department for p in projects if p.department), None),
    )
    own = {sheet.grid.name for sheet in forms}
    rows, statement = _summary([s.grid for s in sheets if s.grid.name not in own], filing, look)
    return replace(filing, summary=rows, statement=statement)


def _has_lost_its_marks(places: Places) -> bool:
    """Whether it is a project sheet of ours but for 版式 and 模板版本; no printed form has 校验."""
    return not places.is_template and places.check is not None and is_form(places)


def _official(grids: Sequence[Grid], name: str, look: Look, edition: Edition | None) -> Filing:
    """The filing in official forms: one or several on a sheet, prose and lists around them."""
    own = [grid.name for grid in grids if grid.name in _own_sheets()]
    # A level without a merge below it stands for the rows below as well.
    grids = [grid for grid in grids if grid.name not in own]
    grids = [replace(g, fills=not any(end > top for top, _, end, _ in g.spans)) for g in grids]
    filing = read_publication(grids, edition)
    odd = {project.sheet for project in filing.projects if not _is_plain(project)}
    if odd:
        grids = [look(g, find_places(g)) if g.name in odd else g for g in grids]
        filing = read_publication(grids, edition)
    if not filing.projects:
        if own:
            raise XlperfError(
                f"{name}：这是 xlperf 生成的“{own[0]}”，不是填报表，里面没有可以读入的项目。"
                "请改用填报工作簿。"
            )
        what = "".join(f"“{flaw.at}”处{flaw.text}。" for flaw in filing.flaws[:3])
        raise XlperfError(
            f"{name}：工作簿中没有项目表。{what}请确认文件；如需新建，请运行 xlperf new。"
        )
    return filing


def _own_sheets() -> frozenset[str]:
    """The sheets of our reports, comparisons and libraries, whose lists of labels are no form."""
    sheets = template()["sheets"]
    return frozenset(
        (sheets["findings"], sheets["library"], sheets["rules"], template()["comparison"]["sheet"])
    )


def _mark(sheet: Sheet, mark: str) -> Value:
    row, column = sheet.places.labels[mark]
    cells = sheet.grid.rows[row][column + 1 :]
    return next((value for value in cells if value is not None and value != ""), None)


def _edition(name: str, sheet: Sheet) -> Edition:
    version = amount_of(_mark(sheet, "version"))
    known = template()["version"]
    if version is not None and version > known:
        raise XlperfError(
            f"{name}：“{sheet.grid.name}”的模板版本是 {version}，"
            f"本程序只认识到 {known}。请升级 xlperf 后再试。"
        )
    edition_id = text_of(_mark(sheet, "edition")) or ""
    try:
        return load_edition(edition_id.strip())
    except XlperfError as error:
        raise XlperfError(f"{name}：“{sheet.grid.name}”中，{error}") from error


def _year(sheet: Sheet) -> int | None:
    if "year" in sheet.places.labels:
        year = amount_of(_mark(sheet, "year"))
        if year is not None and 1990 <= year <= 2100:
            return int(year)
    return year_of(sheet.grid)


def _project(sheet: Sheet, edition: Edition, look: Look) -> Project:
    project = read_project(sheet.grid, sheet.places, edition)
    if not _is_plain(project):
        project = read_project(look(sheet.grid, sheet.places), sheet.places, edition)
    if sheet.places.is_template:
        return project
    at = project.at.get("name", Address(sheet.grid.name, "A1"))
    flaw = Flaw("A08", "name", at, "找不到表尾的“版式”和“模板版本”")
    return replace(project, flaws=(*project.flaws, flaw))


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
    parts = funding.annual_fiscal + funding.carried_over  # type: ignore[operator]  # as above
    if funding.annual_total != parts + funding.annual_other:  # type: ignore[operator]  # as above
        return False
    return all(
        i.swallowed is None and i.target and i.level1 and i.level2 and i.level3
        for i in project.indicators
    )


def _summary(
    grids: Iterable[Grid], filing: Filing, look: Look
) -> tuple[tuple[SummaryRow, ...], Statement | None]:
    """The first list of projects among the other sheets, with its statement."""
    names = {project.sheet: project.name for project in filing.projects}
    for grid in grids:
        head = summary_head(grid)
        if head is None:
            continue
        rows, statement = read_summary(grid, head, names), find_statement(grid)
        if rows and statement is not None and _agrees(rows, statement, filing):
            return rows, statement
        # A formula is right as soon as it is calculated; only what was typed can disagree.
        grid = look(grid, None)
        statement = find_statement(grid)
        if statement is None and (at := states_by_formula(grid)) is not None:
            statement = _stated(filing, at)
        return read_summary(grid, head, names), statement
    return (), None


def _stated(filing: Filing, at: Address) -> Statement:
    """What the sentence's formula will say as soon as it is calculated."""
    whole = totals(filing.projects)
    amount = in_wan(whole.amounts["annual_total"])
    return Statement(units=whole.units, projects=whole.projects, amount_wan=amount, at=at)


def _agrees(rows: tuple[SummaryRow, ...], statement: Statement | None, filing: Filing) -> bool:
    from xlperf.rules.agreement import disagreements

    return not disagreements(replace(filing, summary=rows, statement=statement))
