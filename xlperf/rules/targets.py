"""Checks targets against their indicators' names and levels (judging rules C).

The rules go by the lists of `word_lists.toml`; the catalogue says how each can be wrong.
"""

from __future__ import annotations

import polars as pl

from xlperf.filing.spelling import without_space
from xlperf.rules.indicators import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import Level, words

_LEVEL2, _TARGET = plain_level("level2"), pl.col("target")
_NAME = pl.col("level3").str.replace_all(r"\s", "")
_NUMBER, _NUMBERS, _WORDS = pl.col("number"), pl.col("numbers"), pl.col("words")
_OPERATOR, _UNIT = pl.col("operator"), pl.col("unit")
_ONLY_WORDS = _WORDS.is_not_null() & _NUMBERS.eq(0)


@rule("C07", on="indicators", at="target")
def target_does_not_repeat_the_name() -> pl.Expr:
    own = words().name_repeated
    said = _TARGET.str.replace_all(r"\s", "")
    suffix = f"(?:{'|'.join(own['suffixes'])})$"
    stem = said.str.replace(suffix, "")
    measure = said.str.contains(suffix) & (stem.str.len_chars() >= int(own["shortest_stem"]))
    named = measure & _NAME.str.contains(stem, literal=True)
    return ~(_ONLY_WORDS & (said.eq(_NAME) | named))


@rule("C10", on="indicators", at="target")
def number_stands_where_one_is_usual() -> pl.Expr:
    own = words().number_expected
    counted = _LEVEL2.is_in(own["level2"])
    measured = _NAME.str.contains(own["names"]) & ~_TARGET.str.contains(own["directions"])
    return ~(_ONLY_WORDS & (counted | measured))


def _spelling(case: FailingRow) -> dict[str, object]:
    assert case.indicator is not None and case.indicator.target is not None
    fix = case.indicator.target.canonical
    return {
        "fix": fix,
        "advice": f"建议写成“{fix}”。"
        if fix
        else "建议写成“符号＋数字＋单位”，符号在 ≥、＞、＝、＜、≤ 中选用一个。",
    }


@rule("C11", on="indicators", at="target", words=_spelling)
def number_is_not_buried_in_words() -> pl.Expr:
    return ~(_WORDS.is_not_null() & (_NUMBERS == 1))


def _belongs(level: Level) -> pl.Expr:
    return (
        _NAME.str.contains(level.words)
        & ~_NAME.str.contains(level.but)
        & _LEVEL2.is_in(level.wrong_under)
        & _LEVEL2.ne(level.name)
    )


_RIGHT_LEVEL = pl.coalesce(
    *(pl.when(_belongs(level)).then(pl.lit(level.name)) for level in words().level)
)


def _refile(case: FailingRow) -> dict[str, object]:
    right, level1 = case.row["right"], without_space(case.row["level1"])
    near = right in case.edition.pairs.get(level1, ())
    return {"fix": right if near else None}


@rule("C13", on="indicators", at="level2", show={"right": _RIGHT_LEVEL}, words=_refile)
def indicator_is_under_its_second_level() -> pl.Expr:
    return _RIGHT_LEVEL.is_null()


@rule("C14", on="indicators", at="target")
def quantity_is_not_money() -> pl.Expr:
    return ~(_LEVEL2.eq("数量指标") & _UNIT.str.contains(words().money["units"]))


@rule("C15", on="indicators", at="target")
def percentage_is_possible() -> pl.Expr:
    own = words().percent
    closed = _NAME.str.contains(own["rates"]) & ~_NAME.str.contains(own["open"])
    over = (_NUMBER > 100) | (_NUMBER.eq(100) & _OPERATOR.eq(">"))
    under = (_NUMBER < 0) | (_NUMBER.eq(0) & _OPERATOR.eq("<"))
    return ~(_UNIT.eq("%") & closed & (over | under))


def _wrong_way() -> pl.Expr:
    own = words().direction
    less = _NAME.str.contains(own["less_is_better"]) & ~_NAME.str.contains(own["less_but"])
    more = _NAME.str.contains(own["more_is_better"]) & ~_NAME.str.contains(own["more_but"])
    up, down = _OPERATOR.is_in(["≥", ">"]), _OPERATOR.is_in(["≤", "<"])
    return pl.coalesce(
        pl.when(less & up).then(pl.lit("越小越好")), pl.when(more & down).then(pl.lit("越大越好"))
    )


@rule("C16", on="indicators", at="target", show={"better": _wrong_way()})
def operator_points_the_right_way() -> pl.Expr:
    return _wrong_way().is_null()


@rule("C17", on="indicators", at="target")
def one_target_in_a_cell() -> pl.Expr:
    between = words().several["between"]
    # 1,200 is one number.
    plain = _TARGET.str.replace_all(r"(\d)[,，](\d{3})", "${1}${2}")
    parts = plain.str.contains(rf"\d[^\n]*?{between}[^\d]*[0-9０-９]")
    return ~((_NUMBERS >= 2) & parts)
