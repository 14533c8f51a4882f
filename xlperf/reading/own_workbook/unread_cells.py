"""Finds the cells of a project sheet that were not read, and the hidden rows that were.

Every cell is the value of a field, a row of the table, a reason in 说明 or a word of the sheet
itself; all others are kept as unread. A person sees them there and takes them for filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from xlperf.filing.fields import BESIDES
from xlperf.filing.model import Flaw, UnreadCell
from xlperf.filing.shorten import cut_short, first_few
from xlperf.form.edition import edition_ids, load_edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import TABLE, fields_of, normal
from xlperf.form.template import template
from xlperf.form.values import text_at, text_of
from xlperf.grid import Formula, Grid, Position, a1
from xlperf.reading.own_workbook.other_period import block_cells

_LEFT = "{what}不在填报表的栏目中，没有读入"
_HIDDEN = "第 {rows} 行是隐藏的，其中的内容照样读入，计入合计"
_REASON = "；确需如此的，请在 {cell} 写明理由"
_SHOWN, _LONGEST = 3, 20
_MOST = 2_000
"""Limits the unread cells kept and the merged ranges looked at: a file may hold millions."""
_plain = lru_cache(maxsize=4_096)(normal)
"""Caches normal forms: the words of our own sheets come again on every one of them."""
_MARKS = ("year", "edition", "version")
_SAID = ("【错误】", "【提醒】", "【建议】")
"""Names how the words of a check begin in the column 校验."""


def unread_cells(
    grid: Grid, places: LabelPositions, values: Mapping[str, Position]
) -> list[Position]:
    """Lists the filled cells of a project sheet that were not read, the first 2,000 at most.

    `values` are the fields' cells. A form of another kind has none here.
    """
    if not places.is_template and places.check is None:
        return []
    known = {*places.labels.values(), *(cell for _, cell in places.twice), *values.values()}
    if places.other_period is not None:
        known |= block_cells(grid, places.other_period)
    if (status := _status_column(grid, places)) is not None and places.header is not None:
        known.add((places.header, status + 1))
    known.update(at for mark in _MARKS if (at := value_of_mark(grid, places, mark)) is not None)
    noted = {places.labels[field][0] for field in values}
    header = len(grid.rows) if places.header is None else places.header
    table, first = _columns(grid, places), _first_column(places)
    top = _last_row_of_head(grid, places)
    year = places.labels.get("year", (-1, -1))[0]
    free = set(_bands())
    hint = template()["hints"]["mark"]
    filled = (  # looked at one by one: a hostile sheet has millions, of which the first few do
        (row, column, value)
        for row, cells in enumerate(grid.rows)
        if cells.count("") < len(cells)  # most rows of the table are blank
        for column, value in enumerate(cells)
        if value != "" and value is not None and (row, column) not in known
    )
    found: list[Position] = []
    for row, column, value in filled:
        if column in table and header <= row < places.end:
            continue
        text = text_of(value)
        if text is None or (column > first and text.startswith(_SAID)):
            continue
        if (column == places.hint and text.startswith(hint)) or (
            row <= top and _first_hint().match(text)
        ):
            continue
        if row in (top, header) and fields_of(text) in (("note",), ("check",)):
            continue
        if column == places.note and (row in noted or _holds_row(grid, places, row)):
            continue
        is_beside_year = row == year and column > first
        if row <= top and (
            _is_status(grid, row, column) if is_beside_year else _plain(text) in _head_words()
        ):
            continue
        if column == first and _plain(text) in free:
            free.discard(_plain(text))  # each of our bars stands there once
            continue
        over = _over(grid, row, column)
        if over is None or text_of(grid.value(*over)) != text:
            found.append((row, column))
            if len(found) == _MOST:
                break
    return found


def unread(grid: Grid, cells: Iterable[Position]) -> tuple[UnreadCell, ...]:
    """Returns the cells with their addresses and texts."""
    return tuple(UnreadCell(grid.address(*cell), text_at(grid, cell)) for cell in cells)


def unread_flaws(
    grid: Grid, places: LabelPositions, cells: Sequence[Position], damage: Iterable[Flaw]
) -> Iterator[Flaw]:
    """Yields a flaw for every place with unread cells: a run of rows, in the form or to its right.

    There is none where a damaged label explains it, or where a merged range covers the cell, which
    is told apart; none for remarks beside the form, unless they hold a number.
    """
    if not cells:
        return
    damaged = {flaw.at for flaw in damage}
    heads = {c for c in (*places.heads.values(), *range(len(TABLE)))
             if grid.address(places.header or 0, c) in damaged}  # fmt: skip
    rows = {
        row
        for row, cells_ in enumerate(grid.rows)
        if any(grid.address(row, column) in damaged for column in range(len(cells_) + 1))
    }
    edge = _edge(places)
    inside: list[Position] = []
    beside: list[Position] = []
    for row, column in cells:
        if row in rows or (column in heads and (places.header or 0) < row < places.end):
            continue
        if _over(grid, row, column) is not None:
            continue
        if column <= edge:
            inside.append((row, column))
        elif any(map(str.isdigit, text_at(grid, (row, column)))):
            beside.append((row, column))
    for run in sorted((*_runs(inside), *_runs(beside)), key=lambda run: run[0]):
        yield _flaw(grid, places, _LEFT.format(what=_named(grid, run)), run)


def hidden_flaws(
    grid: Grid, places: LabelPositions, values: Mapping[str, Position]
) -> Iterator[Flaw]:
    """Yields a flaw for every run of hidden rows of which something was read."""
    filled: dict[int, Position] = {}
    for row, column in sorted(values.values() if grid.hidden else (), reverse=True):
        if row in grid.hidden and text_of(grid.value(row, column)) is not None:
            filled[row] = (row, column)
    columns = sorted(places.heads.values())
    for row in grid.hidden:
        if places.header is not None and places.header < row < places.end:
            cells = [(row, c) for c in columns if text_of(grid.value(row, c)) is not None]
            filled.update({row: cells[0]} if cells else {})
    for run in _runs(filled[row] for row in sorted(filled)):
        first, last = (_number(grid, run[at]) for at in (0, -1))
        rows = first if first == last else f"{first} 至 {last}"
        yield _flaw(grid, places, _HIDDEN.format(rows=rows), run)


def _runs(cells: Iterable[Position]) -> list[list[Position]]:
    """Parts cells, in order, where a row between them holds none."""
    runs: list[list[Position]] = []
    for cell in cells:
        if not runs or cell[0] > runs[-1][-1][0] + 1:
            runs.append([])
        runs[-1].append(cell)
    return runs


def _number(grid: Grid, cell: Position) -> str:
    """Returns the number of a cell's row on its sheet."""
    return grid.address(*cell).cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _flaw(grid: Grid, places: LabelPositions, what: str, cells: Sequence[Position]) -> Flaw:
    """Makes the flaw of some cells; a reason in 说明 beside them settles it."""
    column = places.note
    row = cells[0][0]
    note = None
    if column is not None and any(at != column for _, at in cells):
        what += _REASON.format(cell=a1(row, column))
        notes = (text_of(grid.value(r, column)) for r in dict.fromkeys(r for r, _ in cells))
        note = next(filter(None, notes), None)
    return Flaw("A10", "", grid.address(*cells[0]), what, note)


def _named(grid: Grid, cells: Sequence[Position]) -> str:
    """Names the cells for the start of a sentence: their texts, and how many there are."""
    named = [f"“{cut_short(text_at(grid, cell), _LONGEST)}”" for cell in cells]
    return first_few(named, "等 {} 格内容", between="", most=_SHOWN)


def _columns(grid: Grid, places: LabelPositions) -> set[int | None]:
    """Returns the indicator table's columns that are read, or that our functions fill in."""
    further = (places.columns.get(head) for head in BESIDES)
    return {*places.heads.values(), *further, _status_column(grid, places)}


def _status_column(grid: Grid, places: LabelPositions) -> int | None:
    """Finds the column that our functions fill; right of its head stands what they take it from."""
    status = normal(template()["functions"]["status"])
    for column, value in enumerate(grid.rows[places.header] if places.header is not None else ()):
        if isinstance(value, str) and _plain(value) == status:
            return column
    return None


def value_of_mark(grid: Grid, places: LabelPositions, mark: str) -> Position | None:
    """Finds the first filled cell beside 年度, 版式 or 模板版本."""
    if mark not in places.labels:
        return None
    row, column = places.labels[mark]
    cells = enumerate(grid.rows[row][column + 1 :], column + 1)
    return next(((row, at) for at, value in cells if value is not None and value != ""), None)


def _first_column(places: LabelPositions) -> int:
    return min((column for _, column in places.labels.values()), default=0)


def _edge(places: LabelPositions) -> int:
    """Returns the last column of the form."""
    columns = (*places.reserved, *places.heads.values(), _first_column(places) + 1)
    return max(column for column in columns if column is not None)


def _holds_row(grid: Grid, places: LabelPositions, row: int) -> bool:
    """Tells whether a row holds an indicator."""
    if places.header is None or not places.header < row < places.end:
        return False
    return any(text_of(grid.value(row, column)) is not None for column in places.heads.values())


def _last_row_of_head(grid: Grid, places: LabelPositions) -> int:
    """Finds the row above all fields: that of the headers 说明 and 校验."""
    column = places.note if places.check is None else places.check
    kind = "note" if places.check is None else "check"
    texts = ((row, grid.value(row, column)) for row in range(len(grid.rows)) if column is not None)
    found = (row for row, text in texts if isinstance(text, str) and fields_of(text) == (kind,))
    return next(found, places.labels.get("year", (0, 0))[0] + 1)


@cache
def _first_hint() -> re.Pattern[str]:
    """Returns the pattern of how the sheet's first hint begins, which stands above the entries."""
    own = template()["hints"]
    before, after = own["at"].split("{row}")
    return re.compile(f"{re.escape(own['mark'] + before)}[0-9]+{re.escape(after)}")


def _is_status(grid: Grid, row: int, column: int) -> bool:
    """Tells whether a cell beside 年度 says how far a sheet is filled in: a number or a formula."""
    value = grid.value(row, column)
    if isinstance(value, int | float) or (isinstance(value, str) and value.startswith("#")):
        return True
    return isinstance(grid.written(row, column), Formula)


def _over(grid: Grid, row: int, column: int) -> Position | None:
    """Finds the first cell of the merged range that covers a cell."""
    return next(
        (
            (top, left)
            for top, left, bottom, right in grid.spans[:_MOST]
            if top <= row <= bottom and left <= column <= right and (top, left) != (row, column)
        ),
        None,
    )


@cache
def _head_words() -> frozenset[str]:
    """Lists what the template writes above the fields, in normal form."""
    own, marks = template()["project"], template()["marks"]
    titles = (load_edition(edition).label("title") for edition in edition_ids())
    texts = (
        *(own["title"].format(title=title) for title in titles),
        own["content"], own["before"], own["after"], marks["note"], marks["check"], marks["hint"],
        own["back"].format(summary=template()["sheets"]["summary"]),
    )  # fmt: skip
    return frozenset(map(normal, texts))


@cache
def _bands() -> frozenset[str]:
    """Lists the coloured bars that are no labels, in normal form."""
    editions = [load_edition(edition) for edition in edition_ids()]
    headings = (edition.narrative_heading.format(number="") for edition in editions)
    return frozenset(map(normal, (template()["bands"]["name"], *headings)))
