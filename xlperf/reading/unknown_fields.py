"""Finds what a form holds beside its fields: rows and columns that no edition has a place for.

Other departments' forms ask for more, who filled them in or what a project rests on. None of that
may pass for read: each such label is named with its place, once a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlperf.filing.fields import GOALS
from xlperf.filing.model import Flaw
from xlperf.filing.shorten import cut_short
from xlperf.filing.target import read_target
from xlperf.form.amount_columns import headed_amounts, is_amount, next_filled
from xlperf.form.find_labels import LabelPositions
from xlperf.form.indicator_blocks import OTHER_PERIOD
from xlperf.form.labels import fields_of, normal, plain_label
from xlperf.form.other_forms import is_block_label, is_foreign, says_year
from xlperf.form.table_rows import (
    head_in,
    is_head_row,
    is_hint,
    is_no_indicator,
    is_side,
    top_of_heads,
)
from xlperf.form.values import text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.reading.indicator_table import weight_of
from xlperf.reading.target_parts import target_parts
from xlperf.reading.values_beside_labels import take_values

_ROW = "有“{}”一栏，填报表没有它的位置，没有读入"
_COLUMN = "指标表有“{}”一列，填报表没有它的位置，没有读入"
_MANY = "一格里有 {} 个指标值，可能是几行指标合在了一起，请核对"
_UNPLACED = "“{}”没有写明是项目总额还是年度金额，没有读入"
_SEVERAL = "“{}”的金额没有写在年度预算数的列下，分不清是哪一年的，没有读入"
_UNIT = re.compile(
    r"[(\[]?(?:(?:19|20)\d{2}年(?:度|\d{1,2}月\d{1,2}日)[)\]]?)?"
    r"(?:(?:金额|货币)?单位:)?(?:人民币)?万?元[)\]]?"
)
"""Matches what says of all amounts in which unit they are, as part of a label or a caption."""
_LONGEST = 20


def leftovers(grid: Grid, places: LabelPositions, has_other_period: bool) -> Iterator[Flaw]:
    """Yields a flaw for every label whose content was not read; none for a template's sheets.

    `has_other_period` says that the first block of another period is kept with the project.
    """
    if places.is_template or not places.labels:
        return
    known = {*places.labels.values(), *places.unplaced, *(cell for _, cell in places.twice)}
    _, values = take_values(grid, places)
    known |= set(values.values())
    known |= set(_beside_goals(grid, places))
    known |= {(row, beside) for row, at in places.unplaced if (beside := _amount(grid, (row, at)))}
    for cell in places.unplaced:
        yield Flaw("", "", grid.address(*cell), _UNPLACED.format(_shown(text_at(grid, cell))))
    for name, headed in headed_amounts(grid, places.labels):
        if headed.cell is None:
            cell = places.labels[name]
            yield Flaw("", "", grid.address(*cell), _SEVERAL.format(_shown(text_at(grid, cell))))
    for block in places.passed[int(has_other_period) :]:
        yield Flaw("", "", grid.address(*block.at), OTHER_PERIOD.format(_shown(block.name)))
    passed = {row for block in places.passed if not block.columns for row in block.rows}
    top = min(row for name, (row, _) in places.labels.items() if name != "title")
    header = len(grid.rows) if places.header is None else places.header
    heads = range(header if places.header is None else top_of_heads(grid.rows, header), header + 1)
    for row in range(top, len(grid.rows)):
        if row in heads or row in passed or is_head_row(grid.rows[row]):
            continue
        if header < row < places.end and not _is_beside_table(grid, row, places):
            continue
        cells = [(row, column) for column in range(len(grid.rows[row]))]
        rest = [cell for cell in cells if cell not in known and _counts(grid, cell)]
        if grid.fills and row > header and len(rest) == 1:
            continue  # prose, as texts without cells have it behind their forms
        named = [c for c in rest if is_foreign(text_at(grid, c)) or _has_amount(grid, c)]
        for cell in named or rest[:1]:
            yield Flaw("", "", grid.address(*cell), _ROW.format(_shown(text_at(grid, cell))))
    yield from _columns(grid, places)
    yield from _together(grid, places)


def _beside_goals(grid: Grid, places: LabelPositions) -> Iterator[Position]:
    """Yields the cells whose label stands beside the goals' own: 总体目标, left of 年度目标."""
    for row, column in (places.labels[goal] for goal in GOALS if goal in places.labels):
        for left, value in enumerate(grid.rows[row][:column]):
            if isinstance(value, str) and fields_of(value)[:1] in [(goal,) for goal in GOALS]:
                yield (row, left)


def _together(grid: Grid, places: LabelPositions) -> Iterator[Flaw]:
    """Finds cells with several indicators' targets, as where no rule parts a table's rows."""
    column = places.heads.get("target")
    if places.header is None or column is None:
        return
    for row in range(places.header + 1, places.end):
        targets = [read_target(line) for line in text_at(grid, (row, column)).splitlines()]
        count = sum(target.number is not None and target.words is None for target in targets)
        if count > 1:
            yield Flaw("", "", grid.address(row, column), _MANY.format(count))


def _is_beside_table(grid: Grid, row: int, places: LabelPositions) -> bool:
    """Tells whether a row among the indicators is none of them."""
    first = min(places.heads.values())
    columns = places.heads.values()
    return is_no_indicator(grid.rows[row], first) or all(
        text_of(grid.value(row, column)) is None for column in columns
    )


def _columns(grid: Grid, places: LabelPositions) -> Iterator[Flaw]:
    """Finds the columns of the indicator table that hold something below a header of their own."""
    if places.header is None:
        return
    ours = {*places.heads.values(), *places.reserved}
    ours |= {column for row, column in places.labels.values() if row == places.header}
    ours |= {column for block in places.passed for column in block.columns}
    ours |= _read_columns(grid, places)
    spans = {(top, left): bottom for top, left, bottom, _ in grid.spans}
    first = min(places.heads.values())
    for column in range(len(grid.rows[places.header])):
        text = text_of(head_in(grid.rows, places.header, column))
        if text is None or column in ours:
            continue
        if column < first and spans.get((places.header, column), places.header) > places.header:
            continue  # a label beside the rows
        if any(text_of(grid.value(row, column)) is not None for row in _body(places)):
            yield Flaw("", "", grid.address(places.header, column), _COLUMN.format(_shown(text)))


def _are_weights(grid: Grid, places: LabelPositions, column: int) -> bool:
    """Tells whether every text of the column of weights was read as one."""
    texts = (grid.value(row, column) for row in _body(places))
    return all(text_of(value) is None or weight_of(value) is not None for value in texts)


def _read_columns(grid: Grid, places: LabelPositions) -> set[int]:
    """Returns the columns of weights, of signs and units in the targets, of the rows' numbers."""
    found = {places.columns[kind] for kind in ("number", "direction") if kind in places.columns}
    weight = places.columns.get("weight")
    if weight is not None and _are_weights(grid, places, weight):
        found.add(weight)
    parts = target_parts(places)
    if parts is None or places.header is None:
        return found
    rows = [(row, text_at(grid, (row, places.heads["target"]))) for row in _body(places)]
    for column in (parts.operator, parts.unit):
        if column is not None and all(
            parts.holds(grid.rows[row], value, column) for row, value in rows if value
        ):
            found.add(column)
    return found


def _body(places: LabelPositions) -> range:
    return range(0 if places.header is None else places.header + 1, places.end)


def _has_amount(grid: Grid, cell: Position) -> bool:
    """Tells whether a text has an amount beside it, as a label of money has."""
    return _amount(grid, cell) is not None and not is_amount(grid.value(*cell))


def _amount(grid: Grid, cell: Position) -> int | None:
    """Returns the column of the amount that stands beside a label."""
    cells = grid.rows[cell[0]]
    beside = next_filled(cells, cell[1])
    return beside if beside is not None and is_amount(cells[beside]) else None


def _counts(grid: Grid, cell: Position) -> bool:
    """Tells whether a cell holds anything but part of a label that stands beside several rows."""
    plain = normal(text_at(grid, cell))
    if not plain or is_block_label(plain) or says_year(plain):
        return False
    if _UNIT.fullmatch(plain) or is_hint([plain]):
        return False
    return _has_amount(grid, cell) or not is_side(plain)


def _shown(text: str) -> str:
    return cut_short(plain_label(text) or normal(text), _LONGEST)
