"""Checks amounts in the prose (rules B08, D07) against the form, and against their own items."""

from __future__ import annotations

import polars as pl

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import WAN
from xlperf.rules.messages import items_found, money
from xlperf.rules.registry import FailingRow, rule

_STATED, _KIND = pl.col("stated"), pl.col("kind")
_NEAR = int(WAN)
"""Allows a difference of 0.01 万元, in 分."""


def _is_one_of(*amounts: pl.Expr) -> pl.Expr:
    return pl.any_horizontal((_STATED - amount).abs() <= _NEAR for amount in amounts)


def _of_the_form(case: FailingRow) -> dict[str, object]:
    row = case.row
    field = {"total": "total", "fiscal": "annual_fiscal"}.get(row["kind"], "annual_total")
    assert case.project is not None
    return {
        "form": money(row[field]),
        "form_label": case.edition.label(field),
        "form_at": case.project.at.get(field, ""),
        "value": row["found"],
    }


@rule("B08", on="prose", words=_of_the_form)
def amount_in_the_prose_is_the_forms() -> pl.Expr:
    year = pl.col("annual_fiscal") + pl.col("carried_over")
    annual = _is_one_of(pl.col("annual_total"), pl.col("annual_fiscal"), year)
    total = _is_one_of(pl.col("total"), pl.col("fiscal"))
    one_year = pl.col("start").dt.year() == pl.col("end").dt.year()
    anything = _is_one_of(*map(pl.col, AMOUNTS), year)
    return (
        pl.when(_KIND == "annual")
        .then(annual | (one_year & total))
        .when(_KIND == "total")
        .then(total)
        .when(_KIND == "fiscal")
        .then(_is_one_of(pl.col("fiscal"), pl.col("annual_fiscal"), year))
        .when(_KIND == "any")
        .then(anything)
    )


@rule("D07", on="prose", words=items_found)
def listed_amounts_add_up() -> pl.Expr:
    off = (_STATED - pl.col("items")).abs()
    return (_KIND != "sum") | (off <= pl.col("slack"))
