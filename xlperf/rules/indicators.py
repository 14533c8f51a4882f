"""Rules C: the indicators. Levels from the taxonomy, targets that say how much of what."""

from __future__ import annotations

import polars as pl

from xlperf.editions import edition_ids, load_edition
from xlperf.rules.registry import rule

_NUMBER, _WORDS = pl.col("number"), pl.col("words")


def _taxonomy() -> dict[str, set[str]]:
    """The pairs of every edition: a filing may still be in the generation before."""
    pairs: dict[str, set[str]] = {}
    for edition in map(load_edition, edition_ids()):
        for level1, level2s in edition.pairs.items():
            pairs.setdefault(level1, set()).update(level2s)
    return pairs


def _plain(column: str) -> pl.Expr:
    """A level without white space: labels wrap inside a cell."""
    return pl.col(column).str.replace_all(r"\s", "")


@rule("C01", on="indicators", at="level1")
def level1_is_in_the_taxonomy() -> pl.Expr:
    return _plain("level1").fill_null("").is_in(sorted(_taxonomy()))


@rule("C02", on="indicators", at="level2")
def level2_belongs_to_level1() -> pl.Expr:
    pairs = [f"{level1}|{level2}" for level1, under in _taxonomy().items() for level2 in under]
    pair = pl.concat_str(_plain("level1"), pl.lit("|"), _plain("level2").fill_null(""))
    return pair.is_in(sorted(pairs))


@rule("C03", on="indicators", at="level3")
def level3_is_filled() -> pl.Expr:
    return pl.col("level3").is_not_null()


@rule("C03", on="indicators", at="target")
def target_is_filled() -> pl.Expr:
    return pl.col("target").is_not_null()


@rule("C04", on="projects", at="indicators")
def outputs_and_benefits_are_both_there() -> pl.Expr:
    return (pl.col("output").fill_null(0) > 0) & (pl.col("benefit").fill_null(0) > 0)


@rule("C05", on="projects", at="indicators")
def satisfaction_is_there() -> pl.Expr:
    return pl.col("satisfaction").fill_null(0) > 0


@rule("C06", on="indicators", at="level3")
def indicators_are_unique_within_a_project() -> pl.Expr:
    same = pl.struct("project", _plain("level1"), _plain("level2"), _plain("level3"))
    return same.is_first_distinct() | pl.col("level3").is_null()


@rule("C08", on="indicators", at="target")
def number_has_a_unit() -> pl.Expr:
    return _NUMBER.is_null() | _WORDS.is_not_null() | pl.col("unit").is_not_null()


@rule("C09", on="indicators", at="target")
def number_has_an_operator() -> pl.Expr:
    return _NUMBER.is_null() | _WORDS.is_not_null() | pl.col("operator").is_not_null()


@rule("C12", on="indicators", at="target")
def target_is_text() -> pl.Expr:
    return pl.col("swallowed").is_null()
