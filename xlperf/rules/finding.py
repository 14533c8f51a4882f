"""Defines a finding (校验问题): a rule that fails on a subject, with its severity and message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from xlperf.filing.model import Address

Severity = Literal["error", "warning", "advice"]
SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "提醒", "advice": "建议"}
"""Gives the severities, gravest first, with the words shown to users."""


def graver(one: Severity, other: Severity) -> Severity:
    """Returns the graver of two severities."""
    return min(one, other, key=list(SEVERITIES).index)


class Subject(NamedTuple):
    """Tells what a finding is about: a field of a project, or of one of a project's indicators.

    `project` is the project's number in its filing, `indicator` the indicator's in its project,
    from 0; None where the finding is about no project, or no indicator.
    """

    project: int | None
    indicator: int | None
    field: str

    @property
    def key(self) -> str | int:
        """Returns what a project sheet has a row for: an indicator's number, or a field."""
        return self.field if self.indicator is None else self.indicator


@dataclass(frozen=True, slots=True)
class Finding:
    """Holds one finding.

    `at` is where its subject stands in the filing that was checked, or the place of what is no
    value (a label that is gone, a figure on 汇总). `value` is the value as found, `message` the
    whole Chinese sentence (what is wrong, what to do), `fix` the exact new text where there is
    one. `waived` is the clerk's reason from the 说明 column, which settles anything but an error.
    """

    rule: str
    severity: Severity
    subject: Subject
    at: Address
    value: str
    message: str
    fix: str | None = None
    basis: str = ""
    waived: str | None = None

    @property
    def field(self) -> str:
        """Returns the name of the field that the finding is about."""
        return self.subject.field


def severity_counts(findings: Sequence[Finding]) -> str:
    """Counts the findings of each severity, in words (错误 1 处，提醒 0 处，建议 2 处)."""
    counts = Counter(finding.severity for finding in findings)
    return "，".join(f"{word} {counts[severity]} 处" for severity, word in SEVERITIES.items())
