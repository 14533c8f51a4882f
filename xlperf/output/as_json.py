"""Turns filings and findings into JSON, the shapes of `dump --json` and `check --json`.

Amounts are strings in 元 with two decimals (more only where the source has more), dates are
ISO, absent values null, addresses `SHEET!A1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from xlperf.filing.fields import AMOUNTS, BESIDES, DATES, GOALS, HEAD, value_of
from xlperf.filing.model import Address, Filing, Flaw, Indicator, Project
from xlperf.operations.totals import Totals, totals
from xlperf.rules.finding import Finding
from xlperf.rules.verdict import verdict

_CENT = Decimal("0.01")


def amount_text(amount: Decimal | None) -> str | None:
    """Spells an amount in 元 with two decimals; all its decimals where it has more."""
    if amount is None:
        return None
    rounded = amount.quantize(_CENT)
    return f"{rounded if rounded == amount else amount.normalize():f}"


def filing_json(filing: Filing) -> dict[str, Any]:
    """Returns what was read, with addresses.

    `spare` names the project sheets that nobody has filled in. Documents have more to say: `marks`
    of a project tells how the value at an address was put together, `unread` names the places that
    looked like a form and could not be read.
    """
    statement = filing.statement
    return {
        "year": filing.year,
        "department": filing.department,
        "edition": filing.edition,
        "statement": None
        if statement is None
        else {
            "units": statement.units,
            "projects": statement.projects,
            "amount_wan": f"{statement.amount_wan:.2f}",
        },
        "projects": [_project(project) for project in filing.projects],
        **({"spare": [project.sheet for project in filing.spare]} if filing.spare else {}),
        **({"told": filing.told} if filing.told else {}),
        **({"unread": [_flaw(flaw) for flaw in filing.flaws]} if filing.flaws else {}),
    }


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {"at": str(flaw.at), "what": flaw.text}


def _project(project: Project) -> dict[str, Any]:
    return {
        **{field: value_of(project, field) for field in HEAD},
        **{field: _date(value_of(project, field)) for field in DATES},
        "funding": {field: amount_text(value_of(project, field)) for field in AMOUNTS},
        "goals": {field: value_of(project, field) for field in GOALS},
        "narrative": asdict(project.narrative),
        "indicators": [_indicator(indicator) for indicator in project.indicators],
        "at": {field: str(at) for field, at in project.at.items()},
        **_other_period(project),
        **({"codes": dict(project.codes)} if project.codes else {}),
        **({"code_signs": dict(project.code_signs)} if project.code_signs else {}),
        **({"marks": {str(at): m for at, m in project.marks.items()}} if project.marks else {}),
    }


def _other_period(project: Project) -> dict[str, Any]:
    other = project.other_period
    if other is None:
        return {}
    rows = [_indicator(indicator) for indicator in other.indicators]
    return {"other_period": {"name": other.name, "indicators": rows}}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    at: Address | None = indicator.at.get("target")
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "target": indicator.target.text if indicator.target else None,
        "weight": None if indicator.weight is None else f"{indicator.weight:f}",
        "direction": indicator.direction,
        **{name: getattr(indicator, name) for name in BESIDES[2:] if getattr(indicator, name)},
        "at": str(at) if at else None,
    }


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None


def check_json(
    path: str, filing: Filing, findings: Sequence[Finding], listed: Sequence[Finding]
) -> dict[str, Any]:
    """Returns one book of `check --json`: the verdict on all findings, and those listed."""
    judged = verdict(findings)
    return {
        "path": path,
        "projects": len(filing.projects),
        "verdict": {
            "state": judged.state,
            "text": str(judged),
            "passes": judged.passes,
            **judged._asdict(),
        },
        "quality": quality_json(filing),
        "findings": findings_json(listed),
    }


def quality_json(filing: Filing) -> dict[str, Any]:
    """Tells how well the targets are stated, in all and per project; shares from 0 to 1."""
    return {
        **_quality(totals(filing.projects)),
        "by_project": [
            {"name": project.name, **_quality(totals([project]))} for project in filing.projects
        ],
    }


def _quality(whole: Totals) -> dict[str, Any]:
    def share(count: int) -> float | None:
        return round(count / whole.targets, 4) if whole.targets else None

    return {
        "indicators": whole.indicators,
        "levels": dict(whole.levels),
        "quantified_share": share(whole.quantified),
        "operator_share": share(whole.with_operator),
        "unit_share": share(whole.with_unit),
    }


def findings_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Returns findings with every key of the contract; `waived` only where a reason settles it."""
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "sheet": finding.at.sheet,
            "cell": finding.at.cell,
            "field": finding.field,
            "value": finding.value,
            "message": finding.message,
            "fix": finding.fix,
            "basis": finding.basis,
            **({"waived": finding.waived} if finding.waived else {}),
        }
        for finding in findings
    ]
