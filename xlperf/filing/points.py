"""Parts the points of a level of indicators from its name: 产出指标（50分）, 成本指标(0-20)分.

What was typed is the name and the points; the name alone is the level, and both are written again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from xlperf.filing.model import Indicator

_NUMBER = r"[0-9０-９]+(?:[.．][0-9０-９]+)?"
# White space is given back nowhere (*+): a long run of it would be tried out again and again.
_RANGE = rf"{_NUMBER}\s*+(?:[-－—–~～至]+\s*+{_NUMBER}\s*+)?"
_POINTS = re.compile(
    rf"(?P<name>[^0-9０-９(（\[【]*[^0-9０-９(（\[【\s])"
    rf"(?P<points>\s*+(?:[(（\[【]\s*+(?:分值|权重)?[:：]?\s*+{_RANGE}[分%％]?\s*+[)）\]】]\s*+分?|{_RANGE}[分%％]))",
)


class Level(NamedTuple):
    """Holds the name of a level, and its points as they stand behind it, with their brackets."""

    name: str | None
    points: str | None


@lru_cache(maxsize=4096)
def parted(text: str | None) -> Level:
    """Parts the points behind the name of a level; None where there are none."""
    found = _POINTS.fullmatch(text) if text else None
    return Level(text, None) if found is None else Level(found["name"], found["points"])


def spelt(indicator: Indicator, level: str) -> str | None:
    """Returns a level as it was typed, with its code before its name and its points behind it."""
    name: str | None = getattr(indicator, level)
    if name is None:
        return None
    code = getattr(indicator, f"{level}_code", None)
    points = getattr(indicator, f"{level}_points", None) or ""
    return f"{name}{points}" if code is None else f"{before(code)}{name}{points}"


def before(code: str) -> str:
    """Returns the code of a level with the hyphen behind it: its own kind, else a plain one."""
    return f"{code}-" if code[-1:].isalnum() else code
