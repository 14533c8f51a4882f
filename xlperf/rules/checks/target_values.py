"""Checks the value of a target against its indicator's name (rules C14–C17, C21, C26, C28).

The rules go by the lists of `names.toml`; the catalogue says how each can be wrong.
"""

from __future__ import annotations

import polars as pl

from xlperf.form.edition import edition_ids, load_edition
from xlperf.rules.checks.whole_tables import in_edition
from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_LEVEL1, _LEVEL2 = plain_level("level1"), plain_level("level2")
_NAME, _TARGET, _QUIET = pl.col("name"), pl.col("target"), pl.col("quiet")
_BARE = _NAME.str.replace_all(r"[(（][^()（）]*[)）]|[。.;；,，:：]$", "")
_NUMBER, _NUMBERS = pl.col("number"), pl.col("numbers")
_OPERATOR, _UNIT = pl.col("operator"), pl.col("unit")
_SAID = pl.col("said")
_UP = _OPERATOR.is_in(["≥", ">"]) | (_OPERATOR.is_null() & _SAID.str.contains(r"^[≥>]=?\d"))
_DOWN = _OPERATOR.is_in(["≤", "<"]) | (_OPERATOR.is_null() & _SAID.str.contains(r"^[≤<]=?\d"))
_PERCENT = _UNIT.is_in(words("rate")["units"].split())


@rule("C14", on="indicators", at="target")
def quantity_is_not_money() -> pl.Expr:
    return ~(_LEVEL2.eq("数量指标") & _UNIT.str.contains(words("money")["units"]))


def _is_open() -> pl.Expr:
    """Tells whether the row's edition lets the name's percentage pass 100, or fall below 0."""
    lists = {load_edition(e).open_rates for e in edition_ids()}
    return pl.any_horizontal(
        pl.col("edition").is_in([e for e in edition_ids() if load_edition(e).open_rates == own])
        & _NAME.str.contains("|".join(own))
        for own in lists
    )


@rule("C15", on="indicators", at="target")
def percentage_is_possible() -> pl.Expr:
    own = words("percent")
    closed = _NAME.str.contains(own["rates"]) & ~_is_open()
    over = (_NUMBER > 100) | (_NUMBER.eq(100) & _OPERATOR.eq(">"))
    under = (_NUMBER < 0) | (_NUMBER.eq(0) & _OPERATOR.eq("<"))
    figures = pl.col("said").str.contains(own["over"]) & _NUMBERS.eq(0)
    return ~(closed & ((_UNIT.is_in(own["units"].split()) & (over | under)) | figures))


def _wrong_way() -> pl.Expr:
    own = words("direction")
    before = _BARE.str.contains(own["turned_before"])
    sure = _BARE.str.contains(own["sure"]) & ~before
    bad = _BARE.str.contains(own["bad"]) & ~_BARE.str.contains(own["turned"])
    prompt = _BARE.str.contains(own["prompt"]) & _UNIT.is_in(own["prompt_units"].split())
    short = (_BARE.str.contains(own["short"]) | prompt) & ~before
    spent = _BARE.str.contains(own["cost"]) & ~_BARE.str.contains(own["cost_but"])
    cost = spent & _UNIT.str.contains(own["cost_units"])
    good = _BARE.str.contains(own["good"]) & ~_BARE.str.contains(own["good_but"])
    less = sure | bad | short | cost
    return pl.coalesce(
        pl.when(less & _UP).then(pl.lit("越小越好")),
        pl.when(good & ~sure & ~bad & _DOWN).then(pl.lit("越大越好")),
    )


_BETTER = _wrong_way()


@rule("C16", on="indicators", at="target", show={"better": _BETTER})
def operator_points_the_right_way() -> pl.Expr:
    return _BETTER.is_null()


@rule("C17", on="indicators", at="target")
def one_target_in_a_cell() -> pl.Expr:
    own = words("several")
    # 1,200 is one number; what stands in brackets is a remark.
    plain = _TARGET.str.replace_all(own["brackets"], "")
    plain = plain.str.replace_all(r"(\d)[,，](\d{3})", "${1}${2}")
    parts = plain.str.contains(rf"\d[^\n]*?{own['between']}[^\d]*[0-9０-９]")
    limits = plain.str.contains(own["limits"])
    return ~((_NUMBERS >= 2) & ((parts & ~_QUIET) | limits))


@rule("C21", on="indicators", at="target")
def percentage_is_of_a_rate() -> pl.Expr:
    own = words("rate")
    rate = _BARE.str.contains(own["ends"]) | _NAME.str.contains(own["says"])
    rate |= _SAID.str.contains(own["changed"])
    change = _BARE.str.contains(own["changes"])
    much = (change | _BARE.str.contains(own["states"])) & _NUMBER.gt(own["largest_change"])
    aim = _BARE.str.contains(own["aims"]) | _BARE.str.contains(own["acts"]) | much
    thing = _BARE.str.contains(own["things"]) & ~change
    return ~(_PERCENT & ~rate & (aim | thing)) | _LEVEL2.str.contains("满意")


def _counts_otherwise() -> pl.Expr:
    """Names what the indicator's name counts, where the target's unit counts something else."""
    own = words("counted")
    unit = _UNIT.str.split("/").list.first().str.replace("^[十百千万亿]+(.)", "${1}")
    named = pl.coalesce(
        pl.when(_BARE.str.contains(kind["names"])).then(pl.lit(kind["of"])) for kind in own.values()
    )
    known = [(kind["of"], one) for kind in own.values() for one in kind["units"].split()]
    fit = [f"{of}|{one}" for of, one in known]
    fits = pl.any_horizontal(
        pl.concat_str(named, pl.lit("|"), spelt).is_in(fit) for spelt in (unit, _UNIT)
    )
    return pl.when(unit.is_in([one for _, one in known]) & ~fits).then(named)


_COUNTED = _counts_otherwise()


@rule("C26", on="indicators", at="target", show={"counted": _COUNTED})
def unit_fits_the_name() -> pl.Expr:
    return _COUNTED.is_null()


@rule("C26", on="indicators", at="target", show={"counted": pl.lit("整数")})
def whole_things_are_whole() -> pl.Expr:
    own = words("whole_things")
    means = _NAME.str.contains(own["means"])
    return ~(_UNIT.is_in(own["units"].split()) & (_NUMBER.floor() != _NUMBER)) | means


def _floor(case: FailingRow) -> dict[str, object]:
    return {"floor": f"{case.edition.thresholds['satisfaction']:g}%"}


@rule("C28", on="indicators", at="target", words=_floor)
def satisfaction_is_ambitious() -> pl.Expr:
    own = words("satisfaction")
    satisfied = _BARE.str.contains(own["names"]) & ~_NAME.str.contains(own["but"])
    low = in_edition("satisfaction") > _NUMBER
    return ~(_PERCENT & satisfied & low) | _DOWN.fill_null(value=False)
