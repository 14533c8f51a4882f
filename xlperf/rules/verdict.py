"""The verdict on a filing's findings: may it be filed, and what is listed first.

Errors come before warnings, grouped by sheet; of one rule's repeats three are listed and the
rest counted. Reports and JSON list everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xlperf.rules.finding import SEVERITIES, Finding, Severity

MOST = 3
"""Repeats of one rule that are listed."""


class Verdict(NamedTuple):
    """How many findings stand of each severity, and how many a reason has settled."""

    error: int
    warning: int
    advice: int
    waived: int

    @property
    def passes(self) -> bool:
        """Whether the filing may go out."""
        return not self.error

    def __str__(self) -> str:
        return "可以报送" if self.passes else f"有 {self.error} 处错误须改正"

    @property
    def rest(self) -> str:
        """What there is besides the errors, as words; empty where there is nothing."""
        counts = {
            SEVERITIES["warning"]: self.warning,
            SEVERITIES["advice"]: self.advice,
            "已说明": self.waived,
        }
        return "，".join(f"{words} {count} 处" for words, count in counts.items() if count)


class Section(NamedTuple):
    """The findings listed of one severity on one sheet; None for those settled by a reason."""

    severity: Severity | None
    sheet: str
    findings: list[Finding]


def verdict(findings: Iterable[Finding]) -> Verdict:
    """The verdict on all findings of a filing."""
    counts: Counter[str] = Counter(
        "waived" if finding.waived is not None else finding.severity for finding in findings
    )
    return Verdict(counts["error"], counts["warning"], counts["advice"], counts["waived"])


def listing(findings: Sequence[Finding]) -> tuple[list[Section], dict[str, int]]:
    """The sections to list, gravest first, and per rule how many findings were left out."""
    shown: Counter[str] = Counter()
    left: Counter[str] = Counter()
    sections: list[Section] = []
    for severity in (*SEVERITIES, None):
        by_sheet: dict[str, list[Finding]] = {}
        for finding in findings:
            if severity != (None if finding.waived is not None else finding.severity):
                continue
            if severity is not None:
                shown[finding.rule] += 1
                if shown[finding.rule] > MOST:
                    left[finding.rule] += 1
                    continue
            by_sheet.setdefault(finding.at.sheet, []).append(finding)
        sections += [Section(severity, sheet, found) for sheet, found in by_sheet.items()]
    return sections, dict(left)
