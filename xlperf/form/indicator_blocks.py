"""Finds the table of a grid that holds the year's indicators, and where it begins and ends.

Forms of other places have two blocks of indicators below each other, of several years and of this
one. Only the year's are the filing's: what stands beside and above their heads tells them apart,
and where nothing does, neither is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from xlperf.form.further_columns import Columns, firsts, further_columns
from xlperf.form.labels import TABLE, fields_of, is_narrative_heading, normal
from xlperf.form.other_forms import (
    Period,
    bare_level,
    column_kind,
    is_block_label,
    is_foreign,
    is_level,
    names_period,
    period_of,
)
from xlperf.form.table_rows import FEWEST, LEVELS, ends_rows, is_below_heads, texts_in
from xlperf.grid import Grid, Position, Value

Hit = tuple[int, int, tuple[str, ...]]
"""Holds a label's row and column, and the fields that it may announce."""

OTHER_PERIOD = "“{}”不是年度指标，没有读入"
_ABOVE = 2
"""Names of a block in a row of their own stand no further above its heads."""

ONLY_OTHER = "这张指标表是“{}”，没有年度指标，没有读入"
_AGAIN = "这张指标表有两段，表头重复，没有写明哪一段是年度指标，没有读入"


class OtherPeriod(NamedTuple):
    """Holds a block of another period: where it begins, its rows, its columns and its name.

    `columns` are those that stand beside the year's, none where the block has rows of its own;
    `header` and `heads` are the row and the columns of its own heads, `further` the columns that
    it has besides (operator, unit, weight).
    """

    at: Position
    rows: range
    columns: tuple[int, ...]
    name: str
    header: int = 0
    heads: tuple[tuple[str, int], ...] = ()
    further: tuple[tuple[str, int], ...] = ()


class Doubt(NamedTuple):
    """Tells why a form cannot be read, and the cell that it is about."""

    at: Position
    text: str


class IndicatorBlock(NamedTuple):
    """Holds one of a form's tables: the row of its heads, their columns, the first row after it.

    `name` is what names its period, in the cell `at`.
    """

    header: int
    columns: Columns
    end: int
    period: Period | None = None
    at: Position = (0, 0)
    name: str = ""


class Choice(NamedTuple):
    """Holds the year's block, those of other periods, and why nothing tells them apart."""

    block: IndicatorBlock
    passed: tuple[OtherPeriod, ...] = ()
    doubt: Doubt | None = None


@lru_cache(maxsize=1024)
def largest_block(hits: tuple[Hit, ...], height: int) -> IndicatorBlock | None:
    """Returns the table with the most heads; the template's sheets have no other."""
    rows = head_rows(hits)
    header = max(rows, key=lambda row: (len(rows[row]), -row), default=None)
    if header is None or len(rows[header]) < FEWEST:
        return None
    return IndicatorBlock(header, rows[header], label_below(hits, header, rows[header], height))


@lru_cache(maxsize=1024)
def rows_of_heads(hits: tuple[Hit, ...]) -> frozenset[int]:
    """Returns the rows that hold heads of several levels."""
    rows = head_rows(hits).items()
    return frozenset(row for row, columns in rows if levels_among(columns) >= FEWEST)


def blocks_of(grid: Grid, hits: tuple[Hit, ...]) -> list[IndicatorBlock]:
    """Returns the tables of a printed form in order."""
    main = largest_block(hits, len(grid.rows))
    if main is None:
        return []
    rows = {
        row: columns
        for row, columns in head_rows(hits).items()
        if row == main.header or levels_among(columns) >= FEWEST
    }
    blocks: list[IndicatorBlock] = []
    for (header, columns), limit in zip(rows.items(), [*rows, len(grid.rows)][1:], strict=True):
        at, name = _name(grid, header, blocks[-1].end if blocks else 0, columns)
        end = _end(grid, header, columns, label_below(hits, header, columns, limit), name)
        blocks.append(IndicatorBlock(header, columns, end, period_of(name), at, name))
    return blocks


def block_of_year(grid: Grid, blocks: Sequence[IndicatorBlock]) -> Choice:
    """Returns the year's block among those of a form, of which there is one at least."""
    found = [block for block in blocks if block.period == "annual"]
    found = found or [block for block in blocks if block.period is None]
    if not found:
        return Choice(blocks[0], (), Doubt(blocks[0].at, ONLY_OTHER.format(blocks[0].name)))
    chosen = found[0]
    for above, below in pairwise(found):
        if not _goes_on(grid, above, below):
            return Choice(chosen, (), Doubt(below.at, _AGAIN))
        chosen = chosen._replace(end=below.end)
    passed: list[OtherPeriod] = []
    for block in blocks:
        if block in found:
            continue
        last = passed[-1] if passed else None
        if last and last.rows.stop == block.header and normal(last.name) == normal(block.name):
            passed[-1] = last._replace(rows=range(last.rows.start, block.end))
        else:
            passed.append(_passed(grid, block))
    return Choice(chosen, tuple(passed))


def _passed(grid: Grid, block: IndicatorBlock) -> OtherPeriod:
    rows, name = range(block.at[0], block.end), block.name or "绩效指标"
    block = below_heads(grid, block)
    heads = firsts(block.columns)
    further = firsts(further_columns(grid, block.header, block.end, all_columns(block.columns)))
    return OtherPeriod(block.at, rows, (), name, block.header, heads, further)


def all_columns(columns: Columns) -> set[int]:
    """Returns the columns of a table's levels and targets, whatever their heads."""
    return {column for places in columns.values() for column in places}


def label_below(hits: Sequence[Hit], header: int, columns: Columns, height: int) -> int:
    """Finds the first row below the heads with another label, no further right than they begin."""
    first = min(all_columns(columns))
    for row, column, fields in hits:
        # 绩效指标 stands beside the rows in some editions.
        if row > header and column <= first and fields[0] not in (*TABLE, "indicators"):
            return min(row, height)
    return height


def head_rows(hits: Sequence[Hit]) -> dict[int, Columns]:
    """Returns the rows that hold heads of indicators, and the columns of each."""
    rows: dict[int, Columns] = {}
    for row, column, fields in hits:
        if fields[0] in TABLE:
            rows.setdefault(row, {}).setdefault(fields[0], []).append(column)
    return rows


def levels_among(columns: Columns) -> int:
    """Counts the levels that have a head in a row."""
    return sum(level in columns for level in LEVELS)


def _name(grid: Grid, header: int, top: int, columns: Columns) -> tuple[Position, str]:
    """Finds the name of a block's period: a label beside its heads, or a row of its own above.

    The label may stand beside the first row alone.
    """
    first = min(all_columns(columns))
    beside = grid.rows[header + 1][:first] if header + 1 < len(grid.rows) else ()
    for column, value in enumerate(beside):
        if isinstance(value, str) and is_block_label(value):
            return (header, column), value
    for row in range(header, max(top, header - _ABOVE) - 1, -1):
        cells = grid.rows[row]
        alone = sum(value not in (None, "") for value in cells) == 1
        for column, value in enumerate(cells):
            if not isinstance(value, str) or not value or (column >= first and not alone):
                continue
            if is_block_label(value) or (row == header and period_of(value) is not None):
                return (row, column), value
    return (header, first), ""


def _end(grid: Grid, header: int, columns: Columns, limit: int, name: str) -> int:
    """Returns the first row after a table, which ends before `limit` at the latest.

    Behind its last level a signature, a remark or the label of another band ends it; its own name
    stands again where a page begins.
    """
    first = min(all_columns(columns))
    own = [columns[level][0] for level in LEVELS[:2] if level in columns]
    ends = [columns[head][-1] for head in TABLE[2:] if head in columns]
    last = max((r for r in range(header + 1, limit) if _has_level(grid, r, own)), default=header)
    for row in range(header + 1, limit):
        cells = grid.rows[row]
        beside = texts_in(cells[: first + 1])
        others = (text for text in beside if normal(text) != normal(name))
        if any(map(is_narrative_heading, beside)) or any(map(is_block_label, others)):
            return row
        if row > last and ends_rows(cells, first, ends, lost=grid.fills):
            return row
        if row > last and grid.fills and _is_label_aside(cells, columns):
            return row
    return limit


def _is_label_aside(cells: Sequence[Value], columns: Columns) -> bool:
    """Tells whether a row begins with a label of other forms, below none of the table's heads."""
    filled = ((c, value) for c, value in enumerate(cells) if value not in (None, ""))
    column, value = next(filled, (0, None))
    return isinstance(value, str) and column not in all_columns(columns) and is_foreign(value)


def _has_level(grid: Grid, row: int, columns: Sequence[int]) -> bool:
    return any(is_level(text) for text in texts_in([grid.value(row, column) for column in columns]))


def _goes_on(grid: Grid, above: IndicatorBlock, below: IndicatorBlock) -> bool:
    """Tells whether a block is the rest of the one above, whose heads a page repeats.

    A block of another period begins again with the first levels that were there.
    """
    if above.end != below.header or above.columns != below.columns:
        return False
    if above.name and normal(above.name) == normal(below.name):
        return True
    upper, lower = _first_levels(grid, above), _first_levels(grid, below)
    return not set(lower) & set(upper[:-1])


def _first_levels(grid: Grid, block: IndicatorBlock) -> list[str]:
    column = block.columns.get("level1", block.columns.get("level2", [0]))[0]
    values = [grid.value(row, column) for row in range(block.header + 1, block.end)]
    return list(dict.fromkeys(bare_level(text) for text in texts_in(values)))


def below_heads(grid: Grid, block: IndicatorBlock) -> IndicatorBlock:
    """Returns the block from its heads' last row: 指标值 may have its parts or periods below.

    And periods their parts.
    """
    lower = _row_below(grid, block)
    if lower is block or not all(map(names_period, texts_in(grid.rows[lower.header]))):
        return lower
    return _row_below(grid, lower)


def _row_below(grid: Grid, block: IndicatorBlock) -> IndicatorBlock:
    below = range(block.header + 1, block.end)
    row = next((row for row in below if any(v not in (None, "") for v in grid.rows[row])), None)
    if row is None:
        return block
    texts = {c: str(v) for c, v in enumerate(grid.rows[row]) if v not in (None, "")}
    under = _under_target(grid, block)
    is_under = len(texts) > 1 and texts.keys() <= under
    if not (is_under or is_below_heads(grid.rows[row])):
        return block
    places = [column for column, text in texts.items() if "target" in fields_of(text)]
    places = places or [c for c, text in texts.items() if c in under and column_kind(text) is None]
    columns = {head: own for head, own in block.columns.items() if head != "target"}
    return block._replace(header=row, columns={**columns, "target": places} if places else columns)


def _under_target(grid: Grid, block: IndicatorBlock) -> set[int]:
    """Returns the columns that the heads of the targets stand over: their own, and blank ones."""
    cells = grid.rows[block.header]
    under: set[int] = set()
    for column in block.columns.get("target", ()):
        blank = next((c for c in range(column + 1, len(cells)) if cells[c]), len(cells))
        under.update(range(column, blank))
    return under
