"""Checks how the number of a target is written (rules C08, C09, C11, C12)."""

from __future__ import annotations

import polars as pl

from xlperf.rules.indicator_table import plain_level
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.target_fixes import date_of_serial, moved_unit, signed, spelt, usual_signs
from xlperf.rules.word_lists import words

_NUMBER, _NUMBERS, _WORDS = pl.col("number"), pl.col("numbers"), pl.col("words")
_OPERATOR, _UNIT = pl.col("operator"), pl.col("unit")
_NAME, _SAID, _QUIET = pl.col("name"), pl.col("said"), pl.col("quiet")
_BARE = _NAME.str.replace_all(r"[(（][^()（）]*[)）]$", "")
_PLAIN = _NUMBER.is_not_null() & _WORDS.is_null()
_UNIT_IN_NAME = _NAME.str.contains(words("no_quantity")["in_name"]).fill_null(value=False)


def _dated() -> pl.Expr:
    own = words("no_quantity")["serial"]
    return _NAME.str.contains(own["names"]) | plain_level("level2").eq(own["level2"])


def _serial() -> pl.Expr:
    """Tells whether a number is the serial number of a date."""
    own = words("no_quantity")["serial"]
    return (
        _PLAIN & _UNIT.is_null() & _dated()
        & _NUMBER.is_between(own["from"], own["to"]) & (_NUMBER.floor() == _NUMBER)
    )  # fmt: skip


def _is_date() -> pl.Expr:
    """Tells whether a number stands for a day, or for a month: 45657, 2026.12."""
    return _serial() | (_dated() & _SAID.str.contains(words("no_quantity")["month"]))


def _more_than_a_unit() -> pl.Expr:
    """Tells whether what stands behind a number is more than its unit: 3名专职人员."""
    own = words("spelling")
    units = "|".join(own["units"])
    vague = "|".join(own["vague"])
    rest = rf"^({units})({vague}|\p{{Han}}{{3,}})$|^({vague})({units})$"
    long = (_UNIT.str.len_chars() > 4) | _UNIT.str.contains(f"({vague})$|^({vague})")
    more = long & _UNIT.str.contains(rest) & ~_UNIT.is_in(own["units"])
    more |= _UNIT.str.contains(own["behind_percent"]) | _UNIT.str.contains(own["behind_time"])
    return more.fill_null(value=False)


def _with_a_remark() -> pl.Expr:
    """Tells whether there is a number, a unit and a bracket, and nothing else."""
    return _SAID.str.contains(r"^\d[\d,.]*[^\d()（）,，;；、。]{1,6}[(（][^()（）]*[)）]$")


def _move(case: FailingRow) -> dict[str, object]:
    return {"fix": moved_unit(case)}


@rule("C08", on="indicators", at="target", words=_move)
def number_has_a_unit() -> pl.Expr:
    unitless = _BARE.str.contains(words("no_quantity")["unitless"]).fill_null(value=False)
    moved = _UNIT_IN_NAME & _OPERATOR.is_null()
    # 1.2万 says how many, and not of what.
    united = _UNIT.is_not_null() & ~_UNIT.str.contains(r"^[十百千万亿]+$")
    return ~_PLAIN | united | _QUIET | unitless | moved | _is_date()


def _sign(case: FailingRow) -> dict[str, object]:
    signs = usual_signs(case)
    asked = "、".join(signs) if signs else "≥、＞、＝、＜、≤"
    return {"fix": signed(case), "signs": asked}


@rule("C09", on="indicators", at="target", words=_sign)
def number_has_an_operator() -> pl.Expr:
    bare = (_PLAIN & _OPERATOR.is_null() & ~_more_than_a_unit()) | _with_a_remark()
    return ~bare | _QUIET | _is_date()


def _spelling(case: FailingRow) -> dict[str, object]:
    fix = spelt(case)
    own = words("spelling")
    advice = own["offer"].format(fix=fix) if fix else own["advice"]
    return {"fix": fix, "advice": advice}


@rule("C11", on="indicators", at="target", words=_spelling)
def number_is_not_buried_in_words() -> pl.Expr:
    buried = _WORDS.is_not_null() & (_NUMBERS == 1) & ~_with_a_remark()
    long = _PLAIN & _OPERATOR.is_null() & _more_than_a_unit()
    figures = _SAID.str.contains(words("spelling")["figures"]) & _NUMBERS.eq(0)
    return ~(buried | long | figures) | _QUIET


def _swallowed(case: FailingRow) -> dict[str, object]:
    text = str(case.row["swallowed"])
    return {"value": text, "fix": text if text.startswith("=") else None}


@rule("C12", on="indicators", at="target", words=_swallowed)
def target_is_text() -> pl.Expr:
    return pl.col("swallowed").is_null()


def _day(case: FailingRow) -> dict[str, object]:
    return {"fix": date_of_serial(case)}


@rule("C12", on="indicators", at="target", words=_day)
def target_is_no_serial_number() -> pl.Expr:
    return ~_serial()


@rule("C12", on="indicators", at="target")
def target_is_no_formula() -> pl.Expr:
    return ~_SAID.str.contains(words("no_quantity")["formula"])
