"""What Excel makes of a string that is written into a cell.

LibreOffice's own API stores a string as it is. Excel parses it as if it had been typed, unless
the cell's number format is text, and the commands must be tested against that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

EPOCH = datetime(1899, 12, 30)
THIS_YEAR = 2022  # what a day and a month alone would get; any year shows the damage

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})")


@dataclass(frozen=True)
class Typed:
    """What is stored: text, a number with the format it got, or a formula."""

    text: str | None = None
    number: float | None = None
    number_format: str | None = None
    formula: str | None = None


def serial(day: datetime) -> float:
    """Excel's number of a date."""
    return (day - EPOCH) / timedelta(days=1)


def type_in(text: str) -> Typed:
    """The outcome of typing `text` into a cell of the General format."""
    if text.startswith("'"):
        return Typed(text=text[1:])
    if text.startswith("=") and len(text) > 1:
        return Typed(formula=text)
    if text.upper() in ("TRUE", "FALSE"):
        return Typed(formula=f"={text.upper()}()")
    stripped = text.strip()
    plain = stripped.removesuffix("%")
    if any(map(str.isdigit, plain)) and _NUMBER.fullmatch(plain):
        number = float(plain.replace(",", ""))
        if stripped.endswith("%"):
            return Typed(number=number / 100, number_format="0%")
        return Typed(number=number)
    day = _day(stripped)
    if day is not None:
        return Typed(number=serial(day), number_format="yyyy-mm-dd")
    if text[:1] in ("+", "-", "@") and len(text) > 1:
        return Typed(formula=f"={text}")
    return Typed(text=text)


def _day(text: str) -> datetime | None:
    if found := _DAY.fullmatch(text):
        parts = [int(part) for part in found.groups()]
    elif found := _SHORT_DAY.fullmatch(text):
        parts = [THIS_YEAR, *(int(part) for part in found.groups())]
    else:
        return None
    try:
        return datetime(*parts)
    except ValueError:
        return None


def stored(value: object, *, as_text: bool) -> Typed:
    """What a value becomes in a cell; `as_text` when the cell's number format is `@`."""
    match value:
        case None:
            return Typed(text="")
        case bool():
            return Typed(formula=f"={str(value).upper()}()")
        case int() | float():
            return Typed(number=float(value))
        case datetime():
            return Typed(number=serial(value), number_format="yyyy-mm-dd")
        case date():
            return Typed(
                number=serial(datetime(value.year, value.month, value.day)),
                number_format="yyyy-mm-dd",
            )
        case str():
            return Typed(text=value) if as_text else type_in(value)
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")
