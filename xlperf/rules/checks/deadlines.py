"""Checks the deadlines of indicators against the filing's year and the project's period (C23)."""

from __future__ import annotations

import polars as pl

from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_FROM, _TO = pl.col("from_year"), pl.col("to_year")


def _years(text: pl.Expr, pattern: str) -> pl.Expr:
    found = text.str.replace_all(words("deadline")["never"], "").str.extract_all(pattern)
    return found.list.eval(pl.element().str.slice(0, 4).cast(pl.Int32))


def _outside(years: pl.Expr) -> pl.Expr:
    """Tells whether a year is none of the filing's and none of the project's."""
    return ((years.list.min() < _FROM) | (years.list.max() > _TO)).fill_null(value=False)


def _of_target() -> pl.Expr:
    own, said = words("deadline"), pl.col("said")
    due = plain_level("level2").eq(own["level2"]) | said.str.contains(
        own["target"] + ".*" + own["ends"]
    )
    return pl.when(due).then(_years(said, own["target"]))


def _of_name() -> pl.Expr:
    return _years(pl.col("name"), words("deadline")["name"])


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
