"""Says why a form that is not one of ours is not read: what nothing on it tells apart.

A value in the wrong field is worse than a form that is named and left alone. Each reason says
which cell it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from xlperf.filing.model import Flaw, Indicator
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import TABLE, normal, plain_label
from xlperf.form.other_forms import bare_level, is_foreign, known_levels
from xlperf.form.table_rows import head_in
from xlperf.form.values import amount_of, text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.reading.indicator_table import read_indicators

_LIST = "这张表把多个项目列在一起（“{}”是其中一列），不是每个项目一张表，没有读入"
_PIECE = "像是绩效目标表，但标签不全，没有读入"
_TABLE_ALONE = "只有绩效指标，没有项目名称等栏，没有读入"
_LEVELS = "“{}”与表头不符（“{}”一列），各列对不上，没有读入"
_ELSEWHERE = "“{}”不在一级、二级指标的列中，各列对不上，没有读入"
_NUMBERS = "“{}”一列没有读入，“{}”要与它合在一起才完整；无法确定每个指标值，没有读入"
_TWICE = "“{}”等指标出现两次，指标值不同，分不清哪些是年度指标，没有读入"
_FEWEST_TWICE, _SHARE_TWICE = 2, 0.3
"""Limits the indicators, and their share, that may repeat before two periods are assumed."""
_SHARE = 0.5
"""Limits the share of targets that are bare numbers before their signs are sought elsewhere."""


def why_not_read(grid: Grid, places: LabelPositions) -> Flaw | None:
    """Returns the flaw that keeps a form from being read; None where it can be."""
    if places.is_template:
        return None
    # Of our forms none has two periods: a head that stands twice on one is somebody's mistake.
    is_beside = places.doubt is not None and places.doubt.at[0] == places.header
    if places.doubt is not None and not (is_beside and places.is_ours):
        return Flaw("A11", "title", grid.address(*places.doubt.at), places.doubt.text)
    if (cell := _list_head(places)) is not None:
        text = _LIST.format(plain_label(str(grid.value(*cell))))
        return Flaw("A11", "title", grid.address(*cell), text)
    if places.is_ours or places.header is None:
        return None
    rows = read_indicators(grid, places)
    strange = chain(_strange_levels(grid, places, rows), _levels_elsewhere(grid, places))
    return next(strange, None) or _twice(rows) or _bare_numbers(grid, places, rows)


def why_no_form(grid: Grid, places: LabelPositions) -> Flaw:
    """Says why a table with some labels of a form is none."""
    is_alone = not places.labels.keys() - {"title", "indicators"}
    text = _TABLE_ALONE if is_alone and len(places.heads) == len(TABLE) else _PIECE
    at = grid.address(*next(iter(places.labels.values()), (0, 0)))
    return Flaw("A08", "title", at, text)


def _list_head(places: LabelPositions) -> Position | None:
    """Finds the header of a column of projects' names in the indicator table."""
    name = places.labels.get("name")
    return name if name is not None and name[0] == places.header else None


def _strange_levels(
    grid: Grid, places: LabelPositions, rows: tuple[Indicator, ...]
) -> Iterator[Flaw]:
    """Finds levels under another level's header, and numbers under theirs.

    A row lost a cell, or a table has two levels.
    """
    first, second = known_levels(1), known_levels(2)
    for row in rows:
        if bare_level(row.level1 or "") in first and bare_level(row.level2 or "") in second:
            continue  # the name may read like a level
        levels = {"level1": first - second, "level2": second - first}
        for field, text in (("level1", row.level1), ("level2", row.level2), ("level3", row.level3)):
            plain = bare_level(text or "")
            others = (known for name, known in levels.items() if name != field)
            is_number = field in levels and amount_of(plain) is not None
            if is_number or any(plain in known for known in others):
                head = head_in(grid.rows, places.header or 0, places.heads[field]) or ""
                yield Flaw("A11", field, row.at[field], _LEVELS.format(text, plain_label(head)))


def _levels_elsewhere(grid: Grid, places: LabelPositions) -> Iterator[Flaw]:
    """Finds levels outside their columns: rows and headers that do not stand below each other."""
    header = places.header or 0
    levels = {places.heads.get("level1"), places.heads.get("level2")}
    passed = {column for block in places.passed for column in block.columns}
    for row in range(header + 1, places.end):
        own = {bare_level(text_at(grid, (row, c))) for c in levels if c is not None}
        if own & known_levels(1) and own & known_levels(2):
            continue  # levels stand where they should; a name may read like another
        for column, value in enumerate(grid.rows[row]):
            if not isinstance(value, str) or column in levels | passed:
                continue
            if normal(value) in known_levels(1) | known_levels(2):
                yield Flaw("A11", "level1", grid.address(row, column), _ELSEWHERE.format(value))


def _twice(rows: tuple[Indicator, ...]) -> Flaw | None:
    """Finds indicators that come again with another target, as those of two periods do."""
    targets: dict[tuple[str | None, str | None], set[str]] = {}
    again: list[Indicator] = []
    for row in rows:
        if row.level3 is None or row.target is None:
            continue
        known = targets.setdefault((row.level2, row.level3), set())
        again += [row] if known and row.target.text not in known else []
        known.add(row.target.text)
    if len(again) < _FEWEST_TWICE or len(again) < _SHARE_TWICE * len(targets):
        return None
    return Flaw("A11", "level3", again[0].at["level3"], _TWICE.format(again[0].level3))


def _bare_numbers(grid: Grid, places: LabelPositions, rows: tuple[Indicator, ...]) -> Flaw | None:
    """Finds targets that are bare numbers, beside a column that nobody reads."""
    targets = [row.target.text for row in rows if row.target is not None]
    bare = [text for text in targets if amount_of(text) is not None]
    if places.header is None or not bare or len(bare) <= _SHARE * len(targets):
        return None
    known = {*places.heads.values(), *places.columns.values(), *places.reserved}
    known |= {column for block in places.passed for column in block.columns}
    for column in range(min(places.heads.values()), len(grid.rows[places.header])):
        head = text_of(grid.value(places.header, column))
        if head is None or column in known or is_foreign(head):
            continue
        values = [text_of(grid.value(r, column)) for r in range(places.header + 1, places.end)]
        if any(values):
            text = _NUMBERS.format(plain_label(head), bare[0])
            return Flaw("A11", "target", grid.address(places.header, column), text)
    return None
