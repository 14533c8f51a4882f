"""Parses single values of cells and texts: amounts in 元, dates, years.

Parsing never rewrites what was typed: where a value cannot be read, the caller keeps the text.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from xlperf.filing.model import WAN
from xlperf.filing.spelling import folded
from xlperf.grid import Formula, Grid, Position, Shown, Value

_DATE = re.compile(
    r"(\d{4})[-‐−–—/.年](\d{1,2})[-‐−–—/.月](\d{1,2})[日号]?(?:T?00:00(?::00(?:\.0+)?)?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_AMOUNT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d{1,12})?")
_WRAPPED = re.compile(r"(?<=[\d,.])\s*\n\s*(?=[\d,.])")
"""Matches the break of a long number in a narrow cell."""
_WAN = re.compile(r"(.*\d)\s*万元?", re.DOTALL)
_UNIT = re.compile(r"(?:单位:?|金额:|\(|以)(?:人民币)?(万?元)(?:\)|$|为单位|[,、;/]|\(人民币\))")
"""Matches what a form says of all its amounts: 单位：万元, （万元）, 以万元为单位."""
_LONGEST_UNIT = 60
_BOUND = 10**15
"""No amount is as large, and a spreadsheet holds no more digits; sums of what is below it, with
twelve decimals at most, stay exact in the 28 digits that Decimal works with."""
_NOTHING = frozenset({"-", "--", "—", "–"})
"""Lists what an accounting format prints for 0."""
_NUMBERS = (float, int)
_YEARS = re.compile(r"(?:19|20)\d{2}")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Matches characters of no text, but for tabs and line feeds."""
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]*"
)
"""Matches white space, and signs that take no room."""


def text_of(value: Value) -> str | None:
    """Returns the text of a cell as it is shown; None where there is nothing to be seen.

    Line breaks of any kind are line feeds. Control characters, which show nothing anywhere, and
    which neither Word nor PDF can hold, are left out.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if value.isprintable():
            return value if value.strip() else None
        return _legible(value)
    if isinstance(value, Formula):
        return text_of(value.value)
    if isinstance(value, Shown):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # 15 significant digits, as a spreadsheet shows: 0.1 + 0.2 is 0.3.
        return f"{value:.15g}"
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return str(value)


def text_at(grid: Grid, cell: Position) -> str:
    """Returns the text of a cell, empty where it has none."""
    return text_of(grid.value(*cell)) or ""


def number_as_shown(value: Value, number_format: str) -> str:
    """Returns a number as its cell shows it, as far as targets go: percentages, plain numbers."""
    if not isinstance(value, int | float):
        return text_of(value) or ""
    number = Decimal(f"{value:.15g}")
    if number_format.endswith("%"):
        places = len(number_format.partition(".")[2].rstrip("%"))
        return f"{number * 100:.{places}f}%"
    return f"{number:f}"


def has_controls(value: Value) -> bool:
    """Tells whether a cell holds characters that are left out of what is read of it."""
    return isinstance(value, str) and CONTROL.search(_BREAK.sub("\n", value)) is not None


def _legible(text: str) -> str | None:
    if CONTROL.search(text):
        text = CONTROL.sub("", _BREAK.sub("\n", text))
    return None if _UNSEEN.fullmatch(text) else text


def amount_of(value: Value) -> Decimal | None:
    """Returns an exact amount in the unit it is written in; None where it cannot be read."""
    if isinstance(value, _NUMBERS) and not isinstance(value, bool):
        return _from_number(value)
    if isinstance(value, Shown | bool):
        return None
    text = text_of(value)
    return _from_text(text) if text is not None else None


def amount_in_wan(text: str | None) -> Decimal | None:
    """Returns the amount in 元 of a text that says 万元 itself; None for any other."""
    found = _WAN.fullmatch(unicodedata.normalize("NFKC", text).strip()) if text else None
    amount = _from_text(found[1]) if found else None
    return amount * WAN if amount is not None and abs(amount) * WAN < _BOUND else None


def says_wan(text: str) -> bool:
    """Tells whether a text says that amounts are in 万元: 项目资金（万元）, 金额单位：万元."""
    return "万元" in text and _unit(text) == "万元"


def says_yuan(text: str) -> bool:
    """Tells whether a text says that amounts are in 元."""
    return "元" in text and _unit(text) == "元"


def _unit(text: str) -> str | None:
    if len(text) > _LONGEST_UNIT and len("".join(text.split())) > _LONGEST_UNIT:
        return None  # a line may have any number of blanks between who filled it in and the unit
    found = _UNIT.search(folded(text))
    return found[1] if found else None


@lru_cache(maxsize=65_536)
def _from_number(value: float) -> Decimal | None:
    # A file can hold infinity, and what is not a number; neither lies between the two.
    return Decimal(f"{value:.15g}") if -_BOUND < value < _BOUND else None


@lru_cache(maxsize=65_536)
def _from_text(text: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("元").strip()
    plain = plain.removeprefix("人民币").removeprefix("¥").strip()
    plain = _WRAPPED.sub("", plain)
    if plain in _NOTHING:
        return Decimal(0)
    if not _AMOUNT.fullmatch(plain):
        return None
    amount = Decimal(plain.replace(",", "").replace(" ", ""))
    return amount if -_BOUND < amount < _BOUND else None


@lru_cache(maxsize=65_536)
def date_of(value: Value) -> date | None:
    """Returns a date, typed as one or as text in a usual spelling; None where it cannot be read."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, Formula):
        return date_of(value.value)
    text = text_of(value)
    if text is None:
        return None
    plain = folded(text)
    found = _DATE.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def years_in(text: str) -> tuple[int, int] | None:
    """Returns the first and the last year that a heading names, None where it names none."""
    years = _YEARS.findall(unicodedata.normalize("NFKC", text))
    return (int(years[0]), int(years[-1])) if years else None
