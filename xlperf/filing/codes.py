"""Parts the code of the budget system from the name behind it (51092324T000010263357-道路养护).

What was typed is the code, a hyphen of any kind and the name; the name alone is what projects are
known by, and both are written again as typed. Blanks may stand for the hyphen, or nothing at all,
where the code is so long that it is no part of a name (301医院 is one, 820001某局 has one).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from xlperf.filing.fields import with_values
from xlperf.filing.model import Indicator, Project
from xlperf.filing.points import before, parted

_LEVELS = ("level1", "level2")
_HYPHEN = "-"
_SIGN = r"\s*[-－﹣—–‐‑−]{1,2}\s*"
_NO_SIGN = r"\s*(?=[一-鿿])"
_NONE: Mapping[str, str] = MappingProxyType({})


class _Parted(NamedTuple):
    """Holds a code, the hyphen or the blanks behind it, and the name."""

    code: str
    sign: str
    name: str


def with_codes(
    project: Project, patterns: Mapping[str, str], long_patterns: Mapping[str, str] = _NONE
) -> Project:
    """Returns the project with the codes before its names in `codes`.

    `patterns` maps a field to the regular expression of the codes that may stand before its name
    and a hyphen, `long_patterns` to that of those that need none.
    """
    codes, signs = dict(project.codes), dict(project.code_signs)
    names: dict[str, str] = {}
    for field, pattern in patterns.items():
        if field in _LEVELS or field in codes:
            continue
        found = _parted(getattr(project, field), pattern, long_patterns.get(field, "$^"))
        if found is not None:
            codes[field], names[field] = found.code, found.name
            signs |= {field: found.sign} if found.sign != _HYPHEN else {}
    held = replace(project, codes=codes, code_signs=signs)
    return with_values(held, names) if names else project


def with_level_codes(
    rows: tuple[Indicator, ...], patterns: Mapping[str, str]
) -> tuple[Indicator, ...]:
    """Returns indicators with the codes before their levels beside them: 11-数量指标."""
    if not any(level in patterns for level in _LEVELS):
        return rows
    return tuple(_with_level_codes(row, patterns) for row in rows)


def _with_level_codes(row: Indicator, patterns: Mapping[str, str]) -> Indicator:
    held: dict[str, Any] = {}
    for level in _LEVELS:
        found = _parted(getattr(row, level), patterns.get(level, "$^"))
        if found is not None:
            name, points = parted(found.name)
            code = found.code if found.sign == _HYPHEN else f"{found.code}{found.sign}"
            held |= {level: name, f"{level}_code": code}
            held |= {f"{level}_points": points} if points is not None else {}
    return replace(row, **held) if held else row


def with_whole_levels(row: Indicator) -> Indicator:
    """Returns an indicator whose levels have their codes in them, for forms that part none."""
    held: dict[str, Any] = {}
    for level in _LEVELS:
        if (code := getattr(row, f"{level}_code")) is not None:
            held |= {level: f"{before(code)}{getattr(row, level)}", f"{level}_code": None}
    return replace(row, **held) if held else row


@lru_cache(maxsize=4096)
def _parted(text: str | None, pattern: str, long_pattern: str = "$^") -> _Parted | None:
    """Returns the code, what stands behind it and the name; None where no code is before it."""
    for code, sign in ((pattern, _SIGN), (long_pattern, _NO_SIGN)):
        found = re.fullmatch(rf"({code})({sign})(\S.*)", text or "", re.DOTALL)
        if found is not None:
            return _Parted(found[1], found[2], found[3])
    return None


def coded(project: Project, field: str) -> str | None:
    """Returns a name as it was typed, with its code before it."""
    name: str | None = getattr(project, field)
    code = project.codes.get(field)
    sign = project.code_signs.get(field, _HYPHEN)
    return name if code is None or name is None else f"{code}{sign}{name}"
