"""Lists what the import table of the integrated system has no place for, and puts it back.

The table has no dates, no parts of the money, no narrative, and spells targets in the system's
own way. What a reader of the table would not find goes into a list beside it, so that a filing
that is exported and imported again is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from xlperf.filing.codes import coded, with_codes, with_whole_levels
from xlperf.filing.fields import AMOUNTS, BESIDES, DATES, NAMES, value_of, with_values
from xlperf.filing.model import Filing, Indicator, OtherPeriod, Project, first_department
from xlperf.filing.spelling import without_space
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.form.values import amount_of, date_of, years_in
from xlperf.operations.import_table import ImportRow, ImportTable, wording

_LISTED = frozenset({"name", "unit", "annual_total", "annual"})
_SIGNS = {"\\\\": "\\", "\\i": "|", "\\n": "\n"}
_PART = re.compile(r"\\[\\in]")
_LEVELS = ("level1", "level2", "level3")


class Rest(NamedTuple):
    """Holds one thing that the table has no place for.

    `project` and `indicator` count from 1, 0 stands for the filing or the project itself; `field`
    is a word of `import_table.toml`'s `rest`; an empty `text` says that there is nothing.
    """

    project: int
    name: str
    indicator: int
    field: str
    text: str


def shared_department(filing: Filing) -> Project | None:
    """Returns a project with the department of all of them, which a row of the sum can name."""
    first = filing.projects[0]
    names = {coded(project, "department") for project in filing.projects}
    amounts = [project.funding.annual_total for project in filing.projects]
    return first if len(names) == 1 and first.department and None not in amounts else None


def rest_of(filing: Filing, table: ImportTable) -> Iterator[Rest]:
    """Yields what the table of a filing does not hold, project by project."""
    own = wording()["rest"]
    yield Rest(0, "", 0, own["edition"], filing.edition)
    for number, (project, rows) in enumerate(table.projects, start=1):
        name = project.name or ""
        for field, text in _fields(project):
            yield Rest(number, name, 0, own[field], text)
        for field, note in project.notes.items():
            yield Rest(number, name, 0, own["of_note"].format(field=own[field]), note)
        for text in _other_rows(project.other_period):
            yield Rest(number, name, 0, own["other_period"], text)
        for at, (indicator, row) in enumerate(zip(project.indicators, rows, strict=True), start=1):
            for field, text in _indicator(indicator, row):
                yield Rest(number, name, at, own[field], text)


def _fields(project: Project) -> Iterator[tuple[str, str]]:
    for field in NAMES:
        value = value_of(project, field)
        text = project.typed.get(field) if value is None else _text(value)
        is_listed = field in _LISTED
        if field in project.codes:
            text = coded(project, field)
        if not is_listed and text is not None:
            yield field, text
        elif is_listed and value is None:
            yield field, text or ""
    if project.goals.years:
        yield "years", "-".join(map(str, project.goals.years))


def _indicator(indicator: Indicator, row: ImportRow) -> Iterator[tuple[str, str]]:
    """Yields what a row of the table says otherwise than the indicator, to the letter."""
    for field in _LEVELS:
        typed = getattr(indicator, field)
        if typed != getattr(row, field):
            yield field, typed or ""
    sign = "" if row.operator == wording()["qualitative"] else row.operator
    text = indicator.target.text if indicator.target else ""
    if text != f"{sign}{row.value}{row.unit}":
        yield "target", text
    for field in ("note", *BESIDES[2:]):
        if (said := getattr(indicator, field)) is not None:
            yield field, said


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def restored(filing: Filing, rest: Sequence[Rest]) -> tuple[Filing, list[Rest]]:
    """Puts what the table had no place for back; gives what belongs to nothing in the table too.

    A target that somebody has changed in the table since keeps the change.
    """
    own = {word: field for field, word in wording()["rest"].items() if field != "of_note"}
    projects = list(filing.projects)
    edition = filing.edition
    lost: list[Rest] = []
    for one in rest:
        field = own.get(one.field)
        if one.project == 0:
            edition = load_edition(one.text).id if field == "edition" else edition
            continue
        project = projects[one.project - 1] if one.project <= len(projects) else None
        names = (one.name, wording()["sheets"]["nameless"])
        if (
            project is None
            or (project.name or "") not in names
            or one.indicator > len(project.indicators)
        ):
            lost.append(one)
        else:
            projects[one.project - 1] = _with(project, one, field)
    own_form = load_edition(edition)
    if own_form.codes:
        projects = [with_codes(p, own_form.codes, own_form.long_codes) for p in projects]
    else:
        projects = [_whole(project) for project in projects]
    made = replace(
        filing, projects=tuple(projects), edition=edition, department=first_department(projects)
    )
    return made, lost


def _whole(project: Project) -> Project:
    """Returns a project of an edition that parts no codes from names."""
    names = {field: coded(project, field) for field in project.codes}
    rows = tuple(map(with_whole_levels, project.indicators))
    return replace(with_values(project, names), codes={}, code_signs={}, indicators=rows)


def _with(project: Project, one: Rest, field: str | None) -> Project:
    text = one.text or None
    if one.indicator:
        rows = list(project.indicators)
        rows[one.indicator - 1] = _with_part(rows[one.indicator - 1], field, text)
        return replace(project, indicators=tuple(rows))
    if field == "years":
        return replace(project, goals=replace(project.goals, years=years_in(one.text)))
    if field in AMOUNTS or field in DATES:
        value = amount_of(text) if field in AMOUNTS else date_of(text)
        typed = {**project.typed, field: one.text} if value is None and text else project.typed
        return with_values(replace(project, typed=typed), {field: value})
    if field in NAMES:
        codes = {name: code for name, code in project.codes.items() if name != field}
        signs = {name: sign for name, sign in project.code_signs.items() if name != field}
        return with_values(replace(project, codes=codes, code_signs=signs), {field: text})
    if field == "other_period":
        return replace(project, other_period=_with_row(project.other_period, one.text))
    noted = _noted(one.field)
    return project if noted is None else replace(project, notes={**project.notes, noted: one.text})


def _other_rows(other: OtherPeriod | None) -> Iterator[str]:
    for row in other.indicators if other else ():
        name, further = other.name if other else "", [getattr(row, one) for one in BESIDES]
        parts = (name, row.level1, row.level2, row.level3, row.target)
        held = (*parts, *further) if any(part is not None for part in further) else parts
        yield "|".join(_escaped(part) for part in held)


def _escaped(part: object) -> str:
    """Returns a part of a row on one line with others, bars between them."""
    text = "" if part is None else str(part)
    return text.replace("\\", "\\\\").replace("|", "\\i").replace("\n", "\\n")


def _with_row(other: OtherPeriod | None, text: str) -> OtherPeriod:
    """Returns the block of another period with one more row."""
    parts = [_PART.sub(lambda found: _SIGNS[found[0]], part) for part in text.split("|")]
    wanted = 5 + len(BESIDES)
    name, level1, level2, level3, target, weight, *more = [*parts, *[""] * wanted][:wanted]
    read = read_target(target) if target else None
    row = Indicator(
        level1 or None,
        level2 or None,
        level3 or None,
        read,
        {},
        weight=amount_of(weight),
        **{one: text or None for one, text in zip(BESIDES[1:], more, strict=True)},
    )
    return OtherPeriod(name, (*(other.indicators if other else ()), row))


def _noted(word: str) -> str | None:
    """Returns the field beside which a reason stood."""
    own = wording()["rest"]
    return next((f for f, w in own.items() if own["of_note"].format(field=w) == word), None)


def _with_part(row: Indicator, field: str | None, text: str | None) -> Indicator:
    """Returns an indicator with what was typed, where the table still says the same."""
    if field == "note":
        return replace(row, note=text)
    if field in BESIDES:
        held: dict[str, Any] = {field: text}
        return replace(row, **held)
    if field == "target":
        is_same = row.target is None or (
            text is not None and _means(text) == _means(str(row.target))
        )
        return replace(row, target=read_target(text)) if is_same and text is not None else row
    found = {level: getattr(row, level) for level in _LEVELS}
    if field in found and (text is None or without_space(text) == without_space(found[field])):
        found[field] = text
    return replace(row, level1=found["level1"], level2=found["level2"], level3=found["level3"])


def _means(text: str) -> tuple[object, ...]:
    """Returns what a target says, however it is spelt."""
    target = read_target(text)
    if target.number is None:
        return (without_space(text),)
    return (target.operator, target.number, target.unit, target.numbers)
