"""Finds multiplications, written out or in words, with what their factors come to (D10).

Written out: 300人×500元=16.5万元; in words: 450元/人，3000人共120万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from math import prod

from xlperf.rules.prose.stated import SENTENCES, YUAN, Stated, before, decimal_of
from xlperf.rules.word_lists import words

_NUMBER = r"(?<![m\d])\d[\d,]{0,20}(?:\.\d+)?"
"""Takes no exponent for a number: ㎡ reads m2 here. Its length is limited for the sake of time."""
_UNIT = r"(?:m[23]|[^\d=+×xX*,;。、()\n-]){0,8}"
_FACTOR = rf"{_NUMBER}[万亿]?(?:%|{_UNIT})"
_TIMES = "×xX*"
_WRITTEN = (
    rf"(?<![\d.+×xX*)-])(?P<factors>{_FACTOR}(?:[×xX*]{_FACTOR})+)(?:=|≈|约?合计?为?)(?P<number>{_NUMBER})"
    r"(?P<unit>[万亿]?元)?(?![\d.]*[+×xX*])"
)
_ONE = rf"(?P<number>{_NUMBER})(?P<many>[万亿]?)(?P<percent>%?)"
_SENTENCE = re.compile(r"[。;\n]")
_YEARS = r"20\d{{2}}(?:年|(?!{counts}))|\d{{1,2}}月\d{{1,2}}日|第\d+|(?<!\d)\d{{1,9}}[.、](?!\d)"
"""Takes no count for a year: 2000人."""
_UNSURE = re.compile(r"\d{1,2}\.\d")
"""Matches a sentence's beginning that may be a list's number or not: 1.300人."""
_MOST = 3
"""Limits the factors of a product in words."""


def products(text: str) -> Iterator[Stated]:
    """Yields every product, with what its factors come to."""
    is_written = any(sign in text for sign in _TIMES)
    for written in re.finditer(_WRITTEN, text) if is_written else ():
        factors = [_value(one) for one in re.finditer(_ONE, written["factors"])]
        unit = written["unit"] or ("元" if "元" in written["factors"] else None)
        # What ends a sum of products is the sum's, not the last one's.
        if unit and "+" not in before(text, written.start(), SENTENCES):
            yield _product(written["number"], unit, prod(factors, start=Decimal(1)), written[0])
    for sentence in _SENTENCE.split(text):
        if "共" in sentence or "计" in sentence or "需" in sentence:
            yield from _in_words(sentence)


def _value(one: re.Match[str]) -> Decimal:
    value = decimal_of(one["number"], one["many"])
    return value / 100 if one["percent"] else value


@cache
def _worded() -> tuple[re.Pattern[str], ...]:
    own = words("product")
    count = rf"(?P<number>{_NUMBER})(?P<many>万?)(?P<unit>{own['counts']})"
    price = rf"(?P<number>{_NUMBER})(?P<many>万?)元"
    total = rf"{own['total']}(?P<number>{_NUMBER})(?P<unit>[万亿]?元)"
    years = _YEARS.format(counts=own["counts"])
    return tuple(re.compile(one) for one in (count, price, total, own["never"], years))


def _in_words(sentence: str) -> Iterator[Stated]:
    """Yields a product in words: a price, one count or two, and what they come to."""
    count, price, total, never, years = _worded()
    plain = years.sub("", sentence)
    ending = total.search(plain)
    if not ending:
        return
    listed = plain[: ending.start()]
    if _UNSURE.match(sentence) or never.search(listed) or re.search(r"[+×xX*=]", listed):
        return
    prices, counts = list(price.finditer(listed)), list(count.finditer(listed))
    numbers = re.findall(_NUMBER, listed)
    each = re.search(words("product")["each"], listed)
    if (
        len(prices) != 1
        or not 1 <= len(counts) < _MOST
        or len(numbers) != 1 + len(counts)
        or not each
    ):
        return
    if len(counts) == 1 and re.search(words("product")["open_time"], listed):
        return
    factors = (decimal_of(one["number"], one["many"]) for one in (*prices, *counts))
    items = prod(factors, start=Decimal(1))
    yield _product(ending["number"], ending["unit"], items, plain[prices[0].start() : ending.end()])


def _product(number: str, unit: str, items: Decimal, found: str) -> Stated:
    """Allows half a unit of the last digit that is printed."""
    decimals = len(number.partition(".")[2])
    one = YUAN[unit] * 100
    slack = Decimal(one) / 10**decimals / 2
    return Stated("product", int(decimal_of(number) * one), int(items * 100), int(slack), found)
