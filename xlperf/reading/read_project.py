"""Reads one grid into one project: the template's project sheet and every printed form alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from xlperf.filing.codes import with_codes
from xlperf.filing.fields import AMOUNTS, DATES, NARRATIVE, TEXTS, with_values
from xlperf.filing.model import WAN, Address, Flaw, Goals, Indicator, Project
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.values import amount_in_wan, amount_of, date_of, text_at, text_of, years_in
from xlperf.form.vocabulary import joined_lines_mark
from xlperf.grid import Formula, Grid, Position, Value
from xlperf.operations.totals import PARTS, sums_of_nothing
from xlperf.reading.own_workbook.damage import covered, damage
from xlperf.reading.own_workbook.other_period import kept_period
from xlperf.reading.own_workbook.unread_cells import (
    hidden_flaws,
    unread,
    unread_cells,
    unread_flaws,
)
from xlperf.reading.published_forms.amount_unit import fields_in_wan
from xlperf.reading.published_forms.check_boxes import chosen
from xlperf.reading.published_forms.first_levels import indicators_in
from xlperf.reading.published_forms.other_period import other_period
from xlperf.reading.uncalculated_sums import sum_of, summed_cells
from xlperf.reading.values_beside_labels import take_values


class _Reading(NamedTuple):
    values: dict[str, Value]
    cells: Mapping[str, Position]
    at: Mapping[str, Address]
    flaws: list[Flaw]


def read_project(
    grid: Grid, places: LabelPositions, edition: Edition, in_wan: bool = False
) -> Project:
    """Reads the project on a grid whose labels `find_labels` found.

    Amounts are in 元 whatever the form's unit; `in_wan` says that it is 万元 unless the form
    says otherwise. Nothing raises: what cannot be read stays in
    `Project.typed`, and what is wrong with the sheet itself becomes a `Flaw`.
    """
    reading = _take_values(grid, places)
    values, cells, at, flaws = reading
    damaged = list(damage(grid, places, edition))
    flaws += [*damaged, *covered(grid)]
    typed: dict[str, str] = {}
    read: dict[str, Any] = {}
    wan = fields_in_wan(grid, places, in_wan)
    for name in AMOUNTS:
        read[name] = _amount(name, grid, name in wan, reading, typed)
    if places.is_template:
        read |= dict.fromkeys(sums_of_nothing(read, typed, edition))
    else:  # the template's own formulas take no text for a number
        for name, text in list(typed.items()):
            read[name] = amount_in_wan(text)
            if read[name] is not None:
                del typed[name]
    _spare_sums(grid, reading)
    for name in DATES:
        value = _settled(name, reading)
        read[name] = date_of(value)
        if read[name] is None and (written := text_of(value)) is not None:
            typed[name] = written
    read |= {name: text_of(_settled(name, reading)) for name in (*TEXTS, *NARRATIVE)}
    if not places.is_template:
        for name in ("nature", "category"):
            read[name] = read[name] and chosen(read[name])
    heading = places.labels.get("overall")
    indicators = indicators_in(grid, places, edition)
    block = places.other_period
    kept = None if block is None else kept_period(grid, block)
    left = unread_cells(grid, places, cells)
    flaws += [*unread_flaws(grid, places, left, damaged), *hidden_flaws(grid, places, cells)]
    years = years_in(text_at(grid, heading)) if heading else None
    project = Project(
        sheet=grid.name,
        goals=Goals(years=years),
        indicators=indicators,
        other_period=other_period(grid, places, edition) or kept,
        at=at,
        typed=typed,
        notes=_notes(grid, places, values),
        flaws=tuple(flaws),
        marks={**_wrapped(values, at, typed), **_marks(grid, at, indicators)},
        sums=frozenset(total for total in PARTS if _is_own_sum(total, grid, reading)),
        unread=unread(grid, left),
        reason_at=_reason_at(grid, places),
    )
    return with_codes(with_values(project, read), edition.codes, edition.long_codes)


def _wrapped(
    values: dict[str, Value], at: Mapping[str, Address], typed: dict[str, str]
) -> dict[Address, str]:
    """Marks the amounts and dates that stand on several lines of their cells."""
    found = {field: values.get(field) for field in (*DATES, *AMOUNTS) if field not in typed}
    return {
        at[field]: joined_lines_mark(len(value.split("\n")))
        for field, value in found.items()
        if isinstance(value, str) and "\n" in value
    }


def _marks(
    grid: Grid, at: Mapping[str, Address], indicators: tuple[Indicator, ...]
) -> dict[Address, str]:
    """Returns the marks of the grid's values, those of its labels left aside."""
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


def _take_values(grid: Grid, places: LabelPositions) -> _Reading:
    values, cells = take_values(grid, places)
    if not _adds_up(values):  # a sum may not have been calculated since its cells changed
        values |= {name: grid.written(*cells[name]) for name in AMOUNTS if name in cells}
    return _Reading(values, cells, grid.addresses({**cells, **_heads(places)}), [])


def _adds_up(values: Mapping[str, Value]) -> bool:
    """Tells whether both totals are the sums of their parts, as they stand."""
    amounts = {name: amount_of(values.get(name)) or Decimal(0) for name in AMOUNTS}
    return all(
        amounts[total] == sum(amounts[part] for part in parts) for total, parts in PARTS.items()
    )


def _heads(places: LabelPositions) -> dict[str, Position]:
    """Maps the headers that a rule may point at to their cells."""
    heads = {}
    if "overall" in places.labels:
        heads["years"] = places.labels["overall"]
    if places.header is not None and "level1" in places.heads:
        heads["indicators"] = (places.header, places.heads["level1"])
    if places.header is not None and "weight" in places.columns:
        heads["weights"] = (places.header, places.columns["weight"])
    return heads


def _settled(name: str, reading: _Reading) -> Value:
    """Returns a field's value; a formula without a value, or with an error, adds a flaw (A09)."""
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
        amount = amount_of(value)
        if amount is None:
            if (text := text_of(value)) is not None:
                typed[name] = text
            return None
    return amount * WAN if in_wan else amount


def _spare_sums(grid: Grid, reading: _Reading) -> None:
    """Removes the flaw of a sum whose cells failed: only those cells are to blame."""
    failed = [flaw for flaw in reading.flaws if flaw.rule == "A09"]
    sums = [f for f in failed if summed_cells(_formula(reading, f.field), grid) is not None]
    if len(sums) < len(failed):
        for flaw in sums:
            reading.flaws.remove(flaw)


def _is_own_sum(total: str, grid: Grid, reading: _Reading) -> bool:
    """Tells whether a total adds up its parts, or what stood in their places before rows moved."""
    cells = summed_cells(_formula(reading, total), grid)
    parts = {reading.cells[part] for part in PARTS[total] if part in reading.cells}
    column = reading.cells[total][1] if total in reading.cells else None
    return bool(cells) and all(c in parts or c[1] == column for c in cells or ())


def _formula(reading: _Reading, name: str) -> Formula:
    value = reading.values.get(name)
    return value if isinstance(value, Formula) else Formula("", None)


def _reason_at(grid: Grid, places: LabelPositions) -> Address | None:
    if places.note is None or "name" not in places.labels:
        return None
    return grid.address(places.labels["name"][0], places.note)


def _notes(grid: Grid, places: LabelPositions, fields: Iterable[str]) -> dict[str, str]:
    if places.note is None:
        return {}
    notes: dict[str, str] = {}
    for name in fields:
        value = grid.value(places.labels[name][0], places.note)
        if value and (text := text_of(value)):
            notes[name] = text
    return notes
