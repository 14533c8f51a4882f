"""Defines a statement found in the prose, and the words that its finders share."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000, "万": 10_000}
CLAUSE = re.compile(r"[,，。;；、(（)）\n]")
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


def decimal_of(number: str, many: str = "") -> Decimal:
    """Returns a number with its 万 or 亿."""
    amount = Decimal(number.replace(",", ""))
    for one in many:
        amount *= MANY[one]
    return amount
