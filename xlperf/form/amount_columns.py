"""Finds the column of the year's budget among several, and amounts that stand below their labels.

上年执行数 | 预算数 head the amounts of 财政拨款 and 其他资金 on some forms; on others 资金总额 |
财政拨款 | 其他资金 stand side by side and their amounts below them. Where no head tells which of
several amounts is the year's budget, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.form.detect_edition import year_of
from xlperf.form.indicator_blocks import Hit
from xlperf.form.labels import fields_of, normal, plain_label
from xlperf.form.other_forms import is_label, words, year_in_cell
from xlperf.form.values import amount_in_wan, amount_of, text_of
from xlperf.grid import Grid, Position, Value

_Kind = Literal["year", "amount", "past", "other"]
_HIGHEST = 12
"""Heads stand no further above their amounts: a block of money has fewer rows."""
_MONEY = frozenset((*AMOUNTS, "funding"))
_TOTAL = ("annual_total",)
_YEAR = re.compile(r"(?:19|20)\d{2}年度?(?=.)")
_OF_THE_YEAR: dict[tuple[str, ...], tuple[str, ...]] = {
    ("total", "annual_total"): ("annual_total",),
    ("fiscal", "annual_fiscal"): ("annual_fiscal",),
    ("other", "annual_other"): ("annual_other",),
}
"""Maps labels that two fields share to the year's."""


class Headed(NamedTuple):
    """Holds the cell of an amount that heads tell, None where they do not; `is_year` says whose."""

    cell: Position | None
    is_year: bool = False


def is_amount(value: Value) -> bool:
    """Tells whether a cell holds an amount, or a text that says 万元 itself."""
    return amount_of(value) is not None or amount_in_wan(text_of(value)) is not None


def next_filled(cells: Sequence[Value], column: int) -> int | None:
    """Returns the next column behind another that holds anything."""
    return next((c for c in range(column + 1, len(cells)) if cells[c] not in (None, "")), None)


def without_heads(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits but 预算数 where it heads a column of amounts, each beside its own label.

    Labels whose amounts stand in such a column are the year's.
    """
    if not any(hit[2] == _TOTAL for hit in hits):
        return hits
    rows = {row for row, _, fields in hits if fields[0] in AMOUNTS and fields != _TOTAL}
    first: dict[int, int] = {}
    for row, column, fields in hits:
        if fields[0] in _MONEY:
            first.setdefault(row, column)
    return tuple(h for h in hits if h[0] in rows or not _heads_amounts(grid, h, first))


def without_other_years(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits but budgets of other years than the form's: 2023年预算数 on one of 2024.

    Where the form has no year of its own and its budgets have several, none is the year's.
    """
    years = {hit: int(found[0][:4]) for hit in hits if (found := _led_by_year(grid, hit))}
    if not years:
        return hits
    own = year_of(grid)
    if own is None and len(set(years.values())) == 1:
        return hits
    return tuple(hit for hit in hits if years.get(hit, own or 0) == (own or 0))


def _led_by_year(grid: Grid, hit: Hit) -> re.Match[str] | None:
    row, column, fields = hit
    return _YEAR.match(normal(str(grid.value(row, column)))) if fields == _TOTAL else None


def of_headed_year(grid: Grid, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Returns the hits, with amounts below a head of the year's budget assigned to the year."""

    def meant(hit: Hit) -> Hit:
        own = _OF_THE_YEAR.get(hit[2])
        if own is None:
            return hit
        found = _headed(grid, hit[:2])
        return (*hit[:2], own) if found is not None and found.is_year else hit

    return tuple(map(meant, hits))


def headed_amounts(grid: Grid, labels: Mapping[str, Position]) -> Iterator[tuple[str, Headed]]:
    """Yields each amount whose cell heads tell, or the row below its label."""
    own = {name: cell for name, cell in labels.items() if name in AMOUNTS}
    for name, cell in own.items():
        found = _headed(grid, cell) or _below(grid, cell, own)
        if found is not None:
            yield name, found


def _headed(grid: Grid, label: Position) -> Headed | None:
    """Finds a label's amount by the heads of the columns beside it; None where there are none."""
    columns = list(_amounts_beside(grid, label))
    if not columns:
        return None
    kinds = _kinds(grid, label[0], columns)
    years = [column for column, kind in kinds.items() if kind == "year"]
    if len(columns) == 1:
        if kinds.get(columns[0]) == "past":
            return Headed(None)
        return Headed((label[0], columns[0]), True) if years else None
    if not set(kinds.values()) - {"other"}:
        return None
    if len(years) == 1:
        return Headed((label[0], years[0]), True)
    plain = [column for column, kind in kinds.items() if kind == "amount"]
    if not years and len(plain) == 1 and len(kinds) == len(columns):
        return Headed((label[0], plain[0]))
    return Headed(None)


def _amounts_beside(grid: Grid, label: Position) -> Iterator[int]:
    """Yields the columns of the amounts between a label and the next one in its row."""
    row, column = label
    for beside, value in enumerate(grid.rows[row][column + 1 :], column + 1):
        if isinstance(value, str) and is_label(value):
            return
        if is_amount(value):
            yield beside


def _kinds(grid: Grid, row: int, columns: list[int]) -> dict[int, _Kind]:
    """Tells what heads columns of amounts, by the nearest row above that has texts in them.

    A row with the label of a name, a date or a goal heads no amounts. A single word of what is
    past may be anybody's value: another head stands beside it.
    """
    for above in range(row - 1, max(row - 1 - _HIGHEST, -1), -1):
        cells = grid.rows[above]
        texts = {
            column: text_of(value) or ""
            for column, value in enumerate(cells)
            # A text with an amount right beside it is the label of that one.
            if value and not is_amount(value) and not any(map(is_amount, cells[column + 1 :][:1]))
        }
        if any(not _MONEY.issuperset(fields_of(text)) for text in texts.values()):
            return {}
        if texts.keys().isdisjoint(columns):
            continue
        kinds = {column: kind_of_head(text) for column, text in texts.items()}
        is_sure = "year" in kinds.values() or sum(k != "other" for k in kinds.values()) > 1
        own = {column: kind for column, kind in kinds.items() if column in columns}
        return {column: kind for column, kind in own.items() if is_sure or kind != "past"}
    return {}


def kind_of_head(text: str) -> _Kind:
    """Tells what a head says of the amounts below: the year's budget, what is past, amounts."""
    own = words()["money"]
    plain = _YEAR.sub("", plain_label(text))
    fields = fields_of(plain)
    if fields and fields != _TOTAL:
        return "other"
    if any(word in plain for word in (*words()["stages"]["past"], *own["no_budgets"])):
        return "past"
    if year_in_cell(text) is not None:
        return "past"  # which of several years is the form's, nothing here tells
    if fields or plain in own["budgets"]:
        return "year"
    return "amount" if plain in own["cost_amounts"] else "other"


def _heads_amounts(grid: Grid, hit: Hit, first: Mapping[int, int]) -> bool:
    """Tells whether a label of the year's total heads a column: beside its rows stand their names.

    Where the column's first row is blank, the name is the label of an amount: `first` maps a row
    to the column of its first one.
    """
    row, column, fields = hit
    if fields != _TOTAL or row + 1 >= len(grid.rows):
        return False
    if any(True for _ in _amounts_beside(grid, (row, column))):
        return False
    below = grid.rows[row + 1]
    value = below[column] if column < len(below) else None
    if value in (None, ""):
        return first.get(row + 1, column) < column
    names = (other for other in below[:column] if other not in (None, ""))
    return is_amount(value) and not all(map(is_amount, names))


def _below(grid: Grid, label: Position, labels: Mapping[str, Position]) -> Headed | None:
    """Finds the amount below a label that stands in a row of labels, their amounts below them."""
    row, column = label
    beside = [own for other, own in labels.values() if other == row]
    if len(beside) < len(_OF_THE_YEAR) - 1 or row + 1 >= len(grid.rows):
        return None
    first = min(beside)
    here, below = grid.rows[row][first:], grid.rows[row + 1]
    if any(map(is_amount, here)) or column >= len(below) or not is_amount(below[column]):
        return None
    texts = (value for value in below[first:] if value not in (None, ""))
    return Headed((row + 1, column)) if all(map(is_amount, texts)) else None
