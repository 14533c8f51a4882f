"""Checks the deadlines of indicators against the filing's year and the project's period (C23)."""

from __future__ import annotations

import polars as pl

from xlperf.rules.in_figures import with_years_in_digits
from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_FROM, _TO = pl.col("from_year"), pl.col("to_year")


def _years(text: pl.Expr, pattern: str) -> pl.Expr:
    # 25年10月 is of this century.
    full = with_years_in_digits(text).str.replace_all(r"(^|[^\d.])(2\d年\d{1,2}月)", "${1}20${2}")
    found = full.str.replace_all(words("deadline")["never"], "").str.extract_all(pattern)
    return found.list.eval(pl.element().str.slice(0, 4).cast(pl.Int32))


def _outside(years: pl.Expr) -> pl.Expr:
    """Tells whether a year is none of the filing's and none of the project's."""
    return ((years.list.min() < _FROM) | (years.list.max() > _TO)).fill_null(value=False)


def _timed() -> pl.Expr:
    return plain_level("level2").eq(words("deadline")["level2"])


def _of_target() -> pl.Expr:
    own, said = words("deadline"), pl.col("said")
    due = _timed() | said.str.contains(own["target"] + ".*" + own["ends"])
    return pl.when(due).then(_years(said, own["target"]))


def _of_name() -> pl.Expr:
    own, name = words("deadline"), pl.col("name")
    # Of when a thing is done any year is a deadline (2024年汛前检查完成时间), but where the target
    # gives another: 2025年第四季度补贴发放时间, 2026年1月底前.
    asked = _timed() & ~pl.col("said").str.contains(own["target"])
    return pl.when(asked).then(_years(name, own["year"])).otherwise(_years(name, own["name"]))


def _foreign(case: FailingRow) -> dict[str, object]:
    row = case.row
    years = row["target_years"] if case.field == "target" else row["name_years"]
    foreign = [y for y in years if not row["from_year"] <= y <= row["to_year"]]
    return {"foreign": "、".join(str(year) for year in dict.fromkeys(foreign))}


@rule(
    "C23",
    on="indicators",
    at=pl.when(_outside(_of_target())).then(pl.lit("target")).otherwise(pl.lit("level3")),
    show={"target_years": _of_target(), "name_years": _of_name()},
    words=_foreign,
)
def deadlines_are_the_filings_own() -> pl.Expr:
    return ~(_outside(pl.col("target_years")) | _outside(pl.col("name_years")))
