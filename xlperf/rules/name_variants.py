"""Finds the usual spelling of each 主管部门 and 实施单位 across a filing's sheets (D06).

A filing has one department, so any other name is a variant. Units may be many; there a variant
is only a name that says the same with something left out: 松江区人大办 beside 上海市松江区人大办.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from xlperf.filing.spelling import folded

_OWN_LEVEL = re.compile(r"[(（]?本级[)）]?$")
_PLACES = "省市区县"
_SHORTEST = 0.6
"""Gives the share of a unit's full name that its short form keeps at least."""
_FEWEST, _TAIL = 4, 2
"""Gives an abbreviation's fewest letters, and the most it leaves out of its last word."""


def usual_names(kind: str, names: Iterable[tuple[int, str | None]]) -> list[str | None]:
    """Gives, for each (filing, name), the usual spelling in that filing; None for an empty name."""
    named = [(filing, plain_name(name)) for filing, name in names]
    counts: dict[int, Counter[str]] = {}
    for filing, name in named:
        if name:
            counts.setdefault(filing, Counter())[name] += 1
    usual = {
        filing: {name: _usual(kind, name, found) for name in found}
        for filing, found in counts.items()
    }
    return [usual[filing][name] if name else None for filing, name in named]


@lru_cache(maxsize=1024)
def plain_name(name: str | None) -> str:
    """Returns a name without white space and with half-width characters: D04 speaks of those."""
    return folded(name)


def _usual(kind: str, name: str, counts: Counter[str]) -> str:
    """Returns the most frequent of the spellings of a name, the first one among equals."""
    if len(counts) == 1:
        return name
    same = [
        other for other in counts if kind == "department" or other == name or _variant(name, other)
    ]
    return max(same, key=lambda other: counts[other])


def _variant(name: str, other: str) -> bool:
    """Tells whether two names say the same: one is the other with something left out.

    What is left out may stand at the front, in several places within, be the last letter, or
    the mark 本级; more at the end tells units apart: 教育局 and 教育局招生办 are two.
    """
    short, long = sorted((_OWN_LEVEL.sub("", name), _OWN_LEVEL.sub("", other)), key=len)
    if short == long:
        return True
    if len(short) == len(long):
        return False
    if len(short) >= _SHORTEST * len(long) and (long.endswith(short) or short == long[:-1]):
        return True
    if long.endswith(short) and (long[-len(short) - 1] in _PLACES or short[0] in _PLACES):
        return True
    return len(short) >= _FEWEST and _abbreviates(short, long)


def _abbreviates(short: str, long: str) -> bool:
    """Tells whether letters are left out in more than one place, the district's not counted.

    人大常委会 for 人民代表大会常务委员会, 区人大办 for …区人大常委会办公室; whereas 第一小学
    beside 第一中心小学 is another school.
    """
    at = long.find(short[0])
    gaps = 0
    for letter in short[1:]:
        found = long.find(letter, at + 1)
        if at < 0 or found < 0:
            return False
        gaps += found != at + 1
        at = found
    tail = len(long) - 1 - at
    return at >= 0 and tail <= _TAIL and gaps + (tail > 0) > 1
