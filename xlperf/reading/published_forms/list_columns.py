"""Finds the heads of a list of projects: one table with a project in each stretch of its rows.

Columns may stand in any order, and the heads may take several rows (年度指标值 over 指标性质,
指标值 and 度量单位). Which words head which column is data, `[lists]` in `form/other_forms.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS, DATES, TEXTS
from xlperf.form.labels import TABLE, fields_of, plain_label
from xlperf.form.other_forms import column_kind, words
from xlperf.form.values import says_wan, says_yuan, text_of
from xlperf.grid import Grid, Value

_FIELDS = frozenset((*TEXTS, *DATES, *AMOUNTS))
_FEWEST_LEVELS = 2
_HIGHEST = 3
"""The heads take this many rows at most."""
_OF_THE_YEAR = {"total": "annual_total", "fiscal": "annual_fiscal", "other": "annual_other"}
"""Maps the amounts of a list that do not say whose they are to the year's."""


class ListColumns(NamedTuple):
    """Holds the heads of a list: their rows, and what stands in which column.

    `fields` maps a project's field to its column, `heads` every column to the text that heads it,
    `table` are the columns of the indicators, `unknown` those that no field has.
    """

    top: int
    bottom: int
    fields: Mapping[str, int]
    heads: Mapping[int, str]
    table: tuple[int, ...]
    unknown: tuple[int, ...]
    twice: tuple[str, int] | None


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
    fields = [field for field in fields_of(text) if field in _FIELDS]
    return fields[0] if fields else None


def _columns(grid: Grid, first: int) -> ListColumns | None:
    bottom = _bottom(grid, first)
    heads = {
        column: text for column in _width(grid) if (text := _head(grid, column, first, bottom))
    }
    table = [c for c, text in heads.items() if fields_of(text)[:1] and fields_of(text)[0] in TABLE]
    if sum(fields_of(heads[c])[0] in TABLE[:3] for c in table) < _FEWEST_LEVELS:
        return None
    start = min(table)
    fields: dict[str, int] = {}
    unknown: list[int] = []
    twice = None
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
            twice = twice or (text, column)
        else:
            fields[name] = column
    if "name" not in fields:
        return None
    fields, further = _placed_amounts(fields)
    return ListColumns(
        first, bottom, fields, heads, tuple(sorted(table)), (*unknown, *further), twice
    )


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
    """Tells whether all texts of a row are words of heads: the parts of what stands above."""
    texts = [value for value in cells if value not in (None, "")]
    return bool(texts) and all(isinstance(text, str) and _is_told(text) for text in texts)


def _is_told(text: str) -> bool:
    """Tells whether a text is the head of some column."""
    is_head = not {*TABLE, "indicators"}.isdisjoint(fields_of(text)[:1])
    return is_head or field_of(text) is not None or column_kind(text) is not None


def _head(grid: Grid, column: int, first: int, bottom: int) -> str | None:
    """Returns the lowest text that heads a column, which may be merged over others."""
    texts = [text for row in range(first, bottom + 1) if (text := _text_over(grid, row, column))]
    told = [t for t in texts if _is_told(t) and fields_of(t)[:1] != ("indicators",)] or texts
    if not told:
        return None
    head = told[-1]
    if field_of(head) not in AMOUNTS or says_wan(head) or says_yuan(head):
        return head
    return f"{head}（万元）" if any(map(says_wan, texts)) else head


def _text_over(grid: Grid, row: int, column: int) -> str | None:
    own = text_of(grid.value(row, column))
    if own is not None:
        return own
    for top, left, bottom, right in grid.spans:
        if top <= row <= bottom and left <= column <= right:
            return text_of(grid.value(top, left))
    return None


def _width(grid: Grid) -> range:
    return range(max(map(len, grid.rows), default=0))
