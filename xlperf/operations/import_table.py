"""Makes the import table of the integrated budget system (一体化): targets in three columns.

Operator, value and unit go in apart. What cannot be told apart for certain is listed with the
reason and left open, never guessed. The words of both are those of `import_table.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from xlperf.filing.model import Address, Filing, Indicator, Project
from xlperf.filing.spelling import without_space
from xlperf.filing.toml_data import toml_data

_FORBIDDEN = re.compile(r"[*_-]")


class ImportRow(NamedTuple):
    """Holds one row of the import table; what of its target is not certain is empty."""

    level1: str
    level2: str
    level3: str
    operator: str
    value: str
    unit: str
    weight: Decimal | None
    direction: str | None


class Unsplit(NamedTuple):
    """Holds a target that was not split: its project, its place, and the reason."""

    project: str
    level3: str
    target: str
    at: Address | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportTable:
    """Holds the rows of each project in order, and what could not be split in any of them."""

    projects: tuple[tuple[Project, tuple[ImportRow, ...]], ...]
    unsplit: tuple[Unsplit, ...]


def wording() -> Mapping[str, Any]:
    """Returns the words of `import_table.toml`."""
    return toml_data(__package__, "import_table.toml")


def import_table(filing: Filing) -> ImportTable:
    """Makes every indicator of a filing a row for the import."""
    projects, unsplit = [], []
    for project in filing.projects:
        rows = []
        for indicator in project.indicators:
            parts, why = split(indicator)
            name = _plain(indicator.level3)
            if why is not None:
                text = indicator.target.text if indicator.target else ""
                at, reason = indicator.at.get("target"), wording()["reasons"][why]
                unsplit.append(Unsplit(project.name or "", name, text, at, reason))
            level1, level2 = _whole(indicator.level1), _whole(indicator.level2)
            if not any((level1, level2, name, *parts)):  # a row that would be blank is none
                name = wording()["sheets"]["nameless_row"]
            further = (indicator.weight, indicator.direction)
            rows.append(ImportRow(level1, level2, name, *parts, *further))
        projects.append((project, tuple(rows)))
    return ImportTable(tuple(projects), tuple(unsplit))


def split(indicator: Indicator) -> tuple[tuple[str, str, str], str | None]:
    """Splits a target into operator, value and unit where certain, with the reason where not.

    The reason is a key of `import_table.toml`'s reasons; None where all of it is certain.
    """
    target, own, nothing = indicator.target, wording(), ("", "", "")
    if target is None:
        return nothing, "empty"
    if indicator.swallowed is not None:
        return nothing, "swallowed"
    if _FORBIDDEN.search(target.text):
        return nothing, "forbidden"
    if target.numbers == 0:
        return (own["qualitative"], _plain(target.text), ""), None
    if target.numbers > 1:
        return nothing, "several"
    if target.number is None or (target.operator is None and target.words is not None):
        return nothing, "words"
    operator = own["operators"][target.operator] if target.operator else ""
    parts = (operator, f"{target.number:f}", target.unit or "")
    return parts, None if all(parts) else "unit" if operator else "operator"


def _whole(level: str | None) -> str:
    """Returns a level without the line breaks of its cell."""
    return without_space(level)


def _plain(text: str | None) -> str:
    return (text or "").strip()
