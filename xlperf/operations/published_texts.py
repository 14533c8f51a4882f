"""Restores a page's texts as they were typed, from texts that its document brings along.

A page does not show tabs, blank lines, or the line break behind a full line; it shows a mark for
what no font has, and right-to-left letters not in the order they were typed. The texts brought
along come from whoever published them, so the page decides: one replaces the text read from the
page only where both show the same, all that aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from xlperf.filing.fields import HEAD, NARRATIVE, value_of
from xlperf.filing.model import Address, Filing, Flaw, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import Edition
from xlperf.form.shown_text import as_shown, seen
from xlperf.form.values import CONTROL

_BESIDE = "附带的文字"
_MISSING = (
    "有 {count} 段在页面上没有照样读到，如“{first}”；页面可能有读漏或读错，请对照原文逐项核对，"
    "或改用 Word、Excel 原件"
)
_SHOWN = 20
_Change = Callable[[str, Address | None], str]


def published_texts(
    projects: Iterable[Project], edition: Edition, with_narrative: bool
) -> list[str]:
    """Lists the texts that the projects' forms show, in order; also the narratives' if asked for.

    Nothing that is not printed is among them: no reasons, no field of another edition.
    """
    form = edition.form
    shown = {cell["value"] for row in form["rows"] for cell in row["cells"] if "value" in cell}
    shown |= {column["field"] for column in form["table"]["columns"]}
    shown |= set(NARRATIVE) if with_narrative else set()
    return _texts(projects, shown)


def as_typed(filing: Filing, typed: Sequence[str], name: str, unshown: str = "") -> Filing:
    """Gives a filing read from pages the white space of the texts that its source brings along.

    `typed` comes from a stranger, and so do the `unshown` characters, which are believed only
    where the page has a mark in their place. Texts that show something else than the page did,
    or that several would fit, change nothing. A text so confirmed loses its mark of lines joined
    by guess. Texts that nobody found on the pages of the document called `name` become a flaw:
    something was read wrongly there, or not at all.
    """
    source = _Typed(typed, _texts(filing.projects), unshown)
    projects = tuple(_confirmed(project, source) for project in filing.projects)
    department = next((project.department for project in projects if project.department), None)
    made = replace(filing, projects=projects, department=department)
    missing = source.missing()
    if not missing:
        return made
    text = _MISSING.format(count=len(missing), first=" ".join(missing[0].split())[:_SHOWN])
    flaw = Flaw("", "", Address(name, _BESIDE), text)
    return replace(made, flaws=(*made.flaws, flaw))


class _Typed:
    """Holds texts as typed by what they show, given out in the order of those that were read."""

    def __init__(self, typed: Iterable[str], read: Iterable[str], unshown: str) -> None:
        self._typed: dict[str, list[str]] = {}
        for text in typed:
            if not CONTROL.search(text):
                self._typed.setdefault(seen(as_shown(text, unshown)), []).append(text)
        self._read = Counter(map(seen, read))
        self._given: Counter[str] = Counter()

    def missing(self) -> list[str]:
        """Lists the texts that are not among those read."""
        return [
            text for key, texts in self._typed.items() for text in texts[self._read[key] :] if key
        ]

    def of(self, text: str) -> str | None:
        """Returns a text that was read as typed; None where that is not known for certain."""
        key = seen(text)
        number = self._given[key]
        self._given[key] += 1
        found = self._typed.get(key, [])
        if len(found) == self._read[key]:
            return found[number]
        return found[0] if len(set(found)) == 1 else None


def _confirmed(project: Project, source: _Typed) -> Project:
    sure: set[Address | None] = set()

    def change(text: str, at: Address | None) -> str:
        typed = source.of(text)
        if typed is None:
            return text
        sure.add(at)
        return typed

    changed = _changed(project, change)
    return replace(changed, marks={at: m for at, m in project.marks.items() if at not in sure})


def _texts(projects: Iterable[Project], shown: Collection[str] | None = None) -> list[str]:
    """Lists every text of projects in the order of `_changed`; of the fields in `shown` alone."""
    texts: list[str] = []

    def take(text: str, _: Address | None) -> str:
        texts.append(text)
        return text

    for project in projects:
        _changed(project, take, shown)
    return texts


def _changed(project: Project, change: _Change, shown: Collection[str] | None = None) -> Project:
    """Returns a project with its texts changed, one after the other."""

    def changed(field: str, text: str | None, at: Address | None) -> str | None:
        if text is None or (shown is not None and field not in shown):
            return text
        return change(text, at)

    def own(field: str, text: str | None) -> str | None:
        return changed(field, text, project.at.get(field))

    goals = project.goals
    head: dict[str, Any] = {name: own(name, value_of(project, name)) for name in HEAD}
    return replace(
        project,
        **head,
        typed={field: own(field, project.typed[field]) or "" for field in sorted(project.typed)},
        goals=Goals(own("overall", goals.overall), own("annual", goals.annual), goals.years),
        narrative=Narrative(*(own(name, value_of(project, name)) for name in NARRATIVE)),
        indicators=tuple(_changed_row(row, changed) for row in project.indicators),
    )


def _changed_row(
    row: Indicator, changed: Callable[[str, str | None, Address | None], str | None]
) -> Indicator:
    level1, level2, level3 = (
        changed(head, getattr(row, head), row.at.get(head))
        for head in ("level1", "level2", "level3")
    )
    target = row.target
    if target is not None:
        text = changed("target", target.text, row.at.get("target"))
        target = target if text is None or text == target.text else read_target(text)
    return replace(row, level1=level1, level2=level2, level3=level3, target=target)
