"""Defines a finding (校验问题): a rule that fails at a cell, with its severity and message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from xlperf.filing.model import Address

Severity = Literal["error", "warning", "advice"]
SEVERITIES: dict[Severity, str] = {"error": "错误", "warning": "提醒", "advice": "建议"}
"""Gives the severities, gravest first, with the words shown to users."""


def graver(one: Severity, other: Severity) -> Severity:
    """Returns the graver of two severities."""
    return min(one, other, key=list(SEVERITIES).index)


@dataclass(frozen=True, slots=True)
class Finding:
    """Holds one finding.

    `field` is the field's name in the model, `value` the value as found, `message` the whole
    Chinese sentence (what is wrong, what to do), `fix` the exact new text where there is one.
    `waived` is the clerk's reason from the 说明 column, which settles anything but an error.
    """

    rule: str
    severity: Severity
    at: Address
    field: str
    value: str
    message: str
    fix: str | None = None
    basis: str = ""
    waived: str | None = None


def severity_counts(findings: Sequence[Finding]) -> str:
    """Counts the findings of each severity, in words (错误 1 处，提醒 0 处，建议 2 处)."""
    counts = Counter(finding.severity for finding in findings)
    return "，".join(f"{word} {counts[severity]} 处" for severity, word in SEVERITIES.items())
