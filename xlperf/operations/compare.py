"""Compares two filings, project by project and value by value.

Projects are matched by name, then by likeness, since a project often gets a new name with the
new year; indicators likewise within a project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from xlperf.filing.fields import AMOUNTS, BESIDES, NAMES, value_of
from xlperf.filing.model import Address, Filing, Indicator, Project
from xlperf.filing.spelling import without_space

HEADS = ("level1", "level2", "level3", "target")
"""Lists what an indicator has besides; its place is that of the target."""
T = TypeVar("T")
_ALIKE = 0.6
"""Gives the likeness, from 0 to 1, from which on two projects or indicators count as the same."""
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?|\s")


class Change(NamedTuple):
    """Holds one value that differs; None where the other filing has none.

    `field` is a name of the model; for an indicator's level or target `indicator` names it by
    its path, and `field` is its header.
    """

    field: str
    indicator: str | None
    old: str | None
    new: str | None
    old_at: Address | None
    new_at: Address | None


class Pair(NamedTuple):
    """Holds a project of the one filing and of the other; None where only one has it."""

    old: Project | None
    new: Project | None
    changes: tuple[Change, ...]


class Comparison(NamedTuple):
    """Holds changes of the filing itself, then of every project, in the newer filing's order."""

    filing: tuple[Change, ...]
    pairs: tuple[Pair, ...]

    @property
    def is_same(self) -> bool:
        """Tells whether nothing at all differs."""
        return not self.filing and not any(
            pair.changes or pair.old is None or pair.new is None for pair in self.pairs
        )


def compare(old: Filing, new: Filing) -> Comparison:
    """Lists the changes from the one filing to the other; white space counts, addresses do not."""
    facts = [
        Change(field, None, _text(before), _text(after), None, None)
        for field in ("year", "department", "edition")
        if (before := getattr(old, field)) != (after := getattr(new, field))
    ]
    matched = _match(old.projects, new.projects, _project_key, _project_likeness)
    partner = {right: left for left, right in matched}
    pairs = []
    for index, project in enumerate(new.projects):
        before = old.projects[partner[index]] if index in partner else None
        changes = tuple(project_changes(before, project)) if before else ()
        pairs.append(Pair(before, project, changes))
    kept = {left for left, _ in matched}
    pairs += [Pair(p, None, ()) for index, p in enumerate(old.projects) if index not in kept]
    return Comparison(tuple(facts), tuple(pairs))


def project_changes(old: Project, new: Project) -> Iterator[Change]:
    """Yields the values that differ between two versions of a project."""
    before, after = values_of(old), values_of(new)
    for field in before:
        if before[field] != after[field]:
            yield Change(
                field, None, before[field], after[field], old.at.get(field), new.at.get(field)
            )
    yield from _rows_changes(old.indicators, new.indicators)
    others = (old.other_period, new.other_period)
    name = next((other.name for other in reversed(others) if other), "")
    for change in _rows_changes(*(other.indicators if other else () for other in others)):
        yield change._replace(indicator=f"{name}/{change.indicator}")


def _rows_changes(old: Sequence[Indicator], new: Sequence[Indicator]) -> Iterator[Change]:
    """Yields the values that differ between two tables of indicators."""
    matched = _match(old, new, _path, _indicator_likeness)
    partner = {right: left for left, right in matched}
    for index, indicator in enumerate(new):
        left = old[partner[index]] if index in partner else None
        yield from _indicator_changes(left, indicator)
    kept = {left for left, _ in matched}
    for index, indicator in enumerate(old):
        if index not in kept:
            yield from _indicator_changes(indicator, None)


def _indicator_changes(old: Indicator | None, new: Indicator | None) -> Iterator[Change]:
    one = new or old
    assert one is not None
    path = _path(one)
    if old is None or new is None:
        at = one.at.get("target")
        text = _text(one.target) or ""
        yield Change(
            "indicator", path, text if old else None, text if new else None,
            at if old else None, at if new else None,
        )  # fmt: skip
        return
    for head in (*HEADS, *BESIDES):
        before, after = _text(getattr(old, head)), _text(getattr(new, head))
        if before != after:
            cell = "target" if head in BESIDES else head
            yield Change(head, path, before, after, old.at.get(cell), new.at.get(cell))


def values_of(project: Project) -> dict[str, str | None]:
    """Returns every value of a project but its indicators, as text, by the name of its field."""
    years = project.goals.years
    values = {field: value_of(project, field) for field in NAMES}
    values["years"] = "-".join(map(str, years)) if years else None
    return {
        field: project.typed.get(field) if value is None else _amount(value)
        if field in AMOUNTS else _text(value)
        for field, value in values.items()
    }  # fmt: skip


def _amount(value: object) -> str:
    return f"{value:,.2f}"


def _text(value: object) -> str | None:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)


def _path(indicator: Indicator) -> str:
    levels = (indicator.level1, indicator.level2, indicator.level3)
    return "/".join(without_space(level) for level in levels)


def _project_key(project: Project) -> str:
    return without_space(project.name)


def _match(
    old: Sequence[T],
    new: Sequence[T],
    key: Callable[[T], str],
    likeness: Callable[[T, T], float],
) -> list[tuple[int, int]]:
    """Pairs items by their places: equal keys in their order, then the likest of the rest."""
    left: dict[str, list[int]] = {}
    for index, item in enumerate(old):
        left.setdefault(key(item), []).append(index)
    pairs: list[tuple[int, int]] = []
    rest: list[int] = []
    for index, item in enumerate(new):
        same = left.get(key(item))
        if same:
            pairs.append((same.pop(0), index))
        else:
            rest.append(index)
    free = sorted(index for indexes in left.values() for index in indexes)
    scores = sorted(((likeness(old[i], new[j]), -i, -j) for i in free for j in rest), reverse=True)
    taken: set[int] = set()
    found: set[int] = set()
    for score, i, j in scores:
        if score < _ALIKE:
            break
        if -i not in taken and -j not in found:
            taken.add(-i)
            found.add(-j)
            pairs.append((-i, -j))
    return pairs


def _project_likeness(old: Project, new: Project) -> float:
    """Weighs mostly the name without its years; the indicators and the unit lend weight."""
    name = _ratio(_YEAR.sub("", old.name or ""), _YEAR.sub("", new.name or ""))
    mine = {_path(indicator) for indicator in old.indicators}
    theirs = {_path(indicator) for indicator in new.indicators}
    shared = len(mine & theirs) / max(len(mine | theirs), 1)
    unit = old.unit == new.unit
    return max(0.7 * name + 0.2 * shared + 0.1 * unit, 0.3 * name + 0.6 * shared + 0.1 * unit)


def _indicator_likeness(old: Indicator, new: Indicator) -> float:
    name = _ratio(old.level3 or "", new.level3 or "")
    return 0.8 * name + 0.1 * (old.level1 == new.level1) + 0.1 * (old.level2 == new.level2)


def _ratio(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE / 2 else 0.0
