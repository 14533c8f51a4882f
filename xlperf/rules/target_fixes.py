"""Offers the exact new text of a target, where it is certain what was meant (C08, C09, C11, C12).

What is offered here is offered to the clerk only if no rule finds anything in the mended row;
see `run`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from xlperf.filing.spelling import folded
from xlperf.filing.target import limiting_words
from xlperf.rules.registry import FailingRow
from xlperf.rules.word_lists import words

# Most checks offer no fix: these are compiled when one does.
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_FIRST_DAY = date(1899, 12, 30)
"""Gives the day 0 of Excel's serial numbers."""
_REMARK = r"[(（][^()（）]*[)）]"
_TRAILING = r"[\u4e00-\u9fff]{0,12}"


def moved_unit(case: FailingRow) -> str | None:
    """Returns the target with the unit from the name's brackets: 面积(亩) ≥80000 → ≥80000亩."""
    unit, sign = _unit_in_name(case), case.row["operator"]
    return f"{sign}{_typed_number(case)}{unit}" if unit and sign else None


def usual_signs(case: FailingRow) -> tuple[str, ...]:
    """Returns the signs that are usual for the kind of indicator, the likeliest first."""
    own, level2 = words("direction"), folded(case.row["level2"])
    name = re.sub(_REMARK, "", folded(case.row["level3"]))
    if case.row["number"] == 0:
        return ("=",)

    def says(pattern: str) -> bool:
        return re.search(own[pattern], name) is not None

    if says("good") and not says("good_but"):
        return ("=", "≥") if case.row["number"] == 100 else ("≥", "=")
    spent = (says("cost") or level2.startswith(("成本", "经济成本"))) and not says("cost_but")
    if says("sure") or says("short") or spent or (says("bad") and not says("turned")):
        return ("≤", "=")
    if re.search(words("percent")["rates"], name):
        return ("=", "≥") if case.row["number"] == 100 else ("≥", "=")
    return ("≥", "=") if level2.startswith("数量") else ()


def signed(case: FailingRow) -> str | None:
    """Returns the target with the usual sign, and with the unit that stands in the name."""
    signs = usual_signs(case)
    if not signs:
        return None
    if case.row["unit"] is None and (unit := _unit_in_name(case)):
        return f"{signs[0]}{_typed_number(case)}{unit}"
    return signs[0] + folded(case.row["target"])


def spelt(case: FailingRow) -> str | None:
    """Returns a target in words as sign, number and unit: 开展至少1次团体心理治疗 → ≥1次."""
    said = folded(case.row["target"])
    numbers = list(re.finditer(_NUMBER, said))
    if len(numbers) != 1:
        return None
    number, (signs, before, after) = numbers[0], limiting_words()
    lead, rest = said[: number.start()], said[number.end() :]
    opening = next((w for w in _longest((*signs, *before)) if lead.endswith(w)), "")
    meant = {signs.get(opening, before.get(opening))} - {None}
    lead = lead.removesuffix(opening)
    unit = next((u for u in _longest(words("spelling")["units"]) if rest.startswith(u)), "")
    rest = rest.removeprefix(unit)
    closing = next((w for w in _longest(tuple(after)) if rest.startswith(w)), "")
    meant |= {after[closing]} if closing else set()
    rest = rest.removeprefix(closing)
    if len(meant) != 1 or not unit or not _is_light(lead, case):
        return None
    if not re.fullmatch(_TRAILING, rest) or re.search(words("spelling")["no_rest"], rest):
        return None
    return f"{meant.pop()}{number[0]}{unit}"


def date_of_serial(case: FailingRow) -> str | None:
    """Returns the date that a serial number of Excel stands for: 44561 → 2021年12月31日."""
    day = _FIRST_DAY + timedelta(days=int(case.row["number"]))
    return f"{day.year}年{day.month}月{day.day}日"


def _unit_in_name(case: FailingRow) -> str | None:
    found = re.search(words("no_quantity")["in_name"], folded(case.row["level3"]))
    return found[1] if found else None


def _typed_number(case: FailingRow) -> str:
    found = re.search(_NUMBER, folded(case.row["target"]))
    return found[0] if found else ""


def _longest(spellings: Iterable[str]) -> list[str]:
    return sorted(spellings, key=len, reverse=True)


def _is_light(lead: str, case: FailingRow) -> bool:
    """Tells whether the words before the limit are the indicator's name, or say nothing."""
    name = re.sub(_REMARK, "", folded(case.row["level3"]))
    if name:
        lead = lead.replace(name, "")
    return lead in name or re.fullmatch(words("spelling")["lead"], lead) is not None
