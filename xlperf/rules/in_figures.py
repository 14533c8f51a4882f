"""Reads amounts and dates that are written in words or in part, for rules and fixes.

壹佰贰拾万元整 and 一百二十万 are 1200000.00; 2026年12月, 二〇二六年一月一日 and 26.1.1 are days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from itertools import product

import polars as pl

from xlperf.filing.spelling import folded

_DIGITS = {
    digit: value
    for digits in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "○幺两参", "O弌弐弎")
    for value, digit in enumerate(digits)
} | {"两": 2, "叁": 3, "参": 3, "陸": 6, "貳": 2}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_CENTS = re.compile(r"(?:(?P<tenths>.)角)?(?:零?(?P<hundredths>.)分)?[整正]?")
_FIGURES = "〇一二三四五六七八九"
_YEARS = {
    f"{''.join(digits)}年": f"{year}年"
    for year in range(2000, 2050)
    for zeros in ("〇零", "○", "O", "0")
    for digits in product(*(zeros if d == "0" else _FIGURES[int(d)] for d in str(year)))
}
"""Maps the years in Chinese figures, with any kinds of zero (二零二〇年), to those in digits."""
_LARGEST = 10**12
_NUMERALS = "".join(word for word in (*_DIGITS, *_PLACES, *_GROUPS) if word not in "○O")
_AMOUNT = re.compile(rf"(?<![\d.几数多余上成{_NUMERALS}])[{_NUMERALS}]{{2,24}}(?=[元圆])")
"""Matches an amount in a sentence; 几十万元 is none."""
_DATE = re.compile(
    r"(?P<year>\d{4}|\d{2})[年./-](?P<month>\d{1,2})(?:[月./-](?P<day>\d{1,2})[日号]?)?月?"
)


def amount_in_words(text: str) -> Decimal | None:
    """Returns the amount in 元 of a text in Chinese numerals; None where it is no such."""
    plain = folded(text).removeprefix("人民币")
    yuan, sign, rest = re.sub("[圆圓]", "元", plain).partition("元")
    cents = _CENTS.fullmatch(rest)
    whole = _whole(yuan.removesuffix("整").removesuffix("正"))
    if whole is None or cents is None or (rest and not sign) or whole >= _LARGEST:
        return None
    parts = (_DIGITS.get(cents[name] or "零") for name in ("tenths", "hundredths"))
    tenths, hundredths = parts
    if tenths is None or hundredths is None:
        return None
    return Decimal(whole) + Decimal(tenths) / 10 + Decimal(hundredths) / 100


def with_amounts_in_digits(text: str) -> str:
    """Spells the amounts of a sentence in digits: 一百二十万元 is 120万元."""

    def spelt(found: re.Match[str]) -> str:
        whole = _whole(found[0])
        if whole is None:
            return found[0]
        return f"{whole // 10_000}万" if whole and whole % 10_000 == 0 else str(whole)

    return _AMOUNT.sub(spelt, text)


def with_years_in_digits(text: pl.Expr) -> pl.Expr:
    """Spells the years of this century in digits: 二〇二五年 is 2025年."""
    named = text.str.contains("二[〇零○O0]")
    return pl.when(named).then(text.str.replace_many(_YEARS)).otherwise(text)


def _whole(words: str) -> int | None:
    """Returns a whole number in numerals: 一百二十万 is 1200000."""
    total = group = digit = 0
    if not words:
        return None
    for word in words:
        if word in _DIGITS:
            if digit:
                return None  # 三四十 is about so many
            digit = _DIGITS[word]
        elif word in _PLACES:
            group += (digit or 1) * _PLACES[word]
            digit = 0
        elif word in _GROUPS:
            if not group + digit and not total:
                return None
            total = (
                (total + group + digit) * _GROUPS[word]
                if word in "亿億"
                else (total + (group + digit) * _GROUPS[word])
            )
            group = digit = 0
        else:
            return None
    return total + group + digit


def date_in_words(text: str, *, last: bool) -> str | None:
    """Returns the ISO day of a date in words, with a short year, or without a day.

    A month without a day is its first day, or its last one where `last` is true.
    """
    plain = "".join(_figure(part) for part in re.split("([年月日号./-])", folded(text)))
    found = _DATE.fullmatch(plain)
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"])
    year += 2000 if len(found["year"]) == 2 else 0
    try:
        days = monthrange(year, month)[1]
        day = int(found["day"]) if found["day"] else days if last else 1
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _figure(part: str) -> str:
    """Returns a part of a date in figures: 二〇二六 is 2026, 十二 is 12."""
    if not part or not set(part) <= {*_DIGITS, *_PLACES}:
        return part
    if set(part) & set(_PLACES):
        return str(_whole(part))
    return "".join(str(_DIGITS[digit]) for digit in part)
