"""Tells and names the project sheets that nobody has filled in: they are no projects.

A new workbook's sheets hold what all projects share (department, unit, the year's first and last
day) and 0 where most projects have no money; 汇总 tells its rows by the same values.
"""

from __future__ import annotations

from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS, GOALS, HEAD, NARRATIVE, value_of
from xlperf.filing.model import Address, Filing, Flaw, Project
from xlperf.filing.shorten import first_few
from xlperf.form.template import template


def is_untouched(project: Project) -> bool:
    """Tells whether a project sheet holds nothing but what a new one is drawn with."""
    given = template()["project"]["given"]
    texts = (*(field for field in HEAD if field not in given), *GOALS, *NARRATIVE)
    start, end = project.start, project.end
    return (
        not any(value_of(project, field) is not None for field in texts)
        and not any(value_of(project, field) for field in AMOUNTS)
        and not project.indicators
        and not (project.typed or project.notes or project.flaws or project.unread)
        and (start is None or (start.month, start.day) == (1, 1))
        and (end is None or (end.month, end.day) == (12, 31))
    )


def named(filing: Filing) -> str:
    """Returns the names of the sheets not filled in, the first few where there are many."""
    return first_few([project.sheet for project in filing.spare], " 等 {} 张项目表")


def not_filled_in(filing: Filing) -> list[Flaw]:
    """Returns one flaw for all sheets not filled in: A12, or A13 where there is no project."""
    if not filing.spare:
        return []
    first = filing.spare[0]
    at = first.at.get("name", Address(first.sheet, "A1"))
    return [Flaw("A12" if filing.projects else "A13", "name", at, named(filing))]


def passed_by(filing: Filing) -> list[str]:
    """Returns the sentence that names the sheets not filled in beside those that are, if any."""
    if not (filing.projects and filing.spare):
        return []
    return [f"{named(filing)} 未填写，已略过；不需要请删除。"]


def with_projects(filing: Filing, source: object) -> Filing:
    """Returns the filing; raises `XlperfError` where no sheet of it is filled in."""
    if filing.projects:
        return filing
    raise XlperfError(f"{source}：{named(filing)} 未填写，里面还没有项目。请先填写项目表。")
