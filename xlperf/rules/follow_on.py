"""Suppresses failures that another explains, by the catalogue's `follows`: one finding per fault.

A cause is at least as grave as what it explains, so that suppression never lets an error pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from xlperf.form.edition import Edition
from xlperf.operations.totals import PARTS
from xlperf.rules.catalogue import Rule, catalogue
from xlperf.rules.finding import Severity, graver
from xlperf.rules.registry import Check

_ALL = "*"
"""Means any field of a row, and the project's own row among its indicators'."""
_WORDS = "D"
"""Begins the codes of rules about words."""
_OWN, _ROWS = -1, -2
"""Stand in the place of an indicator's number: the project as a whole; any of its indicators."""


class Failure(NamedTuple):
    """Holds a failing row: its filing, project and indicator (-1 for none), and its field."""

    check: Check
    row: dict[str, Any]
    filing: int
    project: int
    indicator: int
    field: str

    @property
    def rule(self) -> Rule:
        """Returns the catalogue's entry."""
        return catalogue()[self.check.code]


_Causes = dict[tuple[int, int, str], set[str]]


def suppress_follow_ons(
    failures: Iterable[Failure], editions: Sequence[Edition]
) -> list[tuple[Failure, Severity]]:
    """Returns the failures that no other explains, each as grave as the gravest it explains."""
    failures = [f for f in failures if f.rule.is_judged_in(editions[f.filing])]
    causes = _causes(failures)
    raised: dict[tuple[int, int, str], Severity] = {}
    kept: list[tuple[Failure, Severity]] = []
    for failure in failures:
        severity = failure.check.severity or failure.rule.severity_in(editions[failure.filing])
        explained = _explained_by(failure, causes)
        if not explained:
            kept.append((failure, severity))
        for code in explained:
            key = (failure.filing, failure.project, code)
            raised[key] = graver(raised.get(key, severity), severity)
    return [
        (f, graver(severity, raised.get((f.filing, f.project, f.check.code), severity)))
        for f, severity in kept
    ]


def _causes(failures: list[Failure]) -> _Causes:
    """Collects the codes found at each field of a project or indicator, and on each as a whole."""
    causes: _Causes = {}
    for project, indicator, field, code in (
        (f.project, f.indicator, f.field, f.check.code) for f in failures
    ):
        causes.setdefault((project, indicator, field), set()).add(code)
        causes.setdefault((project, indicator, _ALL), set()).add(code)
        if indicator >= 0:
            causes.setdefault((project, _ROWS, _ALL), set()).add(code)
    return causes


def _explained_by(failure: Failure, causes: _Causes) -> set[str]:
    """Names the rules whose findings explain this one.

    For an indicator: one on the same row or on its project as a whole. For a field: one on the
    same field, or on a part of the total that it is. For a project: one on any of its cells. For
    prose, which is held to the project's amounts: one on any cell too, but for what is wrong with
    the words of another text.
    """
    project = failure.project
    if not failure.rule.follows:
        return set()
    if failure.indicator >= 0:
        places = [(project, failure.indicator, _ALL), (project, _OWN, _ALL)]
    elif failure.check.on == "fields":
        fields = (failure.field, *PARTS.get(failure.field, ()))
        places = [(project, _OWN, field) for field in fields]
    else:
        places = [(project, _OWN, _ALL), (project, _ROWS, _ALL)]
    known: set[str] = set().union(*(causes.get(place, set()) for place in places))
    if failure.check.on == "prose":
        known = {code for code in known if not code.startswith(_WORDS)}
        known |= causes.get((project, _OWN, failure.field), set())
    return known.intersection(failure.rule.follows)
