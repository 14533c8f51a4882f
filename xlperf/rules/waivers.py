"""Finds the reason in a row's 说明 column, which settles (已说明) its findings but no error.

A reason that names rules (C09：行业惯例) settles the findings of these alone, any other all of its
row.
"""

from __future__ import annotations

import re

from xlperf.filing.model import Project
from xlperf.filing.spelling import folded, without_space
from xlperf.operations.notes import reason
from xlperf.rules.catalogue import catalogue
from xlperf.rules.registry import Check, FailingRow
from xlperf.rules.word_lists import words

_CODE = re.compile(r"(?<![A-Z0-9])[A-F]\d{2}(?!\d)")
_ON_ROW = {"years": "overall"}
"""Maps fields that share the row of another one to that one."""


def reason_for(check: Check, case: FailingRow) -> str | None:
    """Returns the clerk's reason: on the row or, for a project's rule, on the project's line."""
    if case.indicator is not None:
        return _reason(case.indicator.note, check.code)
    if check.on == "flaws" and case.row["note"] is not None:
        return _reason(case.row["note"], check.code)
    project: Project | None = case.project
    if project is None:
        return None
    reason = _reason(project.notes.get(_ON_ROW.get(case.field, case.field)), check.code)
    if reason is None and check.on == "projects":
        reason = _reason(project.notes.get("name"), check.code)
    return reason


def _reason(note: str | None, code: str) -> str | None:
    """Returns what says something: our own notices, a dash or a bare 无 are no reason."""
    text = reason(note) or ""
    named = {found for found in _CODE.findall(folded(text).upper()) if found in catalogue()}
    bare = _CODE.sub("", folded(text).upper()).strip("、,;:：，；。") if named else text
    if (named and code not in named) or without_space(bare) in words("waiver")["nothing"]:
        return None
    return text
