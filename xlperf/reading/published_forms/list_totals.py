"""Checks the rows of sums in a list of projects against the projects that they may sum up.

A sum over all of the list becomes a row of 汇总, which a rule compares with the projects. A sum of
some (a unit's 小计) is right where the projects around it, or those of its unit, add up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from xlperf.filing.codes import coded
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Flaw, Project, SummaryRow
from xlperf.filing.spelling import without_space

_WRONG = "“{name}”一行的金额为 {found:,.2f} 元，所列项目合计为 {expected:,.2f} 元，不一致，请核对"


class Sums(NamedTuple):
    """Holds the rows of sums over all projects of a list, and a flaw for each sum that is wrong."""

    rows: tuple[SummaryRow, ...]
    flaws: tuple[Flaw, ...]


def check_sums(
    projects: Sequence[tuple[int, Project]],
    sums: Sequence[tuple[int, Project]],
    is_alone: bool,
) -> Sums:
    """Compares the sums of a list with its projects; each comes with the number of its row.

    `is_alone` says that no other list is in the filing, whose projects a sum does not know.
    """
    rows: list[SummaryRow] = []
    flaws: list[Flaw] = []
    for number, total in sums:
        name = coded(total, "name") or ""
        amounts = {f: a for f in AMOUNTS if (a := getattr(total.funding, f)) is not None}
        groups = _groups(projects, [at for at, _ in sums], number, total)
        own = [p for _, p in projects if _is_of(p, total)]
        is_part = bool(own) and len(own) < len(projects)
        for field, found in amounts.items():
            right = [_sum(group, field) for group in groups]
            if None in right or found in right:
                continue
            if is_part or not is_alone:
                summed = own if is_part else [p for _, p in projects]
                expected = _sum(summed, field) or Decimal(0)
                text = _WRONG.format(name=name, found=found, expected=expected)
                flaws.append(Flaw("A11", field, total.at[field], text))
            else:
                rows.append(SummaryRow(None, {field: found}, {field: total.at[field]}))
    return Sums(tuple(rows), tuple(flaws))


def _groups(
    projects: Sequence[tuple[int, Project]], sums: Sequence[int], number: int, total: Project
) -> list[list[Project]]:
    """Returns the projects that a sum may be about: all, those around it, those of its unit."""
    after = min((at for at in sums if at > number), default=None)
    before = max((at for at in sums if at < number), default=-1)
    groups = [
        [p for _, p in projects],
        [p for at, p in projects if at > number and (after is None or at < after)],
        [p for at, p in projects if before < at < number],
        [p for at, p in projects if at < number],
        [p for at, p in projects if at > number],
    ]
    groups.append([p for _, p in projects if _is_of(p, total)])
    for _, run in groupby(projects, lambda one: one[1].unit):
        found = list(run)
        if found[-1][0] == number - 1 or found[0][0] == number + 1:
            groups.append([p for _, p in found])
    return [group for group in groups if group]


def _is_of(project: Project, total: Project) -> bool:
    """Tells whether a project's unit is a sum's, or below its department: 820, 820001."""
    if not total.unit:
        return False
    code = total.codes.get("unit")
    if code is not None:
        return project.codes.get("unit", "").startswith(code)
    return without_space(project.unit) == without_space(total.unit)


def _sum(projects: Sequence[Project], field: str) -> Decimal | None:
    amounts = [getattr(project.funding, field) for project in projects]
    return None if None in amounts else sum(amounts, Decimal(0))
