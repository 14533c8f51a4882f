"""A filing from one edition of the form to another, and what has no place or is missing there.

What moves follows from the editions' own tables: a word that only another field's vocabulary
knows, a second-level indicator that has become a first level. Nothing is dropped: what has no
place stays where it was, and is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from xlperf.editions import Edition, load_edition
from xlperf.model import Filing, Indicator, Project

_CHOICES = ("category", "nature")


class Move(NamedTuple):
    """The moved filing, and a sentence for everything that has no place or is missing."""

    filing: Filing
    lines: list[str]


def move(filing: Filing, edition: Edition) -> Move:
    """The filing in another edition; the same edition changes nothing."""
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
    return Move(replace(filing, projects=tuple(projects), edition=edition.id), lines)


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
    )
    lines += _missing(moved, old, new)
    return moved, lines


def _choices(project: Project, new: Edition) -> tuple[dict[str, str | None], list[str]]:
    """项目类别 and 项目性质 where the new edition's vocabularies have them."""
    old = {field: getattr(project, field) for field in _CHOICES}
    values: dict[str, str | None] = dict.fromkeys(_CHOICES)
    lines: list[str] = []
    homeless = []
    for field, word in old.items():
        if word is None:
            continue
        known = [f for f in _CHOICES if _plain(word) in map(_plain, new.vocabulary[f])]
        if field in known or (not known and new.vocabulary[field]):
            values[field] = word
            if not known:
                lines.append(_unknown(field, word, new))
        else:
            homeless.append((field, word, known))
    for field, word, known in homeless:
        if known and values[known[0]] is None:
            values[known[0]] = word
            lines.append(
                f"{new.label(field)}“{word}”在新版式中属于{new.label(known[0])}，已移到该栏。"
            )
        else:
            values[field] = values[field] or word
            lines.append(_unknown(field, word, new))
    return values, lines


def _unknown(field: str, word: str, new: Edition) -> str:
    words = "、".join(new.vocabulary[field])
    if words:
        return f"{new.label(field)}“{word}”不在新版式的选项（{words}）内，请改选。"
    return f"{new.label(field)}“{word}”在新版式中没有位置，打印时不会出现。"


def _indicator(indicator: Indicator, new: Edition) -> tuple[Indicator, str | None]:
    level1, level2 = _plain(indicator.level1), _plain(indicator.level2)
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
    """The fields that only the new edition asks for, or that the move has emptied."""
    for field in _CHOICES:
        if field in new.required and getattr(project, field) is None:
            words = "、".join(new.vocabulary[field])
            yield f"缺少{new.label(field)}，请从（{words}）中选择。"
    for field in new.required:
        if field not in _CHOICES and field not in old.required and field not in project.at:
            yield f"缺少{new.label(field)}，请填写。"


def _plain(text: str | None) -> str:
    return "".join((text or "").split())
