"""One grid to one project: the template's project sheet and every printed form alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlperf.editions import Edition
from xlperf.model import (
    AMOUNTS,
    SECTIONS,
    WAN,
    Address,
    Flaw,
    Funding,
    Goals,
    Indicator,
    Narrative,
    Project,
)
from xlperf.reading.beside import take_values
from xlperf.reading.formula import is_sum, sum_of
from xlperf.reading.grid import Cell, Formula, Grid, Value
from xlperf.reading.labels import TABLE
from xlperf.reading.places import Places, missing_cell
from xlperf.reading.table import read_indicators, weight_column
from xlperf.reading.values import (
    amount_in_wan,
    amount_of,
    date_of,
    says_wan,
    says_yuan,
    text_of,
    years_in,
)
from xlperf.reading.words import joined_mark

TEXTS = ("name", "nature", "category", "department", "unit", "overall", "annual")
DATES = ("start", "end")
NARRATIVE = tuple("narrative_goals" if section == "goals" else section for section in SECTIONS)
"""The narrative's sections by the names that tell them from the project's own fields."""

FIELDS = (*TEXTS, *DATES, *AMOUNTS, *NARRATIVE)
_ENOUGH = frozenset((*TEXTS, *DATES, *AMOUNTS))
_FEWEST_LABELS, _FEWEST_ROWS = 6, 4
_MOST_SPANS = 2_000
"""A form has a few dozen merged cells; a file may list millions of them."""
"""A form's labels spread over several rows; a list of projects has them all in one."""


class _Reading(NamedTuple):
    values: dict[str, Value]
    at: Mapping[str, Address]
    flaws: list[Flaw]


def is_form(places: Places) -> bool:
    """Whether the labels found make up a form or a project sheet."""
    if places.is_template:
        return True
    rows = {cell[0] for name, cell in places.labels.items() if name in _ENOUGH}
    known = sum(name in _ENOUGH for name in places.labels)
    return known >= _FEWEST_LABELS and len(rows) >= _FEWEST_ROWS


def read_project(grid: Grid, places: Places, edition: Edition, in_wan: bool = False) -> Project:
    """The project on a grid, whose labels `find_places` found.

    Amounts are in 元 whatever the form's unit; `in_wan` says that it is 万元 unless the form
    says otherwise. Nothing raises: what cannot be read stays in
    `Project.typed`, and what is wrong with the sheet itself becomes a `Flaw`.
    """
    reading = _take_values(grid, places)
    _note_damage(grid, places, edition, reading)
    _note_hidden(grid, reading)
    values, at, flaws = reading
    typed: dict[str, str] = {}
    amounts: dict[str, Decimal | None] = {}
    wan = _in_wan(grid, places, in_wan)
    for name in AMOUNTS:
        amounts[name] = _amount(name, grid, name in wan, reading, typed)
    if not places.is_template:  # whose own formulas take no text for a number
        for name, unread in list(typed.items()):
            amounts[name] = amount_in_wan(unread)
            if amounts[name] is not None:
                del typed[name]
    _spare_sums(reading)
    dates: dict[str, date | None] = {}
    for name in DATES:
        value = _settled(name, reading)
        dates[name] = date_of(value) if value is not None and value != "" else None
        if dates[name] is None and (text := text_of(value)) is not None:
            typed[name] = text
    texts = {name: text_of(_settled(name, reading)) for name in TEXTS}
    heading = places.labels.get("overall")
    indicators = read_indicators(grid, places)
    narrative = (text_of(_settled(name, reading)) for name in NARRATIVE)
    return Project(
        sheet=grid.name,
        name=texts["name"],
        nature=texts["nature"],
        category=texts["category"],
        department=texts["department"],
        unit=texts["unit"],
        start=dates["start"],
        end=dates["end"],
        funding=Funding(*amounts.values()),
        goals=Goals(
            texts["overall"],
            texts["annual"],
            years_in(text_of(grid.value(*heading)) or "") if heading else None,
        ),
        narrative=Narrative(*narrative),
        indicators=indicators,
        at=at,
        typed=typed,
        notes=_notes(grid, places, values),
        flaws=tuple(flaws),
        marks={**_wrapped(values, at, typed), **_marks(grid, at, indicators)},
    )


def _wrapped(
    values: dict[str, Value], at: Mapping[str, Address], typed: dict[str, str]
) -> dict[Address, str]:
    """The amounts and dates that stand on several lines of their cells."""
    found = {field: values.get(field) for field in (*DATES, *AMOUNTS) if field not in typed}
    return {
        at[field]: joined_mark(len(value.split("\n")))
        for field, value in found.items()
        if isinstance(value, str) and "\n" in value
    }


def _marks(
    grid: Grid, at: Mapping[str, Address], indicators: tuple[Indicator, ...]
) -> dict[Address, str]:
    """The marks of the grid's values, those of its labels left aside."""
    if not grid.marks:
        return {}
    values = {*at.values(), *(place for row in indicators for place in row.at.values())}
    marks: dict[Address, str] = {}
    for cell, mark in grid.marks.items():
        place = grid.address(*cell)
        if place in values:  # text on one line gives many values one address
            known = marks.setdefault(place, mark)
            if mark not in known:
                marks[place] = f"{known}；{mark}"
    return marks


def _take_values(grid: Grid, places: Places) -> _Reading:
    values, cells = take_values(grid, places, FIELDS)
    return _Reading(values, grid.addresses({**cells, **_heads(places)}), [])


def _heads(places: Places) -> dict[str, Cell]:
    """The cells of the heads that a rule may point at."""
    heads = {}
    if "overall" in places.labels:
        heads["years"] = places.labels["overall"]
    if places.header is not None and "level1" in places.heads:
        heads["indicators"] = (places.header, places.heads["level1"])
    if weight_column(places) is not None:
        heads["weights"] = places.labels["weight"]
    return heads


def _note_damage(grid: Grid, places: Places, edition: Edition, reading: _Reading) -> None:
    """A08: a label that is gone, or there twice."""
    for name, cell in places.twice:
        text = text_of(grid.value(*cell)) or ""
        reading.flaws.append(Flaw("A08", name, grid.address(*cell), f"标签“{text}”出现了两次"))
    for name in edition.required:
        if name not in places.labels:
            at = grid.address(*missing_cell(places, name))
            if all(flaw.at != at for flaw in reading.flaws):  # else another label covers it
                text = f"找不到标签“{edition.label(name)}”"
                reading.flaws.append(Flaw("A08", name, at, text))
    missing = [head for head in TABLE if head not in places.heads]
    for head in missing[:1] if len(missing) == len(TABLE) else missing:
        row = places.header if places.header is not None else len(grid.rows)
        column = _missing_column(places, head)
        reading.flaws.append(
            Flaw("A08", head, grid.address(row, column), f"找不到表头“{edition.label(head)}”")
        )


def _note_hidden(grid: Grid, reading: _Reading) -> None:
    """A08: content that merged cells cover; nobody sees it in Excel, whose sums count it."""
    if grid.locate is not None:  # no worksheet
        return
    for top, left, bottom, right in grid.spans[:_MOST_SPANS]:
        for row, cells in enumerate(grid.rows[top : bottom + 1], top):
            covered = cells[left + (row == top) : right + 1]
            if covered.count("") + covered.count(None) == len(covered):
                continue
            for column, value in enumerate(covered, left + (row == top)):
                text = text_of(value)
                if text is not None and text != text_of(grid.value(top, left)):
                    words = f"合并单元格遮住了一格内容“{text}”"
                    reading.flaws.append(Flaw("A08", "", grid.address(row, column), words))
                    return


def _missing_column(places: Places, head: str) -> int:
    """The column a lost head would stand in: next to its nearest neighbour."""
    index = TABLE.index(head)
    known = [(abs(TABLE.index(name) - index), name) for name in places.heads]
    if not known:
        return 0
    neighbour = min(known)[1]
    return max(0, places.heads[neighbour] + index - TABLE.index(neighbour))


def _settled(name: str, reading: _Reading) -> Value:
    """The value of a field, with formulas that have none, or an error, noted as a flaw (A09)."""
    value = reading.values.get(name)
    if not isinstance(value, Formula):
        return value
    if value.value is None or (isinstance(value.value, str) and value.value.startswith("#")):
        found = value.value or value.text
        reading.flaws.append(Flaw("A09", name, reading.at[name], str(found)))
        return None
    return value.value


def _amount(
    name: str, grid: Grid, in_wan: bool, reading: _Reading, typed: dict[str, str]
) -> Decimal | None:
    value = reading.values.get(name)
    amount = sum_of(value, grid) if isinstance(value, Formula) else None
    if amount is None:
        value = _settled(name, reading)
        if value is None or value == "":
            return None
        amount = amount_of(value)
        if amount is None:
            if (text := text_of(value)) is not None:
                typed[name] = text
            return None
    return amount * WAN if in_wan else amount


def _spare_sums(reading: _Reading) -> None:
    """A sum of cells that failed fails with them: only those are to blame."""
    failed = [flaw for flaw in reading.flaws if flaw.rule == "A09"]
    sums = [flaw for flaw in failed if is_sum(_formula(reading, flaw.field))]
    if len(sums) < len(failed):
        for flaw in sums:
            reading.flaws.remove(flaw)


def _formula(reading: _Reading, name: str) -> Formula:
    value = reading.values[name]
    return value if isinstance(value, Formula) else Formula("", None)


def _in_wan(grid: Grid, places: Places, in_wan: bool) -> Collection[str]:
    """The amounts in 万元: those whose own label says so, or all where the form says it.

    It says so in the label of the block, or anywhere above the last of them: a page's end may have
    cut that label, and some forms have （单位：万元） below their title.
    """
    labels = {name: places.labels[name] for name in ("funding", *AMOUNTS) if name in places.labels}
    found = {name for name, cell in labels.items() if "万元" in str(grid.value(*cell))}
    if "funding" in found:
        return AMOUNTS
    if places.is_template or (
        "funding" in labels and says_yuan(str(grid.value(*labels["funding"])))
    ):
        return found
    rows = grid.rows[: max((row for row, _ in labels.values()), default=0) + 1]
    known = set(labels.values())
    others = (
        str(value)
        for row, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if value.__class__ is str and (row, column) not in known
    )
    if in_wan or any(says_wan(text) and amount_in_wan(text) is None for text in others):
        return AMOUNTS
    return found


def _notes(grid: Grid, places: Places, fields: Iterable[str]) -> dict[str, str]:
    if places.note is None:
        return {}
    notes: dict[str, str] = {}
    for name in fields:
        value = grid.value(places.labels[name][0], places.note)
        if value and (text := text_of(value)):
            notes[name] = text
    return notes
