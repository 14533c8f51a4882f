"""Checks the names of indicators (rules C13, C25, C27, D12): what they name, and where."""

from __future__ import annotations

from typing import Any

import polars as pl

from xlperf.filing.spelling import without_space
from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_LEVEL2, _NAME = plain_level("level2"), pl.col("name")


def _belongs(level: dict[str, Any]) -> pl.Expr:
    wrong = (
        _LEVEL2.is_in(level["wrong_under"])
        & _NAME.str.contains(level["words"])
        & ~_NAME.str.contains(level["but"])
    )
    if level.get("money"):
        return wrong & pl.col("unit").str.contains(words("money")["units"])
    limited = (pl.col("operator").is_in(["≤", "<"]) | pl.col("number").eq(0)).fill_null(value=False)
    if level.get("limits"):
        return wrong & limited
    return wrong & ~limited if level.get("counts") else wrong


_RIGHT_LEVEL = pl.coalesce(
    *(pl.when(_belongs(level)).then(pl.lit(level["name"])) for level in words("levels")["list"])
)


def _refile(case: FailingRow) -> dict[str, object]:
    right, level1 = case.row["right"], without_space(case.row["level1"])
    near = right in case.edition.pairs.get(level1, ())
    return {"fix": right if near else None}


@rule("C13", on="indicators", at="level2", show={"right": _RIGHT_LEVEL}, words=_refile)
def indicator_is_under_its_second_level() -> pl.Expr:
    return _RIGHT_LEVEL.is_null()


@rule("C25", on="indicators", at="level3")
def value_stands_in_the_target() -> pl.Expr:
    return pl.col("valued").is_null()


@rule("C27", on="indicators", at="level3")
def name_names_something() -> pl.Expr:
    bare = _NAME.str.replace_all(r"[。.;；,，:：、]+$", "")
    return ~bare.str.contains(words("no_name")["names"])


def _twice(case: FailingRow) -> dict[str, object]:
    return {"value": case.row["doubled"]}


@rule("D12", on="indicators", at="level3", words=_twice)
def no_word_is_doubled_in_a_name() -> pl.Expr:
    return pl.col("doubled").is_null()
