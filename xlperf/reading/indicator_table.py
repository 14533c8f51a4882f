"""Reads the rows below the indicator table's header, with merged and repeated levels filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlperf.filing.fields import BESIDES
from xlperf.filing.model import Indicator
from xlperf.filing.points import parted
from xlperf.filing.target import Target, read_target
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import TABLE
from xlperf.form.table_rows import is_no_indicator
from xlperf.form.values import amount_of, text_of
from xlperf.grid import Formula, Grid, Position, Shown, Value
from xlperf.reading.target_parts import Parts, target_parts


def read_indicators(grid: Grid, places: LabelPositions) -> tuple[Indicator, ...]:
    """Reads every row between the header and the table's end that holds an indicator."""
    header = places.header
    if header is None:
        return ()
    columns = tuple([places.heads.get(head) for head in TABLE])
    parts = target_parts(places)
    covered = _covered(grid, places)
    above: dict[str, tuple[str | None, Position]] = {}
    found: list[Indicator] = []
    note = places.note
    columns_besides = {k: c for k, c in places.columns.items() if k in BESIDES}
    first, is_template = min(places.heads.values()), places.is_template
    for row in range(header + 1, places.end):
        cells = grid.rows[row]
        width = len(cells)
        if cells.count("") + cells.count(None) == width:
            continue  # most rows of a template
        values = [
            cells[column] if column is not None and column < width else None for column in columns
        ]
        level1, level2, level3 = map(text_of, values[:3])
        if not (level1 or level2 or level3) and text_of(values[3]) is None:
            continue
        if not is_template and is_no_indicator(cells, first):
            continue
        at = _cells(row, columns)
        if level1 is None and "level1" in at:
            level1, at = _from_above("level1", grid, covered, above, at)
        elif "level1" in at:
            above = {"level1": (level1, at["level1"])}
        if level2 is None and "level2" in at:
            level2, at = _from_above("level2", grid, covered, above, at)
        elif "level2" in at:
            above["level2"] = (level2, at["level2"])
        target, swallowed = _target(_target_value(grid, row, columns[3]), parts, cells)
        first_level, second_level = parted(level1), parted(level2)
        said = {
            "level1_points": first_level.points,
            "level2_points": second_level.points,
            **besides(cells, columns_besides),
        }
        found.append(
            Indicator(
                first_level.name,
                second_level.name,
                level3,
                target,
                grid.addresses(at),
                text_of(cells[note]) if note is not None and note < width else None,
                swallowed,
                **said,
            )
        )
    return tuple(found)


def besides(cells: Sequence[Value], columns: Mapping[str, int]) -> dict[str, Any]:
    """Reads what a row has besides its levels and target, in the columns of each."""
    found: dict[str, Any] = {}
    for name, column in columns.items():
        value = cells[column] if column < len(cells) else None
        found[name] = weight_of(value) if name == "weight" else text_of(value)
    return found


def weight_of(value: Value) -> Decimal | None:
    """Reads the 权重 of a row, also with 分 or % behind it."""
    return amount_of((text_of(value) or "").strip().rstrip("分%％"))


@lru_cache(maxsize=4096)
def _cells(row: int, columns: tuple[int | None, ...]) -> dict[str, Position]:
    """Returns the cells of a table row by header, cached: most sheets have the same columns."""
    heads = zip(TABLE, columns, strict=True)
    return {head: (row, column) for head, column in heads if column is not None}


def _covered(grid: Grid, places: LabelPositions) -> set[Position]:
    """Finds the cells of merged levels below their first.

    LibreOffice leaves out the last rules of a merged first level and of the label beside it, so
    that what remains of both is one blank cell.
    """
    columns = {places.heads.get("level1"), places.heads.get("level2")}
    covered = {
        (row, left)
        for top, left, bottom, _ in grid.spans
        if left in columns and bottom > top
        for row in range(top + 1, bottom + 1)
    }
    first, header = places.heads.get("level1"), places.header
    if first is None or header is None or places.is_template:
        return covered
    return covered | {
        (row, first)
        for top, left, bottom, right in grid.spans
        if left < first <= right and top > header and text_of(grid.value(top, left)) is None
        for row in range(top, bottom + 1)
    }


def _from_above(
    head: str,
    grid: Grid,
    covered: set[Position],
    above: dict[str, tuple[str | None, Position]],
    at: dict[str, Position],
) -> tuple[str | None, dict[str, Position]]:
    """Takes a level from a row above, if it stands there, and points the row's cells at it."""
    if not (grid.fills or at[head] in covered):
        above[head] = (None, at[head])  # a blank cell of its own, which may be merged
    if head not in above:
        return None, at
    text, cell = above[head]
    return text, {**at, head: cell}


def _target_value(grid: Grid, row: int, column: int | None) -> Value:
    """Returns what a row's target cell shows; only where that is a text, nobody is asked."""
    if column is None:
        return None
    value = grid.value(row, column)
    return value if value and value.__class__ is str else grid.shown(row, column)


def _target(
    value: Value, parts: Parts | None, cells: Sequence[Value]
) -> tuple[Target | None, str | None]:
    """Reads the target, and what Excel made of it where its cell does not hold the text typed.

    A number is what the cell ought to hold where its sign and its unit have cells of their own.
    """
    if parts is not None:
        text = text_of(value)
        target = read_target(parts.joined(cells, text)) if text else None
        # A number is looked at a second time, for its cell may show it as a percentage.
        return target, None if isinstance(value, str | Shown | Formula) else text
    if isinstance(value, Formula) and value.text:
        return read_target(value.text), value.text
    text = text_of(value)
    if text is None:
        return None, None
    return read_target(text), None if isinstance(value, str) else text
