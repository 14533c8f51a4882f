"""Defines a statement found in the prose, and the words that its finders share."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "万": 10_000}
CLAUSES, SENTENCES = ",，。;；、(（)）\n", "。;\n"
"""Hold the signs that end a clause, and a sentence."""
_LONGEST = 500
"""Limits the characters of a sentence that are looked at before an amount."""
MANY = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class Stated(NamedTuple):
    """Holds one statement; numbers are in 分, or in hundredths where they are no amounts.

    `kind` is annual, total, fiscal or any for the whole project's amount, sum for a list whose
    `items` add up to something within `slack` of it or not, and product likewise; figure for one
    that an indicator gives otherwise, span, length, elsewhere and doubled for what D09, D11 and
    D12 find.
    """

    kind: str
    stated: int
    items: int
    slack: int
    found: str
    listed: str = ""


def before(text: str, at: int, ends: str) -> str:
    """Returns what stands before a place since the last of some signs; 500 characters at most."""
    first = max(0, at - _LONGEST)
    return text[max(first, max(text.rfind(sign, first, at) for sign in ends) + 1) : at]


def decimal_of(number: str, many: str = "") -> Decimal:
    """Returns a number with its 万 or 亿."""
    amount = Decimal(number.replace(",", ""))
    for one in many:
        amount *= MANY[one]
    return amount
