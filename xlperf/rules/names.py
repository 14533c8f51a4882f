"""主管部门 and 实施单位 across the sheets of a filing: which spelling is the usual one (D06).

A filing has one department, so any other name is a variant. Units may be many; there a variant
is only a name that says the same with something left out: 松江区人大办 beside 上海市松江区人大办.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

_SHORTEST = 0.6
"""A unit's short form keeps at least this share of the full name."""


def usual_names(kind: str, names: Iterable[tuple[int, str | None]]) -> list[str | None]:
    """For each (filing, name), the usual spelling in that filing; None where there is none."""
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


def plain_name(name: str | None) -> str:
    """A name without white space and with half-width characters: D04 speaks of those."""
    return "".join(unicodedata.normalize("NFKC", name).split()) if name else ""


def _usual(kind: str, name: str, counts: Counter[str]) -> str:
    """The most frequent of the spellings of a name, the first one among equals."""
    if len(counts) == 1:
        return name
    same = [
        other for other in counts if kind == "department" or other == name or _variant(name, other)
    ]
    return max(same, key=lambda other: counts[other])


def _variant(name: str, other: str) -> bool:
    """Whether the shorter name is the longer one with something left out at the front or within.

    What stands at the end tells units apart: 教育局 and 教育局招生办 are two.
    """
    short, long = sorted((name, other), key=len)
    if len(short) == len(long) or len(short) < _SHORTEST * len(long) or short[-1] != long[-1]:
        return False
    if long.endswith(short):
        return True
    rest = iter(long)
    return (
        short[0] == long[0]
        and all(letter in rest for letter in short)
        and _abbreviates(short, long)
    )


def _abbreviates(short: str, long: str) -> bool:
    """Whether letters are left out in more than one place.

    人大常委会 for 人民代表大会常务委员会; whereas 第一小学 beside 第一中心小学 is another school.
    """
    gaps, at = 0, -1
    for letter in short:
        found = long.index(letter, at + 1)
        gaps += found != at + 1
        at = found
    return gaps > 1
