"""Parts the code of the budget system from the name behind it (51092324T000010263357-道路养护).

What was typed is the code, a hyphen and the name; the name alone is what projects are known by, and
both are written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from xlperf.filing.fields import with_values
from xlperf.filing.model import Indicator, Project
from xlperf.filing.points import parted

_LEVELS = ("level1", "level2")


def with_codes(project: Project, patterns: Mapping[str, str]) -> Project:
    """Returns the project with the codes before its names in `codes`.

    `patterns` maps a field to the regular expression of the codes that may stand before its name.
    """
    codes = dict(project.codes)
    names: dict[str, str] = {}
    for field, pattern in patterns.items():
        found = None if field in _LEVELS else _parted(getattr(project, field), pattern)
        if found is not None:
            codes[field], names[field] = found
    return with_values(replace(project, codes=codes), names) if names else project


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
            name, points = parted(found[1])
            held |= {level: name, f"{level}_code": found[0]}
            held |= {f"{level}_points": points} if points is not None else {}
    return replace(row, **held) if held else row


def with_whole_levels(row: Indicator) -> Indicator:
    """Returns an indicator whose levels have their codes in them, for forms that part none."""
    held: dict[str, Any] = {}
    for level in _LEVELS:
        if (code := getattr(row, f"{level}_code")) is not None:
            held |= {level: f"{code}-{getattr(row, level)}", f"{level}_code": None}
    return replace(row, **held) if held else row


@lru_cache(maxsize=4096)
def _parted(text: str | None, pattern: str) -> tuple[str, str] | None:
    """Returns the code and the name behind it; None where no code stands before it."""
    found = re.fullmatch(rf"\s*({pattern})\s*[-－—]\s*(\S.*)", text or "", re.DOTALL)
    return None if found is None or f"{found[1]}-{found[2]}" != text else (found[1], found[2])


def coded(project: Project, field: str) -> str | None:
    """Returns a name as it was typed, with its code before it."""
    name: str | None = getattr(project, field)
    code = project.codes.get(field)
    return name if code is None or name is None else f"{code}-{name}"
