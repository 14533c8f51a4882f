"""Splits a target into its sign, its value and its unit, as it was typed.

Joined again, the three are the target to the letter: `join(*split_as_typed(i)) == i.target.text`.
A target that is no sign, number and unit one behind the other stands in the value alone, beside
定性 where it has no number at all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from xlperf.filing.model import Indicator
from xlperf.filing.target import limiting_words, read_target
from xlperf.operations.import_table import wording

_NUMBER = r"[0-9０-９][0-9０-９,，.．]*"


@cache
def _pattern() -> re.Pattern[str]:
    signs = {*limiting_words()[0], *"＞＜＝"}
    marks = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    return re.compile(rf"({marks})?({_NUMBER})([^0-9０-９]*)", re.DOTALL)


def split_as_typed(indicator: Indicator) -> tuple[str, str, str]:
    """Returns the sign, the value and the unit of an indicator's target; all empty for none."""
    target = indicator.target
    if target is None:
        return "", "", ""
    text = target.text
    found = _pattern().fullmatch(text)
    if found is not None and target.number is not None and target.words is None:
        sign, value, unit = found[1] or "", found[2], found[3]
        if unit == unit.strip() and read_target(value).numbers == 1:
            return sign, value, unit
    plain = unicodedata.normalize("NFKC", text)
    return (wording()["qualitative"] if not re.search("[0-9]", plain) else ""), text, ""
