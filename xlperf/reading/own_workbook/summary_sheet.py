"""Reads the 汇总 sheet of a workbook, and the statement on it.

Both are only compared with the project sheets; no total is ever taken from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Statement, SummaryRow
from xlperf.form.labels import fields_of, may_open_label, normal
from xlperf.form.template import template
from xlperf.form.values import amount_of, text_of
from xlperf.grid import Formula, Grid, Position
from xlperf.reading.statement import read_statement

_STATES = re.compile("绩效目标.*万元", re.DOTALL)
_SHEET = re.compile(r"'((?:[^']|'')+)'!")
_FEWEST = 4
"""Sets the number of amounts that make a row the header of a list of projects."""


class Head(NamedTuple):
    """Holds the header row of a list, and the column of each field that it names."""

    row: int
    columns: dict[str, int]


def read_summary(
    grid: Grid, head: Head, names: Mapping[str, str | None], typed: bool = False
) -> tuple[SummaryRow, ...]:
    """Reads the rows below the list's header, and its total row; amounts in 元.

    `names` maps a project's sheet to its name, for names that are formulas not yet calculated.
    With `typed`, no amount that a formula gives is among them.
    """
    header, columns = head
    total = normal(template()["summary"]["total"])
    rows: list[SummaryRow] = []
    for row in range(header + 1, len(grid.rows)):
        cells = grid.rows[row]
        first = next((normal(v) for v in cells if isinstance(v, str) and v.strip()), "")
        name = _name(grid, (row, columns["name"]), names)
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
        if not any(value is not None and value != "" for value in cells):
            break
        rows.append(SummaryRow(name or "", amounts, at))
    return tuple(rows)


def _name(grid: Grid, cell: Position, names: Mapping[str, str | None]) -> str | None:
    """Returns the name in a cell; an uncalculated formula gives that of the sheet it points at."""
    if (text := text_of(grid.value(*cell))) is not None:
        return text
    value = grid.written(*cell)
    if isinstance(value, Formula) and value.value is None:
        found = _SHEET.search(value.text)
        return names.get(found[1].replace("''", "'")) if found else None
    return text_of(value)


def find_statement(grid: Grid) -> Statement | None:
    """Finds the statement's sentence anywhere on the sheet."""
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and "万元" in value:
                statement = read_statement(value, grid.address(row, column))
                if statement is not None:
                    return statement
    return None


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
