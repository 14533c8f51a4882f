"""Reads a project sheet's marks: its edition, the template's version, its year.

Sheets are copied from one workbook into another, so each is asked, and none is believed
because another sheet says otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from xlperf.errors import XlperfError
from xlperf.filing.fields import OPTIONAL, value_of
from xlperf.filing.model import Address, Filing, Flaw, Project
from xlperf.form.detect_edition import year_of
from xlperf.form.edition import Edition, load_edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.template import template
from xlperf.form.values import amount_of, text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.operations.change_edition import move
from xlperf.reading.own_workbook.unread_cells import unread, value_of_mark

_MOVED = "这张表是 {old} 版式的，工作簿是 {new}，已改按 {new} 读入{lines}"
_YEAR = "这张表的年度写作“{found}”，其他项目表是 {year}，没有读入"
_NO_YEAR = "这张表的年度“{found}”不是年份，没有读入"
_NO_EDITION = "“版式”旁没有写明版式，按 {edition} 读入"
_NO_PLACE = "{}“{}”在本版式的填报表中没有位置，打印时不会出现"
_HIDDEN = "这张工作表是隐藏的，其中的项目照样读入，计入合计"
_SHOWN = 3
T = TypeVar("T")


def edition_on(
    grid: Grid, places: LabelPositions, file: str, asked: Edition | None = None
) -> Edition | None:
    """Returns the edition asked for, or else the project sheet's own; None where it names none.

    Raises `XlperfError`, naming the cell, for an edition that is unknown and for a later version.
    """
    cell = value_of_mark(grid, places, "version")
    version = amount_of(grid.value(*cell)) if cell else None
    known = template()["version"]
    if cell and version is not None and version > known:
        raise XlperfError(
            f"{file}：{grid.address(*cell)} 的模板版本是 {version}，"
            f"本程序只认识到 {known}。请升级 xlperf 后再试。"
        )
    cell = _edition_cell(grid, places)
    if cell is None or asked is not None:
        return asked
    try:
        return load_edition(text_at(grid, cell).strip())
    except XlperfError as error:
        raise XlperfError(f"{file}：{grid.address(*cell)} 处，{error}") from error


def _edition_cell(grid: Grid, places: LabelPositions) -> Position | None:
    """Finds the cell of the edition; where it is gone, the version's label is next in its row."""
    cell = value_of_mark(grid, places, "edition")
    return None if cell in places.labels.values() else cell


def year_on(grid: Grid, places: LabelPositions) -> int | None:
    """Reads the year of a project sheet: beside 年度, or else in its title."""
    cell = value_of_mark(grid, places, "year")
    year = amount_of(grid.value(*cell)) if cell else None
    return int(year) if year is not None and 1990 <= year <= 2100 else year_of(grid)


def usual(values: Iterable[T | None]) -> T | None:
    """Returns the value that most sheets have; of equals the first."""
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None


def with_edition(
    project: Project, old: Edition | None, new: Edition, grid: Grid, places: LabelPositions
) -> Project:
    """Moves a project read in edition `old` into the workbook's, with a flaw that says so."""
    if old is new:
        return with_places(project, new)
    at = grid.address(*(_edition_cell(grid, places) or places.labels["edition"]))
    if old is None:
        text = _NO_EDITION.format(edition=new.id)
        return replace(project, flaws=(*project.flaws, Flaw("A08", "", at, text)))
    moved, lines = move(Filing((project,), old.id), new)
    prefix = f"{project.name or '项目1'}："
    told = "；".join(line.removeprefix(prefix).rstrip("。") for line in lines[:_SHOWN])
    told += f"；另有 {len(lines) - _SHOWN} 处" if len(lines) > _SHOWN else ""
    text = _MOVED.format(old=old.id, new=new.id, lines=f"：{told}" if told else "")
    [project] = moved.projects
    return replace(project, flaws=(*project.flaws, Flaw("A11", "", at, text)))


def with_places(project: Project, edition: Edition) -> Project:
    """Adds a flaw where the edition's form has no place for a value that was read."""
    flaws = [
        Flaw("A10", "", project.at[field], _NO_PLACE.format(edition.label(field), value))
        for field in OPTIONAL
        if field in project.at and not edition.offers(field)
        if (value := value_of(project, field)) is not None
    ]
    return replace(project, flaws=(*project.flaws, *flaws)) if flaws else project


def with_year(project: Project, year: int | None, grid: Grid, places: LabelPositions) -> Project:
    """Adds a flaw where the sheet's year is not that of the workbook."""
    cell = value_of_mark(grid, places, "year")
    if cell is None or cell[1] != places.labels["year"][1] + 1:
        return project  # the status stands further right
    if year is not None and year_on(grid, places) == year:
        return project
    at, found = grid.address(*cell), text_of(grid.value(*cell))
    if found is None:
        return project
    text = _NO_YEAR if year is None else _YEAR
    flaw = Flaw("A10", "", at, text.format(found=found, year=year))
    return replace(
        project, flaws=(*project.flaws, flaw), unread=(*project.unread, *unread(grid, [cell]))
    )


def with_visibility(project: Project, grid: Grid) -> Project:
    """Adds a flaw where the project's sheet is hidden."""
    if not grid.is_hidden:
        return project
    at = project.at.get("name", Address(grid.name, "A1"))
    flaw = Flaw("A10", "", at, _HIDDEN, project.notes.get("name"))
    return replace(project, flaws=(*project.flaws, flaw))
