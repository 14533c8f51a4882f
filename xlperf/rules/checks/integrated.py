"""Checks what the integrated budget system (一体化) rejects on import (rules E, `--as-integrated`).

Each rule stands for a rejection that was seen: a target goes in as operator, value and unit, each
in a column of its own.
"""

from __future__ import annotations

import polars as pl

from xlperf.rules.checks.weights import sums_said, weights_fit
from xlperf.rules.registry import rule

_TARGET, _LEVEL3 = pl.col("target"), pl.col("level3")
_NUMBER, _NUMBERS, _WORDS = pl.col("number"), pl.col("numbers"), pl.col("words")
_OPERATOR = pl.col("operator")
_CELLS = ("level1", "level2", "level3", "target")
LONGEST = 100
"""Limits the characters of a 三级指标."""


@rule("E01", on="indicators", at="target")
def quantity_has_an_operator_code() -> pl.Expr:
    return _NUMBER.is_null() | _WORDS.is_not_null() | _OPERATOR.is_not_null()


@rule("E02", on="indicators", at="target")
def quantity_has_a_unit() -> pl.Expr:
    return _NUMBER.is_null() | _OPERATOR.is_null() | pl.col("unit").is_not_null()


@rule("E02", on="indicators", at="target")
def other_quantity_is_explained() -> pl.Expr:
    other = _WORDS.is_not_null() & (_NUMBERS == 1) & _OPERATOR.is_null()
    return ~other | pl.col("note").is_not_null()


@rule("E03", on="indicators", at="target")
def target_holds_no_forbidden_sign() -> pl.Expr:
    return ~_TARGET.str.contains(r"[*_-]")


@rule("E04", on="indicators", at="level3")
def name_is_short_and_says_something() -> pl.Expr:
    bare = _LEVEL3.str.strip_chars()
    return (bare.str.len_chars() <= LONGEST) & ~bare.str.contains(r"^[-_*]+$")


def _padded(column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"^\s|\s$").fill_null(value=False)


@rule(
    "E05",
    on="indicators",
    at=pl.coalesce(*(pl.when(_padded(column)).then(pl.lit(column)) for column in _CELLS)),
)
def cells_are_not_padded() -> pl.Expr:
    return ~pl.any_horizontal(*map(_padded, _CELLS))


@rule("E05", on="projects", at="name")
def name_is_not_padded() -> pl.Expr:
    return ~_padded("name")


@rule("E06", on="projects", at="weights", words=sums_said)
def weights_sum_up() -> pl.Expr:
    return weights_fit()


@rule("E07", on="indicators", at="target")
def target_fits_the_import_columns() -> pl.Expr:
    return ~(_NUMBERS >= 2)
