"""Moves a filing from one edition of the form to another, and names what has no place there.

What moves follows from the editions' own tables: a word that only another field's vocabulary
knows, a second-level indicator that has become a first level. Nothing is dropped: what has no
place stays where it was, and is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, DATES, GOALS, value_of
from xlperf.filing.model import Filing, Indicator, Project
from xlperf.filing.spelling import without_space
from xlperf.form.edition import Edition, load_edition
from xlperf.operations.notes import joined, review_notice, with_notice

_CHOICES = ("category", "nature")


class Move(NamedTuple):
    """Holds the moved filing, and a sentence for everything that has no place or is missing."""

    filing: Filing
    lines: list[str]


def move(filing: Filing, edition: Edition) -> Move:
    """Moves the filing into another edition; the same edition changes nothing."""
    if filing.edition == edition.id:
        return Move(filing, [])
    old = load_edition(filing.edition)
    lines: list[str] = []
    projects = []
    for number, project in enumerate(filing.projects, start=1):
        name = project.name or f"项目{number}"
        moved, found = _project(project, old, edition)
        lines += [f"{name}：{line}" for line in found]
        projects.append(moved)
    lines += _unprinted(filing, edition)
    return Move(replace(filing, projects=tuple(projects), edition=edition.id), lines)


def _unprinted(filing: Filing, new: Edition) -> Iterator[str]:
    """Yields one sentence that names what a filing holds and the new form does not print."""
    cells = (cell for row in new.form["rows"] for cell in row["cells"])
    printed = {cell["value"] for cell in cells if "value" in cell}
    columns = {column.get("field") for column in new.form["table"]["columns"]}
    fields = [name for name in (*DATES, *AMOUNTS, *GOALS) if name not in printed]
    held = [n for n in fields if any(value_of(p, n) for p in filing.projects)]
    rows = [row for project in filing.projects for row in project.indicators]
    held += [
        name
        for name in ("weight", "direction")
        if name not in columns and any(getattr(row, name) is not None for row in rows)
    ]
    labels = [new.label(name) for name in held]
    if not new.prints_other_period:
        labels += [p.other_period.name for p in filing.projects if p.other_period]
    if labels:
        said = "、".join(dict.fromkeys("".join(label.split()) for label in labels))
        yield f"新版式的打印表没有这些栏目的位置，填报表中照样保留：{said}。"


def _project(project: Project, old: Edition, new: Edition) -> tuple[Project, list[str]]:
    values, lines = _choices(project, new)
    indicators = []
    for indicator in project.indicators:
        placed, line = _indicator(indicator, new)
        indicators.append(placed)
        if line:
            lines.append(line)
    moved = replace(
        project,
        category=values["category"],
        nature=values["nature"],
        indicators=tuple(indicators),
        notes=_notes(project, values, new),
    )
    lines += _missing(moved, old, new)
    return moved, lines


def _choices(project: Project, new: Edition) -> tuple[dict[str, str | None], list[str]]:
    """Places 项目类别 and 项目性质 where the new edition's vocabularies have them."""
    values: dict[str, str | None] = dict.fromkeys(_CHOICES)
    lines: list[str] = []
    old = [(field, word) for field in _CHOICES if (word := getattr(project, field)) is not None]
    homes = {field: [f for f in _CHOICES if _knows(new, f, word)] for field, word in old}
    # A word that its own field knows first, then one that the other knows, then the unknown.
    for field, word in sorted(
        old, key=lambda one: (one[0] not in homes[one[0]], not homes[one[0]])
    ):
        home = field if field in homes[field] else next(iter(homes[field]), field)
        if home != field and values[home] is None:
            lines.append(f"{new.label(field)}“{word}”在新版式中属于{new.label(home)}，已移到该栏。")
        elif home != field or home not in homes[field]:
            lines.append(_unknown(field, word, new))  # another word has taken its place
        if values[home] is None:
            values[home] = word
        elif values[field] is None:
            values[field] = word
    return values, lines


def _notes(project: Project, values: dict[str, str | None], new: Edition) -> dict[str, str]:
    """Returns the notes, with a word that found no field any more kept in that of its old one.

    The note of a field that the new form has no row for goes where its word went.
    """
    notes = dict(project.notes)
    for field, other in (_CHOICES, _CHOICES[::-1]):
        word = getattr(project, field)
        if word is not None and word not in values.values():
            notes[field] = with_notice(review_notice(f"原为“{word}”"), notes.get(field))
        elif field in notes and not new.offers(field) and values[field] is None:
            notes[other] = joined((notes.pop(field), notes.get(other, ""))) or ""
    return notes


def _knows(edition: Edition, field: str, word: str) -> bool:
    words = edition.vocabulary[field]
    is_free = not words and edition.offers(field)
    return is_free or without_space(word) in map(without_space, words)


def _unknown(field: str, word: str, new: Edition) -> str:
    words = "、".join(new.vocabulary[field])
    if words:
        return f"{new.label(field)}“{word}”不在新版式的选项（{words}）内，请改选。"
    return f"{new.label(field)}“{word}”在新版式中没有位置，打印时不会出现。"


def _indicator(indicator: Indicator, new: Edition) -> tuple[Indicator, str | None]:
    level1, level2 = without_space(indicator.level1), without_space(indicator.level2)
    known = new.taxonomy
    if level2 in known.get(level1, ()) or not level1 or not level2:
        return indicator, None
    name = indicator.level3 or "（未填三级指标）"
    if level2 in known and level2 != level1:
        choices = "、".join(known[level2])
        line = f"指标“{name}”：{level2}在新版式中是一级指标，请选二级指标（{choices}）。"
        return replace(indicator, level1=level2, level2=None), line
    above = next((first for first, below in known.items() if level1 in below), None)
    if above is not None and level1 not in known:
        line = f"指标“{name}”：{level2}在新版式中没有位置，已归入{above}的{level1}。"
        return replace(indicator, level1=above, level2=level1), line
    if level2 in new.pairs.get(level1, ()) and level1 in known:
        return indicator, None
    return indicator, f"指标“{name}”：{level1}、{level2}在新版式中没有位置，请改选。"


def _missing(project: Project, old: Edition, new: Edition) -> Iterator[str]:
    """Yields the fields that only the new edition asks for, or that the move has emptied."""
    for field in _CHOICES:
        if field in new.required and getattr(project, field) is None:
            words = "、".join(new.vocabulary[field])
            yield f"缺少{new.label(field)}，请从（{words}）中选择。"
    for field in new.required:
        if field not in _CHOICES and field not in old.required and field not in project.at:
            yield f"缺少{new.label(field)}，请填写。"
