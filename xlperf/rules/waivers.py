"""Finds the reason in a row's 说明 column, which settles (已说明) its findings but no error."""

from __future__ import annotations

from xlperf.filing.model import Project
from xlperf.filing.spelling import without_space
from xlperf.operations.notes import reason
from xlperf.rules.registry import Check, FailingRow
from xlperf.rules.word_lists import words

_ON_ROW = {"years": "overall"}
"""Maps fields that share the row of another one to that one."""


def reason_for(check: Check, case: FailingRow) -> str | None:
    """Returns the clerk's reason: on the row or, for a project's rule, on the project's line."""
    if case.indicator is not None:
        return _reason(case.indicator.note)
    if check.on == "flaws" and case.row["note"] is not None:
        return _reason(case.row["note"])
    project: Project | None = case.project
    if project is None:
        return None
    reason = _reason(project.notes.get(_ON_ROW.get(case.field, case.field)))
    if reason is None and check.on == "projects":
        reason = _reason(project.notes.get("name"))
    return reason


def _reason(note: str | None) -> str | None:
    """Returns what says something: our own notices, a dash or a bare 无 are no reason."""
    text = reason(note) or ""
    return None if without_space(text) in words("waiver")["nothing"] else text
