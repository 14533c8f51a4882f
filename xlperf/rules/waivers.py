"""已说明: the reason in a row's 说明 column, which settles anything but an error on that row."""

from __future__ import annotations

from xlperf.filing.model import Project
from xlperf.operations.notes import reason
from xlperf.rules.registry import Check, FailingRow
from xlperf.rules.word_lists import words

_ON_ROW = {"years": "overall"}
"""Fields whose place is on the row of another one."""


def reason_for(check: Check, case: FailingRow) -> str | None:
    """The clerk's reason: on the row itself or, for a project's rule, on the project's own line."""
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
    """What says something: our own notices, a dash or a bare 无 are no reason."""
    text = reason(note) or ""
    return None if "".join(text.split()) in words().no_reason else text
