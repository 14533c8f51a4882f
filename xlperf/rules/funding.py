"""Rules B: the money. Sums hold to the 分; the summary agrees with the sheets."""

from __future__ import annotations

from functools import reduce
from operator import add

import polars as pl

from xlperf.model import AMOUNTS
from xlperf.rules.registry import rule

TOTAL, ANNUAL = pl.col("total"), pl.col("annual_total")
_TOTAL_PARTS = ("fiscal", "other")
_ANNUAL_PARTS = ("annual_fiscal", "carried_over", "annual_other")
_PARTS = {"total": _TOTAL_PARTS, "annual_total": _ANNUAL_PARTS}


def _sum(parts: tuple[str, ...]) -> pl.Expr:
    return reduce(add, map(pl.col, parts))


def _adds_up(total: str, parts: tuple[str, ...]) -> pl.Expr:
    """Whether a total is its parts' sum; 分 hidden below the second decimal are B05's matter."""
    rough = reduce(add, (pl.col(f"{field}_rough") for field in (total, *parts)))
    return (pl.col(total) - _sum(parts)).abs() <= rough


@rule("B01", on="flaws")
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
    """0 where every amount is known, null elsewhere: totals of unknown parts are not compared."""
    return _sum((*_TOTAL_PARTS, *_ANNUAL_PARTS)) * 0


@rule("B04", on="projects", at="annual_total", money=("annual_total", "total"))
def annual_total_is_within_the_total() -> pl.Expr:
    return ANNUAL + _known() <= TOTAL


for _field in AMOUNTS:

    @rule("B05", on="projects", at=_field)
    def amount_has_two_decimals(field: str = _field) -> pl.Expr:
        parts = _PARTS.get(field, ())  # a total's decimals come from its parts
        return (pl.col(f"{field}_rough") == 0) | pl.any_horizontal(
            pl.lit(value=False), *(pl.col(f"{part}_rough") > 0 for part in parts)
        )


@rule("B06", on="projects", at="annual_total", money=("annual_total", "total"))
def one_year_project_spends_it_all() -> pl.Expr:
    one_year = pl.col("start").dt.year() == pl.col("end").dt.year()
    return ~one_year | (ANNUAL + _known() == TOTAL)


@rule("B07", on="totals")
def summary_agrees_with_the_sheets() -> pl.Expr:
    return pl.col("value") == pl.col("expected")
