"""Offers the fix of an amount, a date or a text only where the mended cell is right.

The projects are mended in filings of their own, on which the same rules run once. What was found
in the cell before is no fault of the fix; what the fix would bring, or leave as it is, is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from xlperf.filing.fields import AMOUNTS, DATES, with_values
from xlperf.filing.model import Filing, Project
from xlperf.rules.finding import Finding
from xlperf.rules.follow_on import Failure
from xlperf.rules.tables import FIELDS, Tables

Recheck = Callable[[Sequence[Filing]], Sequence[Failure]]


def sound_field_fixes(
    found: Sequence[tuple[Failure, Finding]],
    filings: Sequence[Filing],
    tables: Tables,
    recheck: Recheck,
) -> Iterator[tuple[Failure, Finding]]:
    """Yields the findings, those without their fix whose mended cell would be found again.

    `recheck` returns what the rules find in filings, follow-on findings left out.
    """
    fixes: dict[int, dict[str, str]] = {}
    others: set[tuple[int, str, str]] = set()
    for failure, finding in found:
        if failure.indicator >= 0 or failure.field not in FIELDS:
            continue
        if finding.fix:
            fixes.setdefault(failure.project, {})[failure.field] = finding.fix
        else:
            others.add((failure.project, failure.field, finding.rule))
    numbers = list(fixes)
    mended = [_filing(filings, tables, project, fixes[project]) for project in numbers]
    unsound = set()
    for failure in recheck(mended) if mended else ():
        project = numbers[failure.filing]
        known = (project, failure.field, failure.check.code) in others
        if failure.indicator < 0 and not known:
            unsound.add((project, failure.field))
    for failure, finding in found:
        if failure.indicator < 0 and (failure.project, failure.field) in unsound:
            yield failure, replace(finding, fix=None)
        else:
            yield failure, finding


def _filing(
    filings: Sequence[Filing], tables: Tables, number: int, fixes: dict[str, str]
) -> Filing:
    """Returns a filing of one project, with its fixes in their cells."""
    own, project = filings[tables.filings[number]], tables.sources[number]
    return Filing((_mended(project, fixes),), own.edition, own.year)


def _mended(project: Project, fixes: dict[str, str]) -> Project:
    values: dict[str, Any] = {}
    for field, text in fixes.items():
        if field in AMOUNTS:
            values[field] = Decimal(text)
        elif field in DATES:
            values[field] = date.fromisoformat(text)
        else:
            values[field] = text
    return replace(
        with_values(project, values),
        typed={field: text for field, text in project.typed.items() if field not in fixes},
        flaws=tuple(flaw for flaw in project.flaws if flaw.field not in fixes),
    )
