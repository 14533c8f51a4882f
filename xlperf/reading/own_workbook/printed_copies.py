"""Compares printed forms beside project sheets with their projects, and reports differences.

A project is filed on its project sheet. A form that says the same is a copy and nothing is told;
what says anything else is never counted, for it may be last week's print of a renamed project,
and never passed over, for it may be the only place where a project stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlperf.filing.fields import ON_FORM
from xlperf.filing.model import Address, Filing, Flaw, Project
from xlperf.filing.shorten import cut_short, first_few
from xlperf.filing.spelling import without_space
from xlperf.form.edition import Edition, load_edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.tell_forms import is_form
from xlperf.form.template import template
from xlperf.grid import Grid
from xlperf.operations.change_edition import move
from xlperf.operations.compare import Change, project_changes, values_of
from xlperf.operations.totals import completed
from xlperf.reading.published_forms.join_forms import has_rows_of_labels
from xlperf.reading.published_forms.other_stages import STAGE, other_stage

_ALONE = (
    "项目“{name}”只有这张打印表，没有项目表，没有读入，也没有计入合计；要填报的，请为它新增项目表，"
    "或把这张表移到单独的工作簿再用 xlperf import 读入"
)
_DIFFERS = "项目“{name}”的这张打印表与项目表不一致（{changes}），已按项目表读入"
_PIECE = "这张表像是绩效目标表，但标签不全，没有读入"
_SHOWN, _LONGEST = 3, 20


class Printed(NamedTuple):
    """Holds the flaws of such sheets, and the names of those that are copies and no more."""

    flaws: tuple[Flaw, ...]
    copies: tuple[str, ...]


def printed_forms(
    sheets: Iterable[tuple[Grid, LabelPositions]],
    filing: Filing,
    read: Callable[[Sequence[Grid]], Filing],
) -> Printed:
    """Compares the forms on sheets beside the project sheets with the filing's projects."""
    ours = set(template()["sheets"].values())
    edition = load_edition(filing.edition)
    flaws: list[Flaw] = []
    copies: list[str] = []
    for grid, places in sheets:
        if grid.name in ours or not (is_form(places) or has_rows_of_labels(places)):
            continue
        if (stage := other_stage(grid)) is not None:
            flaws.append(Flaw("A11", "title", grid.address(0, 0), STAGE.format(name=stage)))
            continue
        found = read([grid])
        told = list(_told(found, filing, edition))
        if not found.projects:
            told = [flaw for flaw in found.flaws if flaw.rule == "A11"]
            told = told or [Flaw("A11", "title", grid.address(0, 0), _PIECE)]
        if not told and not found.flaws:
            copies.append(grid.name)
        flaws += told
    return Printed(tuple(flaws), tuple(copies))


def _told(found: Filing, filing: Filing, edition: Edition) -> Iterator[Flaw]:
    """Yields a flaw for every form that is no copy of a project; a blank one gives none."""
    for project in move(found, edition).filing.projects:
        if not project.indicators and not any(values_of(project).values()):
            continue
        at = project.at.get("name", Address(project.sheet, "A1"))
        name = project.name or "（未填）"
        same = [
            p
            for p in filing.projects
            if project.name and without_space(p.name) == without_space(project.name)
        ]
        if not same:
            yield Flaw("A11", "name", at, _ALONE.format(name=name))
            continue
        changes = min((_changes(p, project, edition) for p in same), key=len)
        if found.year not in (None, filing.year):
            changes.append(f"年度 {found.year} 与 {filing.year}")
        if changes:
            listed = first_few(changes, between="；", most=_SHOWN)
            yield Flaw("A11", "name", at, _DIFFERS.format(name=name, changes=listed))


def _changes(project: Project, form: Project, edition: Edition) -> list[str]:
    """Lists where a form contradicts a project's sheet; what forms do not print is left aside."""
    project = replace(project, funding=completed(project))
    changes = project_changes(project, form)
    return [_said(change, edition) for change in changes if _counts(change, form)]


def _counts(change: Change, form: Project) -> bool:
    if without_space(change.old) == without_space(change.new):
        return False
    if change.indicator is not None:
        return True
    both = change.old is not None and change.new is not None
    return change.field in form.at and (change.field in ON_FORM or both)


def _said(change: Change, edition: Edition) -> str:
    field = "overall" if change.field == "years" else change.field
    what = f"指标“{change.indicator}”" if change.indicator else edition.label(field)
    old, new = (_short(text) for text in (change.old, change.new))
    return f"{what}打印为{new}，项目表{f' {change.old_at} ' if change.old_at else ''}是{old}"


def _short(text: str | None) -> str:
    text = " ".join((text or "").split())
    return f"“{cut_short(text, _LONGEST)}”" if text else "空"
