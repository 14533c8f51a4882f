"""What stands on a form beside its fields: rows and columns that the editions have no place for.

Other departments' forms ask for more, who filled them in or what a project rests on. None of that
may pass for read: each such label is named with its place, once a form.
"""

from __future__ import annotations

from collections.abc import Iterator

from xlperf.model import Flaw
from xlperf.reading.beside import take_values
from xlperf.reading.form import FIELDS
from xlperf.reading.grid import Cell, Grid
from xlperf.reading.labels import BLOCKS, is_foreign, labels, normal, plain_label
from xlperf.reading.places import Places
from xlperf.reading.table import is_foreign_row
from xlperf.reading.values import text_of
from xlperf.target import read_target

_ROW = "有“{}”一栏，填报表没有它的位置，没有读入"
_COLUMN = "指标表有“{}”一列，填报表没有它的位置，没有读入"
_MANY = "一格里有 {} 个指标值，可能是几行指标合在了一起，请核对"
_LONGEST = 20
_EVALUATED = frozenset(
    ("年初预算数", "全年预算数", "全年执行数", "执行率", "实际完成值", "实际完成情况", "得分",
     "自评得分", "偏差原因分析及改进措施")
)  # fmt: skip
_FEWEST = 3


def is_evaluation(grid: Grid) -> bool:
    """Whether a form says how a year ended, as 绩效自评表 do beside the labels of our forms."""
    texts = {normal(value) for row in grid.rows for value in row if value.__class__ is str}
    return len(texts & _EVALUATED) >= _FEWEST


def leftovers(grid: Grid, places: Places) -> Iterator[Flaw]:
    """Every label of a form whose content was not read; for a template's sheets there is none."""
    if places.is_template or not places.labels:
        return
    known = set(places.labels.values()) | {cell for _, cell in places.twice}
    _, values = take_values(grid, places, FIELDS)
    known |= set(values.values())
    top = min(row for name, (row, _) in places.labels.items() if name != "title")
    header = len(grid.rows) if places.header is None else places.header
    for row in range(top, len(grid.rows)):
        if row == header or (header < row < places.end and not _is_beside_table(grid, row, places)):
            continue
        cells = [(row, column) for column in range(len(grid.rows[row]))]
        rest = [cell for cell in cells if cell not in known and _counts(grid, cell)]
        if grid.fills and row > header and len(rest) == 1:
            continue  # prose, as texts without cells have it behind their forms
        named = [cell for cell in rest if is_foreign(_text(grid, cell))]
        for cell in named or rest[:1]:
            yield Flaw("", "", grid.address(*cell), _ROW.format(_shown(_text(grid, cell))))
    yield from _columns(grid, places)
    yield from _together(grid, places)


def _together(grid: Grid, places: Places) -> Iterator[Flaw]:
    """The targets of several indicators in one cell, as where no rule parts the rows of a table."""
    column = places.heads.get("target")
    if places.header is None or column is None:
        return
    for row in range(places.header + 1, places.end):
        targets = [read_target(line) for line in (_text(grid, (row, column))).splitlines()]
        count = sum(target.number is not None and target.words is None for target in targets)
        if count > 1:
            yield Flaw("", "", grid.address(row, column), _MANY.format(count))


def _is_beside_table(grid: Grid, row: int, places: Places) -> bool:
    """Whether a row among the indicators is none of them."""
    first = min(places.heads.values())
    columns = places.heads.values()
    return is_foreign_row(grid.rows[row], first) or all(
        text_of(grid.value(row, column)) is None for column in columns
    )


def _columns(grid: Grid, places: Places) -> Iterator[Flaw]:
    """The columns of the indicator table that hold something below a head of their own."""
    if places.header is None:
        return
    ours = {*places.heads.values(), places.note, places.check}
    ours |= {column for row, column in places.labels.values() if row == places.header}
    first = min(places.heads.values())
    for column, value in enumerate(grid.rows[places.header]):
        text = text_of(value)
        if text is None or column <= first or column in ours:
            continue
        body = range(places.header + 1, places.end)
        if any(text_of(grid.value(row, column)) is not None for row in body):
            yield Flaw("", "", grid.address(places.header, column), _COLUMN.format(_shown(text)))


def _counts(grid: Grid, cell: Cell) -> bool:
    """Whether a cell holds anything but part of a label that stands beside several rows."""
    plain = normal(_text(grid, cell))
    if not plain or plain in ("(元)", "(万元)"):
        return False
    spellings = (text for text, fields in labels().fields.items() if fields[0] in BLOCKS)
    return not any(plain in text for text in spellings)


def _text(grid: Grid, cell: Cell) -> str:
    return text_of(grid.value(*cell)) or ""


def _shown(text: str) -> str:
    plain = plain_label(text)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
