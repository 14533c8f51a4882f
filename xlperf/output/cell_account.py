"""Accounts for every cell of an old workbook in the one drawn anew: kept, ours, or lost.

A cell was read as the value of a field, which must stand in the new workbook's cell of that field;
or it is a word of our own; or nobody read it. The same words elsewhere in the new workbook prove
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from xlperf.filing.fields import AMOUNTS, BESIDES
from xlperf.filing.model import Address, Filing, Indicator, Project
from xlperf.form.detect_edition import year_in
from xlperf.form.find_labels import find_labels
from xlperf.form.labels import is_heading, normal
from xlperf.form.table_rows import is_side
from xlperf.form.values import text_at, text_of
from xlperf.grid import Grid, place_of
from xlperf.layouts.typed_by_hand import is_drawn, typed_onto
from xlperf.operations.compare import HEADS, values_of
from xlperf.operations.totals import PARTS, settled
from xlperf.sources.xlsx.cell_details import Workbook

Lost = tuple[Address | None, str]
"""Pairs the place of what is lost with its text."""
_LONGEST = 20
_UNIT = ("(元)", "(万元)")


def lost_sheets(grids: Sequence[Grid], filing: Filing) -> list[str]:
    """Finds the sheets of somebody's own, of which nothing is drawn anew."""
    known = {project.sheet for project in filing.project_sheets} | set(filing.copies)
    return [
        grid.name
        for grid in grids
        if grid.name not in known
        and not is_drawn(grid)
        and any(text_of(value) is not None for row in grid.rows for value in row)
    ]


def lost_cells(
    old: Filing, moved: Filing, new: Filing, grids: Sequence[Grid], behind: Workbook
) -> list[Lost]:
    """Finds the cells of the filing `old`, drawn as `moved`, that `new` does not hold.

    `grids` are the old workbook's sheets.
    """
    found: list[Lost] = [cell for project in old.projects for cell in project.unread]
    for before, after in zip(moved.project_sheets, new.project_sheets, strict=True):
        found += _values(settled(before), after)
    for grid in grids:
        if is_drawn(grid):
            formulas = {cell for cell, at in behind.cells(grid.name).items() if at.text is not None}
            cells = typed_onto(grid, old, formulas)
            found += [(grid.address(*at), text_at(grid, at)) for at in cells]
        elif any(p.sheet == grid.name for p in old.projects) and find_labels(grid).check is None:
            found += _on_forms(grid, old)
    return list(dict.fromkeys(found))


def _values(old: Project, new: Project) -> Iterator[Lost]:
    """Finds the values, reasons and indicators of a project that its new sheet says otherwise."""
    before, after = values_of(old), values_of(new)
    for field, text in before.items():
        if text is None or (field in PARTS and getattr(old.funding, field) is None):
            continue
        same = before[field] == after[field]
        if field in AMOUNTS:  # as exact as it was typed
            same &= getattr(old.funding, field) == getattr(new.funding, field)
        if not same:
            yield old.at.get(field), text
    for field, note in old.notes.items():
        if not _holds(new.notes.get(field), note):
            yield old.at.get(field), note
    others = [p.other_period.indicators if p.other_period else () for p in (old, new)]
    for rows in ((old.indicators, new.indicators), others):
        for row, its in zip_longest(*rows):
            if row is not None:
                yield from _row(row, its)


def _row(old: Indicator, new: Indicator | None) -> Iterator[Lost]:
    for head in HEADS:
        text = getattr(old, head)
        if text is not None and (new is None or str(getattr(new, head)) != str(text)):
            yield old.at.get(head), str(text)
    at = old.at.get("target") or next(iter(old.at.values()), None)
    if old.note is not None and (new is None or not _holds(new.note, old.note)):
        yield at, old.note
    for name in BESIDES:
        held = getattr(old, name)
        if held is not None and (new is None or getattr(new, name) != held):
            yield at, str(held)


def _holds(new: str | None, old: str) -> bool:
    """Tells whether a new reason holds all of an old one; notices of one kind are put together."""
    return new is not None and all(
        part in new for part in old.replace("【", "；").replace("】", "；").split("；")
    )


def _on_forms(grid: Grid, filing: Filing) -> Iterator[Lost]:
    """Finds the cells on a sheet of printed forms that are no value, label or prose read."""
    projects = [project for project in filing.projects if project.sheet == grid.name]
    read = {at for project in projects for at in project.at.values()}
    read |= {at for p in projects for row in p.indicators for at in row.at.values()}
    if filing.statement is not None and filing.statement.at is not None:
        read.add(filing.statement.at)
    texts = [values_of(project) for project in projects]
    prose = {
        line for values in texts for text in values.values() for line in (text or "").split("\n")
    }
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            text = text_of(value)
            at = grid.address(row, column)
            if text is None or at in read or text in prose:
                continue
            is_printed = is_heading(text) or is_side(text) or normal(text) in _UNIT
            if not is_printed and year_in(text) is None:
                yield at, text


def lost_formulas(old: Filing, new: Filing, before: Workbook, after: Workbook) -> list[str]:
    """Finds the cells of fields that somebody worked out by formulas of their own.

    A target's formula is kept: it is what was typed.
    """
    cells = []
    for was, now in zip(old.projects, new.projects, strict=True):
        had, has = before.cells(was.sheet), after.cells(now.sheet)
        places = [(was.at.get(field), now.at.get(field)) for field in values_of(was)]
        for row, its in zip(was.indicators, now.indicators, strict=True):
            places += [(row.at.get(head), its.at.get(head)) for head in HEADS[:-1]]
        for at, to in dict.fromkeys(places):
            place = at and place_of(at.cell)
            target = to and place_of(to.cell)
            found = had.get(place) if place else None
            drawn = has.get(target) if target else None
            if found and found.formula and not (drawn and drawn.text):
                cells.append(f"{at}“{found.formula[:_LONGEST]}”")
    return cells
