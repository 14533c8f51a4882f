"""Carries last year's filing forward as the beginning of this year's.

Projects, indicators and narratives are carried on as they are; years move in dates and headings
only, since no program can tell which year in a sentence is meant. Everything carried is marked
in 说明 to be looked at again, and last year's reasons no longer count as reasons.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date

from xlperf.filing.fields import AMOUNTS, NARRATIVE, TEXTS, value_of
from xlperf.filing.model import Filing, Funding, Indicator, Project
from xlperf.form.edition import Edition
from xlperf.operations.change_edition import Move, move
from xlperf.operations.notes import reason, review_notice

_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年|\s*[-—–/.])")


def carried(filing: Filing, year: int, edition: Edition, empty_amounts: bool = False) -> Move:
    """Returns the filing for another year in an edition, and what has no place or is missing there.

    A period that covers the new year stays; any other moves by as many years as the filing. With
    `empty_amounts` the amounts are left out.
    """
    shift = year - filing.year if filing.year is not None else 0
    moved, lines = move(filing, edition)
    projects = tuple(
        _carried(project, filing.year, year, shift, empty_amounts) for project in moved.projects
    )
    new = Filing(projects, edition.id, year=year, department=filing.department)
    return Move(new, lines)


def _carried(project: Project, old: int | None, year: int, shift: int, empty: bool) -> Project:
    start, end = _period(project.start, project.end, year, shift)
    goals = project.goals
    if goals.years is not None:
        first, last = goals.years
        by = 0 if first <= year <= last and first < last else shift
        goals = replace(goals, years=(first + by, last + by))
    kept = f"沿用 {old} 年" if old is not None else "沿用上年"
    notes: dict[str, str] = {}
    texts = {field: value_of(project, field) for field in (*TEXTS, *NARRATIVE)}
    for field, text in texts.items():
        if text is not None:
            notes[field] = _note(kept, text, project.notes.get(field))
    for field, before, after in (("start", project.start, start), ("end", project.end, end)):
        if before is not None:
            said = kept if before == after else f"原为 {before.isoformat()}"
            notes[field] = _note(said, "", project.notes.get(field))
    if not empty:
        for field in AMOUNTS:
            if getattr(project.funding, field) is not None:
                notes[field] = _note(kept, "", project.notes.get(field))
    typed = {f: t for f, t in project.typed.items() if not (empty and f in AMOUNTS)}
    return replace(
        project,
        start=start,
        end=end,
        goals=goals,
        funding=Funding() if empty else project.funding,
        indicators=tuple(_indicator(row, kept) for row in project.indicators),
        notes=notes,
        typed=typed,
        flaws=(),
        marks={},
        unread=(),
    )


def _indicator(row: Indicator, kept: str) -> Indicator:
    words = " ".join(filter(None, (row.level3, str(row.target or ""))))
    return replace(row, note=_note(kept, words, row.note))


def _note(said: str, text: str, before: str | None) -> str:
    """Writes a review notice: what was done, the years the text names, last year's reason."""
    years = "、".join(dict.fromkeys(_YEAR.findall(text)))
    parts = [said]
    if years:
        parts.append(f"文中有 {years} 年")
    if old := reason(before):
        parts.append(f"上年说明：{old}")
    return review_notice("；".join(parts))


def _period(
    start: date | None, end: date | None, year: int, shift: int
) -> tuple[date | None, date | None]:
    if start and end and start.year < end.year and start.year <= year <= end.year:
        return start, end
    return _shifted(start, shift), _shifted(end, shift)


def _shifted(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
