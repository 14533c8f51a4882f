"""Adds up projects' amounts and counts exactly, and writes the statement's sentence from them.

The figures are those of the formulas on 汇总, so that a viewer without a calculator shows what
Excel works out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import WAN, Funding, Project
from xlperf.form.edition import Edition

CENT = Decimal("0.01")
SHARES = ("quantified", "with_operator", "with_unit")
"""Names the counts of targets that are shown as a share of all targets."""
SIGNS = frozenset("≥≧⩾≤≦⩽><=＞＜＝﹥﹤﹦")
# Every character that counts as a digit when a target is understood: full-width ones, and
# those that compatibility spelling turns into digits (① is 1, ㎡ is m2).
DIGITS = "0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽²³¹㎡㎥㎢"
PARTS = {
    "total": ("fiscal", "other"),
    "annual_total": ("annual_fiscal", "carried_over", "annual_other"),
}
"""Maps the two totals of the funding block to the amounts that make them up."""


class Totals(NamedTuple):
    """Holds sums over projects: `amounts` in 元; `units` are distinct 实施单位.

    `targets` counts the indicators that have a target, `quantified` those whose target holds a
    number, `with_operator` those with a sign like ≥, `with_unit` those whose number has something
    after it; `levels` counts the rows by 一级指标.
    """

    projects: int
    units: int
    amounts: Mapping[str, Decimal]
    indicators: int
    targets: int
    quantified: int
    with_operator: int
    with_unit: int
    levels: Mapping[str, int]

    @property
    def share(self) -> Decimal | None:
        """Gives 定量指标占比: the quantified share of all targets, 0 to 1; None without any."""
        return self.of_targets("quantified")

    def of_targets(self, what: str) -> Decimal | None:
        """Gives one of `SHARES` as a share of all targets, 0 to 1; None without any."""
        counted: int = getattr(self, what)
        return Decimal(counted) / self.targets if self.targets else None


def totals(projects: Iterable[Project]) -> Totals:
    """Adds up the amounts (元) and counts of some projects, with empty totals `completed`."""
    counted = [(project, completed(project)) for project in projects]
    rows = [row for project, _ in counted for row in project.indicators]
    targets = [row.target for row in rows if row.target is not None]
    return Totals(
        projects=len(counted),
        # Excel compares texts without regard to case, and so does the formula on 汇总.
        units=len({project.unit.lower() for project, _ in counted if project.unit}),
        amounts={
            name: sum((getattr(funding, name) or Decimal(0) for _, funding in counted), Decimal(0))
            for name in AMOUNTS
        },
        indicators=len(rows),
        targets=len(targets),
        quantified=sum(target.quantified for target in targets),
        with_operator=sum(not SIGNS.isdisjoint(target.text) for target in targets),
        with_unit=sum(t.quantified and t.text[-1] not in DIGITS for t in targets),
        levels=Counter(row.level1 for row in rows if row.level1),
    )


def parts_sum(funding: Funding, total: str) -> Decimal:
    """Adds up the parts of `total` or `annual_total`, in 元; an empty part counts as nothing."""
    return sum((getattr(funding, part) or Decimal(0) for part in PARTS[total]), Decimal(0))


def completed(project: Project) -> Funding:
    """Returns the funding, empty totals worked out from their parts as the sheet's formulas do.

    A total that was typed, right or wrong, readable or not, stays as it is.
    """
    funding = project.funding
    missing = {
        total: parts_sum(funding, total)
        for total in PARTS
        if getattr(funding, total) is None and total not in project.typed
    }
    return replace(funding, **missing) if missing else funding


def funding_as_read(project: Project, edition: Edition) -> Funding:
    """Returns the funding as it is read from a sheet, with the sums that the sheet works out."""
    funding = completed(project)
    amounts = {name: getattr(funding, name) for name in AMOUNTS}
    return replace(funding, **dict.fromkeys(sums_of_nothing(amounts, project.typed, edition)))


def sums_of_nothing(
    amounts: Mapping[str, Decimal | None], typed: Collection[str], edition: Edition
) -> list[str]:
    """Names the totals of 0 that a sheet's own sum gives where no part of it is filled in.

    Where the edition asks for a part, that part is what is missing, and the sum stays.
    """
    return [
        total
        for total, parts in PARTS.items()
        if amounts[total] == 0
        and all(amounts[p] is None and p not in typed and not edition.asks_for(p) for p in parts)
    ]


def settled(project: Project) -> Project:
    """Returns the project with its totals as a sheet of ours works them out.

    A total that is a sum already, or that nobody can read, gives way to the sum of its parts as
    read. Any other stays: a wrong total that somebody typed is for a rule to report.
    """
    funding, typed = project.funding, project.typed
    away = [total for total in PARTS if total in project.sums or total in typed]
    if not away:
        return project
    return replace(
        project,
        funding=replace(funding, **dict.fromkeys(away)),
        typed={field: text for field, text in typed.items() if field not in away},
    )


def changed_totals(projects: Iterable[Project]) -> list[str]:
    """Returns a sentence for each total that comes out otherwise once `settled`."""
    found = []
    after = ((project, completed(settled(project))) for project in projects)
    for (project, funding), total in product(after, PARTS):
        typed, before = project.typed.get(total), getattr(project.funding, total)
        now, at = getattr(funding, total), project.at.get(total)
        if typed is not None:
            found.append(f"{at}“{typed}”不是金额，已改回公式，得 {now:,.2f} 元，请核对。")
        elif total in project.sums and before is not None and before != now:
            found.append(f"{at} 的公式原得 {before:,.2f} 元，现得 {now:,.2f} 元，请核对。")
    return found


def in_wan(amount: Decimal) -> Decimal:
    """Returns an amount in 元 as 万元 with two decimals, rounded half up."""
    return (amount / WAN).quantize(CENT, ROUND_HALF_UP)


def statement_sentence(edition: Edition, whole: Totals, year: int | None) -> str:
    """Writes the sentence of 绩效目标设置情况 as a department publishes it; 万元, two decimals."""
    return edition.statement["department"].format(
        units=whole.units,
        projects=whole.projects,
        year="" if year is None else year,
        amount=in_wan(whole.amounts["annual_total"]),
    )


def unit_sentence(edition: Edition, whole: Totals, year: int | None) -> str:
    """Writes the sentence of 绩效目标设置情况 as a unit publishes it; 万元, two decimals."""
    return edition.statement["unit"].format(
        projects=whole.projects,
        year="" if year is None else year,
        amount=in_wan(whole.amounts["annual_total"]),
    )
