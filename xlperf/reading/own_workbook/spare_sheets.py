"""Tells the project sheets that nobody has filled in: they are no projects.

A new workbook's sheets hold what all projects share (department, unit, the year's first and last
day) and 0 where most projects have no money; 汇总 tells its rows by the same values.
"""

from __future__ import annotations

from datetime import date

from xlperf.filing.fields import AMOUNTS, GOALS, HEAD, NARRATIVE, value_of
from xlperf.filing.model import Project
from xlperf.form.template import template


def is_untouched(project: Project) -> bool:
    """Tells whether a project sheet holds nothing but what a new one is drawn with."""
    given = template()["project"]["given"]
    texts = (*(field for field in HEAD if field not in given), *GOALS, *NARRATIVE)
    return (
        not any(value_of(project, field) is not None for field in texts)
        and not any(value_of(project, field) for field in AMOUNTS)
        and not project.indicators
        and not (project.typed or project.notes or project.flaws or project.unread)
        and _is_whole_year(project.start, project.end)
    )


def _is_whole_year(start: date | None, end: date | None) -> bool:
    return (start is None or (start.month, start.day) == (1, 1)) and (
        end is None or (end.month, end.day) == (12, 31)
    )
