"""Sums up a filing's findings: tells whether it may be filed, and what is listed first.

Errors come before warnings, grouped by sheet; of one rule's repeats three are listed and the
rest counted. Reports and JSON list everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from xlperf.rules.finding import SEVERITIES, Finding, Severity

State = Literal["blocked", "mend", "ready"]
STATES: dict[State, str] = {"blocked": "不能报送", "mend": "建议修改后报送", "ready": "可以报送"}
"""Gives the states of a filing, gravest first, with the words shown to users."""
MOST = 3
"""Limits the repeats of one rule that are listed."""


class Verdict(NamedTuple):
    """Counts the findings of each severity, and those that a reason has settled."""

    error: int
    warning: int
    advice: int
    waived: int

    @property
    def passes(self) -> bool:
        """Tells whether the filing may go out."""
        return not self.error

    @property
    def state(self) -> State:
        """Tells whether the filing is blocked, had better be mended, or is ready."""
        return state_of(self.error, self.warning)

    def __str__(self) -> str:
        return STATES[self.state]

    @property
    def rest(self) -> str:
        """Counts what there is, in words; empty where there is nothing."""
        counts = {
            SEVERITIES["error"]: self.error,
            SEVERITIES["warning"]: self.warning,
            SEVERITIES["advice"]: self.advice,
            "已说明": self.waived,
        }
        return "，".join(f"{words} {count} 处" for words, count in counts.items() if count)


class Section(NamedTuple):
    """Holds one sheet's listed findings of one severity; None for those settled by a reason."""

    severity: Severity | None
    sheet: str
    findings: list[Finding]


def state_of(errors: int, warnings: int) -> State:
    """Returns the state of a filing with so many errors and warnings; advice alone is none."""
    return "blocked" if errors else "mend" if warnings else "ready"


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Counts the findings of a filing into its verdict."""
    counts: Counter[str] = Counter(
        "waived" if finding.waived is not None else finding.severity for finding in findings
    )
    return Verdict(counts["error"], counts["warning"], counts["advice"], counts["waived"])


def listing(findings: Sequence[Finding]) -> tuple[list[Section], dict[str, int]]:
    """Returns the sections to list, gravest first, and per rule how many findings were left out."""
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
