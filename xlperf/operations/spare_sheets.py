"""Names the project sheets that nobody has filled in, for whoever passes them by."""

from __future__ import annotations

from xlperf.errors import XlperfError
from xlperf.filing.model import Address, Filing, Flaw
from xlperf.filing.shorten import first_few


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
