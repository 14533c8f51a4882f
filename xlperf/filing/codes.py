"""Parts the code of the budget system from the name behind it (51092324T000010263357-道路养护).

What was typed is the code, a hyphen and the name; the name alone is what projects are known by, and
both are written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from xlperf.filing.fields import with_values
from xlperf.filing.model import Project


def with_codes(project: Project, patterns: Mapping[str, str]) -> Project:
    """Returns the project with the codes before its names in `codes`.

    `patterns` maps a field to the regular expression of the codes that may stand before its name.
    """
    codes = dict(project.codes)
    names: dict[str, str] = {}
    for field, pattern in patterns.items():
        text = getattr(project, field)
        found = (
            re.fullmatch(rf"\s*({pattern})\s*[-－—]\s*(\S.*)", text, re.DOTALL) if text else None
        )
        if found is not None and f"{found[1]}-{found[2]}" == text:
            codes[field], names[field] = found[1], found[2]
    return with_values(replace(project, codes=codes), names) if names else project


def coded(project: Project, field: str) -> str | None:
    """Returns a name as it was typed, with its code before it."""
    name: str | None = getattr(project, field)
    code = project.codes.get(field)
    return name if code is None or name is None else f"{code}-{name}"
