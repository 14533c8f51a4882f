"""Checks the form's own arithmetic (rules B): sums to the 分, and the summary with the sheets."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add

import polars as pl

from xlperf.filing.model import WAN
from xlperf.form.values import amount_of
from xlperf.rules.in_figures import amount_in_words
from xlperf.rules.messages import money
from xlperf.rules.registry import FailingRow, rule

TOTAL, ANNUAL = pl.col("total"), pl.col("annual_total")
_TOTAL_PARTS = ("fiscal", "other")
_ANNUAL_PARTS = ("annual_fiscal", "carried_over", "annual_other")


def _sum(parts: tuple[str, ...]) -> pl.Expr:
    return reduce(add, map(pl.col, parts))


def _adds_up(total: str, parts: tuple[str, ...]) -> pl.Expr:
    """Tells whether a total is its parts' sum; what is below the 分 is B05's matter."""
    rough = pl.sum_horizontal(f"{field}_rough" for field in (total, *parts))
    return (pl.col(total) - _sum(parts)).abs() <= rough


def _unreadable(case: FailingRow) -> dict[str, object]:
    text = str(case.row["value"])
    if text.startswith("-"):
        return {"problem": "不能是负数"}
    amount = amount_of(text.strip().removesuffix("元").removesuffix("万"))
    in_wan = text.strip().removesuffix("元").endswith("万") and amount is not None
    return {
        "problem": "无法识别为金额",
        "fix": f"{amount * WAN:.2f}" if in_wan and amount is not None else _in_figures(text),
    }


def _in_figures(text: str) -> str | None:
    amount = amount_in_words(text)
    return None if amount is None else f"{amount:.2f}"


@rule("B01", on="flaws", words=_unreadable)
def amounts_can_be_read() -> pl.Expr:
    return pl.col("rule") != "B01"


@rule(
    "B02",
    on="projects",
    at="total",
    show={"expected": _sum(_TOTAL_PARTS)},
    money=("total", "expected"),
)
def total_is_the_sum_of_its_parts() -> pl.Expr:
    return _adds_up("total", _TOTAL_PARTS)


@rule(
    "B03",
    on="projects",
    at="annual_total",
    show={"expected": _sum(_ANNUAL_PARTS)},
    money=("annual_total", "expected"),
)
def annual_total_is_the_sum_of_its_parts() -> pl.Expr:
    return _adds_up("annual_total", _ANNUAL_PARTS)


def _known() -> pl.Expr:
    """Gives 0 where every amount is known, null elsewhere, so that unknown parts fail no total."""
    return _sum((*_TOTAL_PARTS, *_ANNUAL_PARTS)) * 0


@rule("B04", on="projects", at="annual_total", money=("annual_total", "total"))
def annual_total_is_within_the_total() -> pl.Expr:
    return ANNUAL + _known() <= TOTAL


def _to_the_cent(case: FailingRow) -> dict[str, object]:
    assert case.project is not None
    amount: Decimal = getattr(case.project.funding, case.field)
    return {"value": f"{amount:,f}"}


@rule("B05", on="fields", words=_to_the_cent)
def amount_has_two_decimals() -> pl.Expr:
    return ~pl.col("rough")


@rule("B06", on="projects", at="annual_total", money=("annual_total", "total"))
def one_year_project_spends_it_all() -> pl.Expr:
    one_year = pl.col("start").dt.year() == pl.col("end").dt.year()
    return ~one_year | (ANNUAL + _known() == TOTAL)


def _elsewhere(case: FailingRow) -> dict[str, object]:
    other = case.tables.total_places[case.row["row"]].other
    return {"elsewhere": f"（{other}）" if other else "", "other": other}


@rule("B07", on="totals", words=_elsewhere)
def summary_agrees_with_the_sheets() -> pl.Expr:
    return (pl.col("value") == pl.col("expected")) | ~pl.col("certain")


@rule("B07", on="totals", words=_elsewhere, severity="warning")
def statement_counts_the_forms_at_hand() -> pl.Expr:
    return (pl.col("value") == pl.col("expected")) | pl.col("certain")


_COUNTERPARTS = {
    "fiscal": "annual_fiscal",
    "other": "annual_other",
    "annual_fiscal": "fiscal",
    "annual_other": "other",
    "total": "annual_total",
    "annual_total": "total",
}
_TINY, _HUGE = 10_000 * 100, 10_000_000_000 * 100
"""Bounds a project's total, in 分: below 1 万元 or above 100 亿元 it is in another unit."""


def _wan_apart(field: str) -> pl.Expr:
    """Tells whether an amount is 10,000 times its counterpart or a 10,000th, and is the odd one."""
    amount, counterpart = pl.col(field), pl.col(_COUNTERPARTS[field])
    wan = int(WAN)
    small = (amount > 0) & (amount * wan == counterpart) & (amount < _TINY)
    large = (counterpart > 0) & (counterpart * wan == amount) & (counterpart >= _TINY)
    return small | large


def _misses_its_part(field: str, total: str, parts: tuple[str, ...]) -> pl.Expr:
    """Tells whether the sum comes right as soon as this one part is taken for 万元."""
    amount = pl.col(field)
    others = _sum(tuple(part for part in parts if part != field))
    return (amount > 0) & (amount < _TINY) & (others + amount * int(WAN) == pl.col(total))


def _counted_otherwise() -> pl.Expr:
    """Gives the field that was counted in another unit, the parts before their totals.

    Null where it cannot be told; no test fails then.
    """
    sums = (("total", _TOTAL_PARTS), ("annual_total", _ANNUAL_PARTS))
    tests = {field: _misses_its_part(field, *own) for own in sums for field in own[1]}
    tests |= {total: pl.lit(value=False) for total, _ in sums}
    for field in _COUNTERPARTS:
        tests[field] = tests[field] | _wan_apart(field)
    # One column in 万元, the other in 元, or some whole 元 beside a large total; a column that
    # does not add up is not explained by that.
    total_adds, annual_adds = _sum(_TOTAL_PARTS) == TOTAL, _sum(_ANNUAL_PARTS) == ANNUAL
    columns = {
        "fiscal": (TOTAL < _TINY) & (ANNUAL >= _TINY) & total_adds,
        "annual_fiscal": (ANNUAL < _TINY / 10) & (TOTAL >= _TINY * 10) & annual_adds,
    }
    for field, apart in columns.items():
        tests[field] = tests[field] | ((pl.col(field) > 0) & apart)
    for total, parts in sums:
        for part in parts:
            tiny = pl.col(part).is_between(1, _TINY // 10) & (pl.col(part) % 100 == 0)
            tests[part] = tests[part] | (tiny & (pl.col(total) >= _TINY * 10))
        own = (pl.col(total) > 0) & (pl.col(total) * int(WAN) == _sum(parts))
        tests[total] = tests[total] | (own & (pl.col(total) < _TINY))
    # A whole form in another unit; where its sums fail as well, that is the graver finding.
    right = total_adds & annual_adds & (ANNUAL <= TOTAL)
    whole = ((TOTAL > 0) & (TOTAL < _TINY) | (TOTAL > _HUGE)) & right
    return pl.coalesce(
        *(pl.when(test).then(pl.lit(field)) for field, test in tests.items()),
        pl.when(whole).then(pl.lit("total")),
    )


_ODD_ONE = _counted_otherwise()


def _as_found(case: FailingRow) -> dict[str, object]:
    return {"value": money(case.row[case.field])}


@rule("B09", on="projects", at=_ODD_ONE, words=_as_found)
def amounts_are_counted_in_yuan() -> pl.Expr:
    return _ODD_ONE.is_null()
