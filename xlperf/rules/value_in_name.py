"""Finds a value that stands in an indicator's name though its target says another (C25)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from xlperf.filing.spelling import folded
from xlperf.filing.target import Target
from xlperf.rules.word_lists import words

_ASIDE = re.compile(r"《[^》]*》|20\d{2}年?(度|底|末)?|\d{1,2}月(\d{1,2}日)?|第\d+[^,，]?")
_DIGIT = re.compile(r"\d")
_MANY = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_NEAR = 20
"""Limits the characters on either side that tell what a number is."""
_ENDS = re.compile(r"[)）。,，、;；左右以上内约等]*")


@lru_cache(maxsize=65_536)
def value_in_name(level3: str | None, target: Target | None) -> str | None:
    """Returns the value as it stands in the name, if there is one and it is not the target's."""
    if not level3 or target is None or not _DIGIT.search(level3):
        return None
    name = _ASIDE.sub("", folded(level3))
    own = words("value_in_name")
    found = [
        value
        for value in _value().finditer(name)
        if not re.search(own["before"], name[max(0, value.start() - _NEAR) : value.start()])
        and not re.search(own["behind"], name[value.end() : value.end() + _NEAR])
        and not _is_of_each(value, name, target)
    ]
    if not found or any(_is_the_targets(value, target) for value in found):
        return None
    unit = (target.unit or "").partition("/")[0]
    at_end = [value for value in found if _ENDS.fullmatch(name[value.end() :])]
    percent = unit in ("%", "百分比") and not re.search(words("rate")["ends"], name)
    alike = [v for v in found if unit != "个" and _counts_alike(v, unit) and _differs(v, target)]
    named = found if len(found) > 1 and (percent or at_end) else at_end or alike
    if percent and not named:
        named = found
    return named[0][0] if named else None


@cache
def _value() -> re.Pattern[str]:
    units = words("value_in_name")["units"]
    # Its length is limited for the sake of time.
    number = r"(?<![\d.A-Za-z+×:-])(?P<number>\d[\d,]{0,20}(?:\.\d+)?)"
    return re.compile(rf"{number}(?P<many>[十百千万亿]*)(?P<unit>{units})")


@cache
def _alike() -> list[set[str]]:
    return [set(line.split()) for line in words("value_in_name")["alike"]]


def _amount(value: re.Match[str]) -> Decimal:
    amount = Decimal(value["number"].replace(",", ""))
    for many in value["many"]:
        amount *= _MANY[many]
    return amount


def _is_the_targets(value: re.Match[str], target: Target) -> bool:
    """Tells whether the target says the same: the number, and a unit that counts alike."""
    if target.number is None:
        return value["number"] in target.text
    unit = (target.unit or "").partition("/")[0]
    bare = unit.lstrip("十百千万亿") if len(unit) > 1 else unit
    alike = not unit or bare == value["unit"] or any({bare, value["unit"]} <= u for u in _alike())
    if unit.endswith("元") or value["unit"].endswith("元"):
        alike = unit == value["many"] + value["unit"]
        return alike and target.number == Decimal(value["number"].replace(",", ""))
    many = unit[: len(unit) - len(bare)]
    number = target.number
    for one in many:
        number *= _MANY[one]
    return alike and number == _amount(value)


def _is_of_each(value: re.Match[str], name: str, target: Target) -> bool:
    """Tells whether a length of time in brackets says what each of the things counted is."""
    boxed = name[: value.start()].endswith("(") and name[value.end() :].startswith(")")
    time = re.fullmatch(words("value_in_name")["each"], value["unit"])
    return boxed and time is not None and target.unit not in (None, value["unit"], "%")


def _counts_alike(value: re.Match[str], unit: str) -> bool:
    return value["unit"] == unit or any({value["unit"], unit} <= own for own in _alike())


def _differs(value: re.Match[str], target: Target) -> bool:
    return target.number is not None and target.number != _amount(value)
