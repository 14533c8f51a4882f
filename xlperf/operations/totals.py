"""Totals: exact sums over projects, and the statement's sentence made of them.

The same figures as the formulas on 汇总, so that what a viewer without a calculator shows is
what Excel works out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import WAN, Funding, Project
from xlperf.form.edition import Edition

CENT = Decimal("0.01")
SHARES = ("quantified", "with_operator", "with_unit")
"""What is counted of the targets and shown as a share of them."""
SIGNS = frozenset("≥≧⩾≤≦⩽><=＞＜＝﹥﹤﹦")
# Every character that counts as a digit when a target is understood: full-width ones, and
# those that compatibility spelling turns into digits (① is 1, ㎡ is m2).
DIGITS = "0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽²³¹㎡㎥㎢"
PARTS = {
    "total": ("fiscal", "other"),
    "annual_total": ("annual_fiscal", "carried_over", "annual_other"),
}
"""The two totals of the funding block and the amounts that make them up."""


class Totals(NamedTuple):
    """Sums over projects: `amounts` in 元; `units` are distinct 实施单位.

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
        """定量指标占比: quantified targets of all targets, None without any."""
        return self.of_targets("quantified")

    def of_targets(self, what: str) -> Decimal | None:
        """One of `SHARES` of all targets, None without any."""
        counted: int = getattr(self, what)
        return Decimal(counted) / self.targets if self.targets else None


def totals(projects: Iterable[Project]) -> Totals:
    """The totals of some projects."""
    amounts = dict.fromkeys(AMOUNTS, Decimal(0))
    # Excel compares texts without regard to case, and so does the formula on 汇总.
    units: set[str] = set()
    count = indicators = targets = quantified = with_operator = with_unit = 0
    levels: Counter[str] = Counter()
    for project in projects:
        count += 1
        if project.unit:
            units.add(project.unit.lower())
        funding = completed(project)
        for name in AMOUNTS:
            amounts[name] += getattr(funding, name) or 0
        indicators += len(project.indicators)
        for indicator in project.indicators:
            if indicator.target is not None:
                targets += 1
                quantified += indicator.target.quantified
                with_operator += not SIGNS.isdisjoint(indicator.target.text)
                with_unit += indicator.target.quantified and indicator.target.text[-1] not in DIGITS
            if indicator.level1:
                levels[indicator.level1] += 1
    return Totals(
        count,
        len(units),
        amounts,
        indicators,
        targets,
        quantified,
        with_operator,
        with_unit,
        levels,
    )


def parts_sum(funding: Funding, total: str) -> Decimal:
    """What the parts of `total` or `annual_total` add up to; an empty part counts as nothing."""
    return sum((getattr(funding, part) or Decimal(0) for part in PARTS[total]), Decimal(0))


def completed(project: Project) -> Funding:
    """The funding with each empty total worked out from its parts, as the sheet's formulas do.

    A total that was typed, right or wrong, readable or not, stays as it is.
    """
    funding = project.funding
    missing = {
        total: parts_sum(funding, total)
        for total in PARTS
        if getattr(funding, total) is None and total not in project.typed
    }
    return replace(funding, **missing) if missing else funding


def settled(project: Project) -> Project:
    """The project with its totals as a sheet of ours works them out.

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


def changed_totals(project: Project) -> list[str]:
    """A sentence for each total that comes out otherwise once `settled`."""
    after = completed(settled(project))
    found = []
    for total in PARTS:
        typed, before = project.typed.get(total), getattr(project.funding, total)
        now, at = getattr(after, total), project.at.get(total)
        if typed is not None:
            found.append(f"{at}“{typed}”不是金额，已改回公式，得 {now:,.2f} 元，请核对。")
        elif total in project.sums and before is not None and before != now:
            found.append(f"{at} 的公式原得 {before:,.2f} 元，现得 {now:,.2f} 元，请核对。")
    return found


def in_wan(amount: Decimal) -> Decimal:
    """An amount in 元 as 万元 with two decimals."""
    return (amount / WAN).quantize(CENT, ROUND_HALF_UP)


def statement_sentence(edition: Edition, whole: Totals, year: int | None) -> str:
    """The sentence of 绩效目标设置情况, as a department publishes it; 万元 with two decimals."""
    return edition.statement["department"].format(
        units=whole.units,
        projects=whole.projects,
        year="" if year is None else year,
        amount=in_wan(whole.amounts["annual_total"]),
    )


def unit_sentence(edition: Edition, whole: Totals, year: int | None) -> str:
    """The sentence of 绩效目标设置情况 as a unit publishes it; 万元 with two decimals."""
    return edition.statement["unit"].format(
        projects=whole.projects,
        year="" if year is None else year,
        amount=in_wan(whole.amounts["annual_total"]),
    )
