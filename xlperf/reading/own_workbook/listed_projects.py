"""Reads the list of projects on 汇总.

It is only compared with the project sheets; no total is ever taken from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Flaw, SummaryRow
from xlperf.form.labels import fields_of, may_open_label, normal
from xlperf.form.template import template
from xlperf.form.values import amount_of, text_of
from xlperf.grid import Formula, Grid, Position

_STATES = re.compile("绩效目标.*万元", re.DOTALL)
_SHEET = re.compile(r"'((?:[^']|'')+)'!")
_FEWEST = 4
"""Sets the number of amounts that make a row the header of a list of projects."""


class NoProject(Enum):
    """Tells why a row has no project: its sheet is not filled in, or was deleted."""

    NOT_FILLED = 1
    DELETED = 2


Name = str | NoProject | None


class Listed(NamedTuple):
    """Holds the rows of a list of projects, and what is wrong with the list itself."""

    rows: tuple[SummaryRow, ...]
    flaws: tuple[Flaw, ...]


class Head(NamedTuple):
    """Holds the header row of a list, and the column of each field that it names."""

    row: int
    columns: dict[str, int]


def read_summary(grid: Grid, head: Head, names: Mapping[str, Name], typed: bool = False) -> Listed:
    """Reads the rows below the list's header, and its total row; amounts in 元.

    `names` maps a project's sheet to its name, for names that are formulas not yet calculated. A
    row whose sheet is not filled in is none; one whose sheet is gone is a flaw. With `typed`, no
    amount that a formula gives is among them.
    """
    header, columns = head
    total = normal(template()["summary"]["total"])
    rows: list[SummaryRow] = []
    flaws: list[Flaw] = []
    for row in range(header + 1, len(grid.rows)):
        cells = grid.rows[row]
        first = next((normal(v) for v in cells if isinstance(v, str) and v.strip()), "")
        place = (row, columns["name"])
        name = _name(grid, place, names)
        if isinstance(name, NoProject):
            if name is NoProject.DELETED:
                text = f"{grid.name}第 {row + 1} 行的项目表已删除"
                flaws.append(Flaw("A14", "name", grid.address(*place), text))
            continue
        amounts: dict[str, Decimal] = {}
        for field in AMOUNTS:
            value = grid.value(row, columns[field]) if field in columns else None
            amount = amount_of(value)
            if amount is None or (typed and isinstance(grid.written(row, columns[field]), Formula)):
                continue
            amounts[field] = amount
        at = grid.addresses({field: (row, columns[field]) for field in ("name", *amounts)})
        if first == total:
            rows.append(SummaryRow(None, amounts, at))
            break
        if name is None and not any(value is not None and value != "" for value in cells):
            break
        rows.append(SummaryRow(name or "", amounts, at))
    return Listed(tuple(rows), tuple(flaws))


def _name(grid: Grid, cell: Position, names: Mapping[str, Name]) -> Name:
    """Returns the name in a cell; a formula without one gives that of the sheet it points at."""
    text = text_of(grid.value(*cell))
    if text is not None and not text.startswith("#") and text != template()["summary"]["deleted"]:
        return text
    value = grid.written(*cell)
    if not isinstance(value, Formula):
        return text
    if "#REF!" in value.text:
        return NoProject.DELETED
    found = _SHEET.search(value.text)
    known = names.get(found[1].replace("''", "'")) if found else None
    return known if isinstance(known, NoProject) or value.value is None else text


def states_by_formula(grid: Grid) -> Address | None:
    """Finds the template's own sentence where it is a formula."""
    for row in range(len(grid.rows)):
        for column, value in enumerate(grid.row_written(row)):
            if isinstance(value, Formula) and _STATES.search(value.text):
                return grid.address(row, column)
    return None


def summary_head(grid: Grid) -> Head | None:
    """Finds the header of a list of projects with their amounts; None where the sheet has none."""
    for row, cells in enumerate(grid.rows):
        columns: dict[str, int] = {}
        for column, value in enumerate(cells):
            if value and value.__class__ is str and may_open_label[value[0]]:
                for field in fields_of(value):
                    if field not in columns:  # 其他资金: the total's first, then the year's
                        columns[field] = column
                        break
        if "name" in columns and sum(field in columns for field in AMOUNTS) >= _FEWEST:
            return Head(row, columns)
    return None
