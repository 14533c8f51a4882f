"""Checks what targets say in words (rules C07, C10, C24)."""

from __future__ import annotations

import polars as pl

from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import rule
from xlperf.rules.word_lists import words

_LEVEL2, _NAME, _SAID = plain_level("level2"), pl.col("name"), pl.col("said")
_REPEATED, _QUIET = pl.col("repeated"), pl.col("quiet")
_ONLY_WORDS = pl.col("words").is_not_null() & ~_SAID.str.contains(r"\d")


@rule("C07", on="indicators", at="target")
def target_does_not_repeat_the_name() -> pl.Expr:
    return _REPEATED.is_null() | (_REPEATED != "whole")


# The commonest echo (及时性 → 及时) is said once a project.
@rule("C07", on="indicators", at="target", severity="advice")
def target_says_more_than_its_quality() -> pl.Expr:
    first = pl.struct("project", "repeated").is_first_distinct()
    return _REPEATED.is_null() | (_REPEATED != "soft") | ~first


@rule("C10", on="indicators", at="target")
def number_stands_where_one_is_usual() -> pl.Expr:
    own = words("number_expected")
    counted = _LEVEL2.is_in(own["level2"])
    rate = _NAME.str.contains(own["names"]) & ~_NAME.str.contains(own["names_but"])
    levels = (plain_level(level).str.contains(own["effects"]) for level in ("level1", "level2"))
    directed = pl.any_horizontal(*levels) & _SAID.str.contains(own["directions"])
    measured = rate & ~directed.fill_null(value=False)
    none = _SAID.str.contains(own["none"])
    figures = _SAID.str.contains(words("spelling")["figures"])
    return ~(_ONLY_WORDS & (counted | measured)) | none | figures | _QUIET


@rule("C24", on="indicators", at="target")
def time_says_something() -> pl.Expr:
    own = words("no_time")
    evaded = _NAME.str.contains(own["asking"]) & _SAID.str.contains(own["evasive"])
    return ~(_LEVEL2.eq("时效指标") & (_SAID.str.contains(own["targets"]) | evaded))
