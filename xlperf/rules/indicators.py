"""Checks indicators (plain rules C): levels in the taxonomy, targets that say how much of what."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from xlperf.filing.spelling import without_space
from xlperf.form.edition import edition_ids, load_edition
from xlperf.rules.registry import FailingRow, rule

_SUFFIX = "指标"
"""Ends every level; forms in use leave it out now and then."""
_NUMBER, _WORDS = pl.col("number"), pl.col("words")


def _taxonomy() -> dict[str, set[str]]:
    """Returns the levels of every edition: a filing may still be in an older edition."""
    pairs: dict[str, set[str]] = {}
    for edition in map(load_edition, edition_ids()):
        for level1, level2s in edition.pairs.items():
            pairs.setdefault(level1, set()).update(level2s)
    return pairs


def plain_level(column: str) -> pl.Expr:
    """Returns a level without white space (labels wrap inside a cell), and with 指标 at its end."""
    bare = pl.col(column).str.replace_all(r"\s", "").str.strip_suffix(_SUFFIX)
    return pl.when(bare.str.len_chars() > 0).then(bare + _SUFFIX)


def _levels(case: FailingRow) -> dict[str, object]:
    return {"choices": "、".join(case.edition.pairs)}


@rule("C01", on="indicators", at="level1", words=_levels)
def level1_is_in_the_taxonomy() -> pl.Expr:
    return plain_level("level1").fill_null("").is_in(sorted(_taxonomy()))


def _sublevels(case: FailingRow) -> dict[str, object]:
    level1, edition = without_space(case.row["level1"]), case.edition
    offered = edition.taxonomy.get(level1) or sorted(edition.pairs.get(level1, ()))
    return {"choices": "、".join(offered)}


@rule("C02", on="indicators", at="level2", words=_sublevels)
def level2_belongs_to_level1() -> pl.Expr:
    pairs = [f"{level1}|{level2}" for level1, under in _taxonomy().items() for level2 in under]
    pair = pl.concat_str(plain_level("level1"), pl.lit("|"), plain_level("level2").fill_null(""))
    return pair.is_in(sorted(pairs))


@rule("C03", on="indicators", at="level3")
def level3_is_filled() -> pl.Expr:
    return pl.col("level3").is_not_null()


@rule("C03", on="indicators", at="target")
def target_is_filled() -> pl.Expr:
    return pl.col("target").is_not_null()


def _absent(case: FailingRow) -> dict[str, object]:
    roles = case.edition.roles
    return {
        "missing": "和".join(roles[role] for role in ("output", "benefit") if not case.row[role]),
        "value": "",
    }


@rule("C04", on="projects", at="indicators", words=_absent)
def outputs_and_benefits_are_both_there() -> pl.Expr:
    return (pl.col("output").fill_null(0) > 0) & (pl.col("benefit").fill_null(0) > 0)


@rule("C05", on="projects", at="indicators")
def satisfaction_is_there() -> pl.Expr:
    return pl.col("satisfaction").fill_null(0) > 0


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


@rule("C08", on="indicators", at="target")
def number_has_a_unit() -> pl.Expr:
    return _NUMBER.is_null() | _WORDS.is_not_null() | pl.col("unit").is_not_null()


@rule("C09", on="indicators", at="target")
def number_has_an_operator() -> pl.Expr:
    return _NUMBER.is_null() | _WORDS.is_not_null() | pl.col("operator").is_not_null()


def _swallowed(case: FailingRow) -> dict[str, object]:
    text = str(case.row["swallowed"])
    return {"value": text, "fix": text if text.startswith("=") else None}


@rule("C12", on="indicators", at="target", words=_swallowed)
def target_is_text() -> pl.Expr:
    return pl.col("swallowed").is_null()
