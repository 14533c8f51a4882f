"""Describes a form that no edition knows, from a filled or blank sample, for a draft of an edition.

What is told: which label stands where, where its value goes, the merged cells, the columns of the
indicators, and whether amounts are in 万元. What no field has is kept as a text of the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS, GOALS
from xlperf.form.detect_edition import year_in
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.labels import TABLE, fields_of, plain_label
from xlperf.form.other_forms import bare_level, is_block_label, is_label, known_levels, year_in_cell
from xlperf.form.table_rows import head_in, is_side, top_of_heads
from xlperf.form.values import says_wan, says_yuan, text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.reading.indicator_table import read_indicators
from xlperf.reading.published_forms.label_and_value_in_one_cell import parted
from xlperf.reading.values_beside_labels import take_values
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

_NONE = "{path}：没有找到“项目名称”和指标表的表头，不能据此起草版式。请改用一张项目表。"
_NO_BOOK = "{path}：起草版式要用工作簿（.xlsx）。Word、PDF 里的表，请先复制到一张工作表上。"
_PARTS = {"unit": "unit_of_measure"}
_STYLES = {"label": "label", "text": "centre", "heading": "centre", "value": "centre"}
_WIDE, _NARROW, _ROOM = 16, 4, 500


class SampleForm(NamedTuple):
    """Holds what a sample tells: its labels by field, its rows of cells, its table's columns.

    A cell has `columns` (first and last, from 1), `rows` where it is merged down, and one of
    `label`, `value`, `heading` (a field) or `text`. `widths` are the columns'
    widths in points, `levels` the second levels found below each first one.
    """

    labels: dict[str, str]
    rows: list[list[dict[str, Any]]]
    table: list[dict[str, Any]]
    side: tuple[int, int] | None
    widths: list[float]
    levels: dict[str, list[str]]
    in_wan: bool


def read_sample(path: Path) -> SampleForm:
    """Describes the first form in a workbook; raises `XlperfError` where there is none."""
    source = open_file(path)
    if source.kind != "workbook":
        raise XlperfError(_NO_BOOK.format(path=path))
    for grid in map(parted, read_grids(source)):
        places = find_labels(grid)
        if "name" in places.labels and len(places.heads) >= 3 and not places.is_template:
            return _described(grid, places)
    raise XlperfError(_NONE.format(path=path))


def _described(grid: Grid, places: LabelPositions) -> SampleForm:
    header = places.header or 0
    filled = [c for cells in grid.rows[: places.end] for c, v in enumerate(cells) if text_of(v)]
    width = 1 + max(filled)
    _, cells = take_values(grid, places)
    values = {cell: field for field, cell in cells.items() if cell != places.labels.get(field)}
    labels = {cell: field for field, cell in places.labels.items()}
    if "title" not in places.labels and (title := _title(grid, min(labels))) is not None:
        labels[title] = "title"
    passed = {row for block in places.passed if not block.columns for row in block.rows}
    top = top_of_heads(grid.rows, header)
    rows = [list(_row(grid, r, width, labels, values)) for r in range(top) if r not in passed]
    table, side = _table(grid, places, width)
    texts = {field: text_at(grid, cell) for cell, field in labels.items()}
    texts |= {head: _head(grid, header, column) for head, column in places.heads.items()}
    found = {field: text for field, text in texts.items() if not _is_of_another(field, text)}
    levels: dict[str, list[str]] = {}
    for row in read_indicators(grid, places):
        level1, level2 = bare_level(row.level1 or ""), bare_level(row.level2 or "")
        if level1 in known_levels(1) and level2 in known_levels(2):
            below = levels.setdefault(level1, [])
            below += [] if level2 in below else [level2]
    said = (text for cells in grid.rows[:header] for v in cells if (text := text_of(v)))
    return SampleForm(
        {field: " ".join(text.split()).rstrip(":：") for field, text in found.items() if text},
        [row for row in rows if row],
        table,
        side,
        _widths(grid, width, places.end),
        levels,
        any(map(says_wan, said)),
    )


def _head(grid: Grid, header: int, column: int) -> str:
    """Returns the label of a level or the target, which may be merged over its parts."""
    own = text_at(grid, (header, column))
    top = top_of_heads(grid.rows, header)
    if own and (top == header or "target" in fields_of(own)):
        return own
    above = (text_of(grid.value(top, c)) for c in range(column, -1, -1))
    return next((text for text in above if text), own)


def _is_of_another(head: str, text: str) -> bool:
    """Tells whether a text is the label of another field, by which it is not told: 绩效目标."""
    known = fields_of(text)
    return bool(known) and head not in known


def _title(grid: Grid, first: Position) -> Position | None:
    """Finds the title above the first label, by what titles end with: 表, 书."""
    for row in range(first[0]):
        for column, value in enumerate(grid.rows[row]):
            if isinstance(value, str) and plain_label(value).endswith(("表", "书")):
                return row, column
    return None


def _row(
    grid: Grid,
    row: int,
    width: int,
    labels: dict[Position, str],
    values: dict[Position, str],
) -> Iterator[dict[str, Any]]:
    """Yields the cells of a row of the head, a cell merged from above left out."""
    spans = {span[:2]: span for span in grid.spans}
    covered = grid.covered()
    if all(text_of(v) is None for v in grid.rows[row]) and not any(at[0] == row for at in values):
        return
    for column in range(width):
        if (row, column) in covered:
            continue
        _, _, bottom, right = spans.get((row, column), (row, column, row, column))
        cell: dict[str, Any] = {"columns": [column + 1, min(right, width - 1) + 1]}
        if bottom > row:
            cell["rows"] = bottom - row + 1
        text = text_at(grid, (row, column))
        kind, what = _kind((row, column), text, labels, values)
        style = "text" if kind == "value" and what in GOALS else _STYLES[kind]
        if kind == "value" and what in AMOUNTS:
            style = "amount"
        yield {**cell, kind: what, "style": "title" if what == "title" else style}


def _kind(
    at: Position, text: str, labels: dict[Position, str], values: dict[Position, str]
) -> tuple[str, str]:
    if at in values:
        return "value", values[at]
    is_above = at[0] < min(row for (row, _), field in labels.items() if field == "name")
    says = year_in(text) if labels.get(at) != "title" else None
    if is_above and (says or year_in_cell(text)) is not None:
        return "heading", "year"
    field = labels.get(at)
    if field and not _is_of_another(field, text):
        return "label", field
    is_unit = says_wan(text) or says_yuan(text)
    is_printed = is_unit or is_label(text) or is_block_label(text) or is_side(text)
    return "text", " ".join(text.split()) if is_printed else ""  # what somebody filled in is not


def _table(
    grid: Grid, places: LabelPositions, width: int
) -> tuple[list[dict[str, Any]], tuple[int, int] | None]:
    """Returns the columns of the indicator table, and those of the mark beside it."""
    header = places.header or 0
    fields = {column: head for head, column in places.heads.items()}
    fields |= {c: _PARTS.get(k, k) for k, c in places.columns.items() if k != "number"}
    if "operator" in places.columns or "unit" in places.columns:
        fields = {c: "value" if f == "target" else f for c, f in fields.items()}
    first = min(fields)
    top = grid.rows[top_of_heads(grid.rows, header)]
    starts = sorted({*fields, *(c for c, v in enumerate(top) if text_of(v))})
    starts = [column for column in starts if first <= column < width]
    columns = []
    for column, end in zip(starts, [*starts[1:], width], strict=True):
        cell: dict[str, Any] = {"columns": [column + 1, end]}
        text = head_in(grid.rows, header, column) or ""
        if (field := fields.get(column)) is None:
            cell["text"] = text
        else:
            cell["field"] = field
            if field in TABLE[:2]:
                cell["merge"] = True
            is_own = field in TABLE and not _is_of_another(field, text)
            if not is_own and field != "value":
                cell["head"] = text
        columns.append(cell)
    return columns, (1, first) if first else None


def _widths(grid: Grid, width: int, end: int) -> list[float]:
    """Returns the columns' widths in points, after the longest text that stands in one alone."""
    wide = {(top, left) for top, left, _, right in grid.spans if right > left}
    longest = [_NARROW] * width
    for row, cells in enumerate(grid.rows[:end]):
        for column, value in enumerate(cells[:width]):
            if (row, column) not in wide:
                text = text_of(value) or ""
                longest[column] = max(longest[column], min(len(text), _WIDE))
    return [round(_ROOM * part / sum(longest), 1) for part in longest]
