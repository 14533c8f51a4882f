"""Checks goals and narrative against the form and the indicators (rules D02, D08–D12)."""

from __future__ import annotations

import polars as pl

from xlperf.rules.messages import items_found
from xlperf.rules.registry import FailingRow, rule

_KIND, _STATED, _ITEMS = pl.col("kind"), pl.col("stated"), pl.col("items")


@rule("D02", on="projects", at="annual")
def goals_of_several_years_differ() -> pl.Expr:
    several = pl.col("start").dt.year() < pl.col("end").dt.year()
    overall, annual = (
        pl.col(name).str.replace_all(r"[\s。；;.]", "") for name in ("overall", "annual")
    )
    return ~(several & (overall == annual))


def _found(case: FailingRow) -> dict[str, object]:
    return {"value": case.row["found"]}


@rule("D08", on="prose", words=_found)
def goal_and_indicator_agree() -> pl.Expr:
    return (_KIND != "figure") | (_STATED == _ITEMS)


@rule("D09", on="prose", words=_found)
def period_is_the_forms() -> pl.Expr:
    return _KIND != "span"


@rule("D10", on="prose", words=items_found)
def multiplications_come_out() -> pl.Expr:
    return (_KIND != "product") | ((_STATED - _ITEMS).abs() <= pl.col("slack"))


@rule("D11", on="prose", words=_found)
def budget_gives_this_years_amount() -> pl.Expr:
    return _KIND != "elsewhere"


@rule("D12", on="prose", words=_found)
def no_word_is_doubled() -> pl.Expr:
    return _KIND != "doubled"
