"""Reads the grids of one workbook, from a file or a live Excel, into a filing.

Project sheets go to `read_project`, official forms to `read_publication`; 汇总 and its statement
are kept beside the projects, for the rules to compare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlperf.errors import XlperfError
from xlperf.filing.model import Address, Filing, Flaw, Project, Statement, first_department
from xlperf.form.edition import Edition, edition_ids
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.tell_forms import is_form
from xlperf.form.template import template
from xlperf.grid import Grid
from xlperf.operations.spare_sheets import is_untouched
from xlperf.operations.stated_totals import disagreements
from xlperf.operations.totals import in_wan, totals
from xlperf.reading.own_workbook.listed_projects import (
    Listed,
    Name,
    NoProject,
    read_summary,
    states_by_formula,
    summary_head,
)
from xlperf.reading.own_workbook.printed_copies import printed_forms
from xlperf.reading.own_workbook.template_marks import (
    edition_on,
    usual,
    with_edition,
    with_visibility,
    with_year,
    year_on,
)
from xlperf.reading.published_forms.exported_rest import beside_the_table, with_rest
from xlperf.reading.read_project import read_project
from xlperf.reading.read_publication import read_publication
from xlperf.reading.statement import statement_in

_GATHERED = ("summary", "charts", "projects", "indicators", "findings", "unread")
"""Lists the sheets of a gathered workbook, by their keys in the template."""


class Sheet(NamedTuple):
    """Holds a worksheet's cells, and the positions of its labels."""

    grid: Grid
    places: LabelPositions


def sheets_of(grids: Iterable[Grid]) -> list[Sheet]:
    """Finds the labels of each grid."""
    return [Sheet(grid, find_labels(grid)) for grid in grids]


def filing_of(sheets: Sequence[Sheet], name: str, edition: Edition | None = None) -> Filing:
    """Reads the filing in the worksheets of the workbook `name`: project sheets, or official forms.

    Without an `edition` to read all of them in, a sheet of another than most is moved to theirs.
    Raises `XlperfError` where there is no project in it, or where a sheet was made by a later
    version of the template or in an unknown edition.
    """
    if not any(sheet.places.is_template for sheet in sheets):
        return _official([sheet.grid for sheet in sheets], name, edition)
    own = [
        Sheet(replace(sheet.grid, fills=False), sheet.places)
        for sheet in sheets
        if sheet.places.is_template or _has_lost_its_marks(sheet.places)
    ]
    editions = [edition_on(*sheet, name, edition) for sheet in own]
    most = usual(editions)
    if most is None:
        at = own[0].grid.name
        raise XlperfError(
            f"{name}：“{at}”等项目表的“版式”旁是空的。请填写版式后再试；"
            f"现有版式：{'、'.join(edition_ids())}。"
        )
    year = usual(year_on(*sheet) for sheet in own)
    found = [_project(sheet, known, most, year) for sheet, known in zip(own, editions, strict=True)]
    filing = Filing(
        projects=tuple(project for project in found if not is_untouched(project)),
        edition=most.id,
        year=year,
        department=first_department(found),
        spare=tuple(filter(is_untouched, found)),
    )
    names = {sheet.grid.name for sheet in own}
    others = [sheet for sheet in sheets if sheet.grid.name not in names]
    listed, statement = _summary([sheet.grid for sheet in others], filing)
    printed = printed_forms(others, filing, _forms)
    return replace(
        filing,
        summary=listed.rows,
        statement=statement,
        flaws=(*printed.flaws, *listed.flaws),
        copies=printed.copies,
    )


def _has_lost_its_marks(places: LabelPositions) -> bool:
    """Tells whether a project sheet of ours lacks 版式 and 模板版本; no printed form has 校验."""
    return not places.is_template and places.check is not None and is_form(places)


def _official(grids: Sequence[Grid], name: str, edition: Edition | None) -> Filing:
    """Reads the filing in official forms: one or more on a sheet, prose and lists around them."""
    names = {grid.name for grid in grids}
    own = [grid.name for grid in grids if grid.name in _own_sheets(names)]
    aside = beside_the_table()
    filing = _forms([g for g in grids if g.name not in own and g.name not in aside], edition)
    filing = with_rest(filing, grids)
    if not filing.projects:
        if template()["sheets"]["lists"] in own:
            raise XlperfError(
                f"{name}：项目表都不在了，只剩“{own[0]}”等由 xlperf 生成的表。"
                "请从备份中取回，或运行 xlperf new 新建。"
            )
        if own:
            raise XlperfError(
                f"{name}：这是 xlperf 生成的“{own[0]}”，不是填报表，里面没有可以读入的项目。"
                "请改用填报工作簿。"
            )
        what = "".join(f"“{flaw.at}”处{flaw.text}。" for flaw in filing.flaws[:3])
        raise XlperfError(
            f"{name}：工作簿中没有项目表。{what}请确认文件；如需新建，请运行 xlperf new。"
        )
    by_name = {grid.name: grid for grid in grids}
    projects = (with_visibility(p, by_name[p.sheet]) for p in filing.projects)
    return replace(filing, projects=tuple(projects))


def _forms(grids: Sequence[Grid], edition: Edition | None = None) -> Filing:
    """Reads the official forms on some worksheets."""
    # A level without a merge below it stands for the rows below as well.
    grids = [replace(g, fills=not any(end > top for top, _, end, _ in g.spans)) for g in grids]
    return read_publication(grids, edition)


def _own_sheets(names: Collection[str]) -> frozenset[str]:
    """Names the sheets of ours among `names` whose label lists are no form.

    They are those of reports, comparisons and libraries; beside 规则说明 and 词表, all that a
    workbook has left whose project sheets were deleted; beside 未读文件, the lists of a gathered
    one, each in as many parts as it takes. Somebody else may call a form 汇总.
    """
    sheets, lists = template()["sheets"], template()["gather"]
    if {sheets["rules"], sheets["lists"]} <= set(names):
        return frozenset(sheets.values())
    if {lists[name] for name in ("projects", "indicators", "unread")} <= set(names):
        gathered = {lists[name] for name in _GATHERED}
        return frozenset(name for name in names if name.partition("(")[0] in gathered)
    return frozenset(
        (sheets["findings"], sheets["library"], sheets["rules"], template()["comparison"]["sheet"])
    )


def _project(sheet: Sheet, known: Edition | None, edition: Edition, year: int | None) -> Project:
    """Reads the project on a sheet in an edition of its own, as one of a workbook in another."""
    grid, places = sheet
    project = read_project(grid, places, known or edition)
    project = with_visibility(with_year(project, year, grid, places), grid)
    if places.is_template:
        return with_edition(project, known, edition, grid, places)
    at = project.at.get("name", Address(grid.name, "A1"))
    flaw = Flaw("A08", "name", at, "找不到表尾的“版式”和“模板版本”")
    return replace(project, flaws=(*project.flaws, flaw))


def _summary(grids: Iterable[Grid], filing: Filing) -> tuple[Listed, Statement | None]:
    """Reads the first list of projects among the other sheets, with its statement."""
    names: dict[str, Name] = {project.sheet: project.name for project in filing.projects}
    names |= {project.sheet: NoProject.NOT_FILLED for project in filing.spare}
    for grid in grids:
        head = summary_head(grid)
        if head is None:
            continue
        listed, statement = read_summary(grid, head, names), statement_in(grid)
        as_shown = replace(filing, summary=listed.rows, statement=statement)
        if listed.rows and statement is not None and not disagreements(as_shown):
            return listed, statement
        # A formula is right as soon as it is calculated; only what was typed can disagree.
        if (at := states_by_formula(grid)) is not None:
            statement = _stated(filing, at)
        return read_summary(grid, head, names, typed=True), statement
    return Listed((), ()), None


def _stated(filing: Filing, at: Address) -> Statement:
    """Works out what the sentence's formula will say as soon as it is calculated."""
    whole = totals(filing.projects)
    amount = in_wan(whole.amounts["annual_total"])
    return Statement(units=whole.units, projects=whole.projects, amount_wan=amount, at=at)
