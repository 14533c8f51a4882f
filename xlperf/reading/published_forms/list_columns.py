"""Finds the heads of a list of projects: one table with a project in each stretch of its rows.

Columns may stand in any order, and the heads may take several rows (年度指标值 over 指标性质,
指标值 and 度量单位). Which words head which column is data, `[lists]` in `form/other_forms.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, ON_FORM
from xlperf.form.labels import TABLE, fields_of, normal, plain_label
from xlperf.form.other_forms import column_kind, names_period, period_of, words
from xlperf.form.values import says_wan, says_yuan, text_at, text_of
from xlperf.grid import Grid, Position, Value

_FEWEST_LEVELS = 2
_HIGHEST = 3
"""The heads take this many rows at most."""
_TWICE = "列表中“{}”有两列，分不清是哪一列，没有读入"
_LOST = (
    "列表的表头有几行，合并的单元格已丢失，各列对不上，没有读入；请改用原来的工作簿、Word 或 PDF"
)
_OF_THE_YEAR = {"total": "annual_total", "fiscal": "annual_fiscal", "other": "annual_other"}
"""Maps the amounts of a list that do not say whose they are to the year's."""


class ListColumns(NamedTuple):
    """Holds the heads of a list: their rows, and what stands in which column.

    `fields` maps a project's field to its column, `heads` every column to the text that heads it,
    `table` are the columns of the indicators, `unknown` those that no field has, `refusal` the
    cell and the reason why the list is not read.
    """

    top: int
    bottom: int
    fields: Mapping[str, int]
    heads: Mapping[int, str]
    table: tuple[int, ...]
    unknown: tuple[int, ...]
    refusal: tuple[Position, str] | None = None


def list_columns(grid: Grid) -> ListColumns | None:
    """Returns the heads of the list that a grid holds; None where it holds none."""
    for row, cells in enumerate(grid.rows):
        if is_list_head(cells):
            return _columns(grid, row)
    return None


def is_list_head(cells: Sequence[Value]) -> bool:
    """Tells whether a row heads a list: names a column of projects and two levels at least."""
    texts = [value for value in cells if isinstance(value, str) and value]
    return len(texts) > _FEWEST_LEVELS and _is_head(tuple(texts))


@lru_cache(maxsize=4096)
def _is_head(texts: tuple[str, ...]) -> bool:
    fields = {field_of(text) for text in texts}
    levels = {field for text in texts for field in fields_of(text)[:1] if field in TABLE[:3]}
    is_name = "name" in fields
    return is_name and (len(levels) >= _FEWEST_LEVELS or (not levels and _over_levels(texts)))


def _over_levels(texts: Sequence[str]) -> bool:
    """Tells whether a head stands over the levels, which are named in the row below."""
    return any(fields_of(text)[:1] == ("indicators",) for text in texts)


@lru_cache(maxsize=4096)
def field_of(text: str) -> str | None:
    """Returns the field of a project that a column of a list holds, by the words of its head."""
    plain = plain_label(text)
    found = next((name for name, heads in words()["lists"]["heads"].items() if plain in heads), "")
    if found:
        return str(found)
    fields = [field for field in fields_of(text) if field in ON_FORM]
    return fields[0] if fields else None


def _columns(grid: Grid, first: int) -> ListColumns | None:
    bottom = _bottom(grid, first)
    if (lost := _lost_below(grid, first, bottom)) is not None:
        return ListColumns(first, bottom, {}, {}, (), (), (lost, _LOST))
    heads = {
        column: text for column in _width(grid) if (text := _head(grid, column, first, bottom))
    }
    table = [c for c, text in heads.items() if fields_of(text)[:1] and fields_of(text)[0] in TABLE]
    if sum(fields_of(heads[c])[0] in TABLE[:3] for c in table) < _FEWEST_LEVELS:
        return None
    start = min(table)
    fields: dict[str, int] = {}
    unknown: list[int] = []
    refusal = None
    for column, text in heads.items():
        if column in table:
            continue
        name = field_of(text)
        is_right = column > start and column_kind(text) is not None
        if is_right and name in (None, "unit"):
            table.append(column)
        elif name is None:
            kind = column_kind(text)
            if kind in ("weight", "direction", "operator"):
                table.append(column)
            elif kind != "number":
                unknown.append(column)
        elif name in fields:
            refusal = refusal or ((first, column), _TWICE.format(normal(text)))
        else:
            fields[name] = column
    if "name" not in fields:
        return None
    fields, further = _placed_amounts(fields)
    return ListColumns(
        first, bottom, fields, heads, tuple(sorted(table)), (*unknown, *further), refusal
    )


def _lost_below(grid: Grid, first: int, bottom: int) -> Position | None:
    """Returns a head that stands below the one of the names: the merged cells of both are gone."""
    for column in () if grid.spans else _width(grid):
        if field_of(text_at(grid, (first, column))) != "name":
            continue
        for row in range(first + 1, bottom + 1):
            if text_of(grid.value(row, column)) is not None:
                return row, column
    return None


def _placed_amounts(fields: dict[str, int]) -> tuple[dict[str, int], list[int]]:
    """Gives amounts that do not say whose they are to the year, unless both totals are there."""
    if "total" in fields and "annual_total" in fields:
        lost = [name for name in ("fiscal", "other") if name in fields]
        return {n: c for n, c in fields.items() if n not in lost}, [fields[n] for n in lost]
    return {_OF_THE_YEAR.get(name, name): column for name, column in fields.items()}, []


def _bottom(grid: Grid, first: int) -> int:
    """Returns the last row of the heads: as far down as their merged cells and their parts go."""
    ends = [end for top, _, end, _ in grid.spans if top == first]
    last = min(max([first, *ends]), first + _HIGHEST - 1)
    below = first + 1
    while below < len(grid.rows) and below < first + _HIGHEST and _are_heads(grid.rows[below]):
        below += 1
    return max(last, below - 1)


def _are_heads(cells: Sequence[Value]) -> bool:
    """Tells whether all texts of a row are words of heads: the parts of what stands above.

    So they are beside the heads of levels: 合计, 财政拨款 under 预算资金.
    """
    texts = [value for value in cells if value not in (None, "")]
    fields = {field for text in texts if isinstance(text, str) for field in fields_of(text)[:1]}
    if len(fields.intersection(TABLE[:3])) >= _FEWEST_LEVELS:
        return True
    return bool(texts) and all(
        isinstance(text, str) and (_is_told(text) or _is_below_target(text)) for text in texts
    )


def _is_told(text: str) -> bool:
    """Tells whether a text is the head of some column."""
    is_head = not {*TABLE, "indicators"}.isdisjoint(fields_of(text)[:1])
    return is_head or field_of(text) is not None or column_kind(text) is not None


def _is_below_target(text: str) -> bool:
    """Tells whether a text heads a part of the targets: their number, or those of a period."""
    return plain_label(text) in words()["columns"]["value"] or names_period(text)


def _head(grid: Grid, column: int, first: int, bottom: int) -> str | None:
    """Returns the lowest text that heads a column, which may be merged over others."""
    rows = range(first, bottom + 1)
    texts = [text for row in rows if (text := _text_over(grid, row, column, bottom))]
    over = next((text for text in texts if fields_of(text)[:1] == ("target",)), None)
    if over is not None and names_period(texts[-1]) and texts[-1] != over:
        own = period_of(texts[-1]) == "annual"
        return f"{texts[-1]}{over}" if own else f"{over}（{texts[-1]}）"
    told = [t for t in texts if _is_told(t) and fields_of(t)[:1] != ("indicators",)] or texts
    if not told:
        return None
    head = told[-1]
    if field_of(head) not in AMOUNTS or says_wan(head) or says_yuan(head):
        return head
    return f"{head}（万元）" if any(map(says_wan, texts)) else head


def _text_over(grid: Grid, row: int, column: int, bottom: int) -> str | None:
    """Returns the text of a head's cell; a text file has it in the first cell of several alone."""
    own = text_of(grid.value(row, column))
    if own is not None:
        return own
    if not grid.spans and any(text_of(grid.value(r, column)) for r in range(row + 1, bottom + 1)):
        before = (text_of(grid.value(row, c)) for c in range(column - 1, -1, -1))
        return next((text for text in before if text is not None), None)
    for top, left, last, right in grid.spans:
        if top <= row <= last and left <= column <= right:
            return text_of(grid.value(top, left))
    return None


def _width(grid: Grid) -> range:
    return range(max(map(len, grid.rows), default=0))
