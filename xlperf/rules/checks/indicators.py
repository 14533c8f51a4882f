"""Checks the rows of the indicators (rules C01–C03, C06): levels in the taxonomy, cells filled."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from xlperf.filing.spelling import without_space
from xlperf.form.edition import every_pair
from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words


def _levels(case: FailingRow) -> dict[str, object]:
    return {"choices": "、".join(case.edition.pairs)}


@rule("C01", on="indicators", at="level1", words=_levels)
def level1_is_in_the_taxonomy() -> pl.Expr:
    return plain_level("level1").fill_null("").is_in(sorted(every_pair()))


def _sublevels(case: FailingRow) -> dict[str, object]:
    level1, edition = without_space(case.row["level1"]), case.edition
    offered = edition.taxonomy.get(level1) or sorted(edition.pairs.get(level1, ()))
    return {"choices": "、".join(offered)}


@rule("C02", on="indicators", at="level2", words=_sublevels)
def level2_belongs_to_level1() -> pl.Expr:
    pairs = [f"{level1}|{level2}" for level1, under in every_pair().items() for level2 in under]
    pair = pl.concat_str(plain_level("level1"), pl.lit("|"), plain_level("level2").fill_null(""))
    return pair.is_in(sorted(pairs))


def _state(case: FailingRow) -> dict[str, object]:
    return {"state": f"“{case.text}”只是占位，没有写出内容" if case.text else "没有填写"}


@rule("C03", on="indicators", at="level3", words=_state)
def level3_is_filled() -> pl.Expr:
    return pl.col("level3").is_not_null()


def _is_none() -> pl.Expr:
    """Tells whether a row says there is nothing of its kind, name and target alike."""
    none = pl.col("name").str.contains(words("nothing")["none"]).fill_null(value=False)
    return none & pl.col("level1").is_not_null()


@rule("C03", on="indicators", at="target", words=_state)
def target_is_filled() -> pl.Expr:
    return (pl.col("target").is_not_null() & ~pl.col("empty")) | (_is_none() & pl.col("empty"))


# 无 beside a level that the form prints by itself: nothing was forgotten.
@rule("C03", on="indicators", at="target", words=_state, severity="warning")
def rows_without_anything_are_taken_out() -> pl.Expr:
    return ~(_is_none() & pl.col("empty"))


def _twin(case: FailingRow) -> dict[str, object]:
    keys = ("level1", "level2", "level3")

    def plain(values: Iterable[str | None]) -> list[str]:
        return [without_space(value) for value in values]

    assert case.project is not None
    mine = plain(case.row[key] for key in keys)
    twin = next(i for i in case.project.indicators if plain(getattr(i, k) for k in keys) == mine)
    return {"other": twin.at["level3"]}


@rule("C06", on="indicators", at="level3", words=_twin)
def indicators_are_unique_within_a_project() -> pl.Expr:
    same = pl.struct("project", plain_level("level1"), plain_level("level2"), plain_level("level3"))
    return same.is_first_distinct() | pl.col("level3").is_null()
