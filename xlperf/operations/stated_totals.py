"""Compares a filing's stated totals, on 汇总 and in its statement, with its projects' sums (B07).

The sums are exact, in 元, over the projects as read. A total that involves an amount nobody could
read is not judged: that amount has a finding of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.model import WAN, Address, Filing, Project
from xlperf.form.edition import load_edition

_CENT = Decimal("0.01")


class Total(NamedTuple):
    """Holds one figure of the summary or the statement, found and expected, as texts.

    `other` is the one cell that the figure at `at` disagrees with, where it is one. It is not
    `certain` where the sheets at hand may be some of those counted.
    """

    what: str
    found: str
    expected: str
    at: Address
    other: Address | None = None
    certain: bool = True


def disagreements(filing: Filing) -> list[Total]:
    """Lists every figure of the summary and the statement that the project sheets contradict."""
    return [*_summary(filing), *_statement(filing)]


def _summary(filing: Filing) -> Iterator[Total]:
    edition = load_edition(filing.edition)
    waiting: dict[str | None, list[Project]] = {}
    for project in filing.projects:
        waiting.setdefault(project.name, []).append(project)
    for row in filing.summary:
        if row.name is None:
            for field, found in row.amounts.items():
                expected = _sum(filing, field)
                if expected is not None and not _same(found, expected):
                    yield _money(
                        f"汇总合计的{edition.label(field)}", found, expected, row.at[field]
                    )
            continue
        if not row.name:
            continue
        projects = waiting.get(row.name)
        if not projects:
            yield Total(_rows_of(row.name), "1", "0", row.at["name"])
            continue
        project = projects.pop(0)
        for field, found in row.amounts.items():
            amount = getattr(project.funding, field)
            if amount is not None and not _same(found, amount):
                what = f"汇总中“{row.name}”的{edition.label(field)}"
                yield _money(what, found, amount, row.at[field], project.at.get(field))
    # A row whose name cannot be told may be any of those left over.
    names = [row.name for row in filing.summary if row.name is not None]
    if names and all(names):
        for left in waiting.values():
            for project in left:
                if project.name is not None:
                    at = filing.summary[-1].at["name"]
                    other = project.at.get("name")
                    yield Total(_rows_of(project.name), "0", "1", at, other)


def _rows_of(name: str) -> str:
    """Names the figure that a project's row too many, or missing, makes wrong."""
    return f"汇总中“{name}”的行数"


def _statement(filing: Filing) -> Iterator[Total]:
    statement = filing.statement
    if statement is None or statement.at is None:
        return
    count = len(filing.projects)
    # Of the projects counted, a publication may print the forms of some only.
    some = statement.projects > count and not filing.summary
    if statement.projects != count:
        what = "绩效目标设置情况中的项目个数"
        found, expected = str(statement.projects), str(count)
        yield Total(what, found, expected, statement.at, certain=not some)
    amount = None if some else _sum(filing, "annual_total")
    if amount is not None and abs(statement.amount_wan - amount / WAN) >= _CENT:
        found, expected = f"{statement.amount_wan:,.2f} 万元", f"{amount / WAN:,.2f} 万元"
        yield Total("绩效目标设置情况中的金额", found, expected, statement.at)


def _sum(filing: Filing, field: str) -> Decimal | None:
    amounts = [getattr(project.funding, field) for project in filing.projects]
    return None if None in amounts else sum(amounts, Decimal(0))


def _same(found: Decimal, expected: Decimal) -> bool:
    return found == expected or abs(found - expected) < _CENT


def _money(
    what: str, found: Decimal, expected: Decimal, at: Address, other: Address | None = None
) -> Total:
    return Total(what, f"{found:,.2f} 元", f"{expected:,.2f} 元", at, other)
