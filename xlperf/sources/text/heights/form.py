"""Restores the cells of a form whose lines come in the order of their heights.

So programs take text from a page that put together what stands on one height. A cell on several
lines then has those of its neighbours among its own: before, between and behind them. That cells
are set in the middle of their rows (or all at the top), and that only what ran out of room is
wrapped, mostly leaves one way in which they can have stood. Where it leaves none or several, the
form is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from xlperf.filing.model import Address
from xlperf.form.labels import TABLE, fields_of
from xlperf.form.other_forms import is_foreign
from xlperf.form.vocabulary import below, joined_lines_mark
from xlperf.grid import Line
from xlperf.sources.text.cell_order_rows import BESIDE
from xlperf.sources.text.goals import JUDGED
from xlperf.sources.text.heights.body import Cell, Indicator, indicators_of
from xlperf.sources.text.heights.columns import Columns, columns_of
from xlperf.sources.text.heights.goals import goal_cells
from xlperf.sources.text.heights.head import head_cells
from xlperf.sources.text.heights.levels import MOST_APART, Layout, Level, spanning
from xlperf.sources.text.heights.parts import Row, rows_of
from xlperf.sources.text.parts import parts_of

_MOST_LINES = 140
"""A page of small type has no more."""
_PADDINGS = (0.0, 0.4, 1.0, 2.5)
"""Lists the room between two rows, in lines."""
_APART = 0.4
"""Lines so far from where they ought to stand leave a doubt."""
_EMPTY = 0.3
"""Gives the cost of a form whose first rows have no first level."""
_MARGIN = 0.3
"""Gives the lead that the best way must have on every other."""


def cells_by_height(lines: Sequence[Line], heads: Line) -> list[Line] | None:
    """Returns the cells of such a text, whose line `heads` holds the heads of the indicators."""
    if len(lines) > _MOST_LINES:
        return None
    rows = rows_of(lines)
    at = next(index for index, row in enumerate(rows) if row.line is heads)
    goals = next((i for i, row in enumerate(rows) if any(map(_is_goal, row.words))), at)
    end = next((i for i in range(at + 1, len(rows)) if is_foreign(rows[i].words[0])), len(rows))
    head = _with_goals(rows[:goals], [row for row in rows[goals:at] if not _is_side(row)])
    table = _table(rows[at + 1 : end])
    if head is None or table is None:
        return None
    words = (word for word in rows[at].words if set(fields_of(word)) & set(TABLE))
    named = [heads._replace(text=word) for word in words]
    rest = [
        row.line._replace(text=text) for row in rows[end:] for _, text in parts_of(row.line.text)
    ]
    return list(_placed([*head, *named, *table, *rest]))


def _placed(cells: Sequence[Line]) -> Iterator[Line]:
    """Yields the cells with an address each: those on one line by their number in it."""
    numbers = Counter(cell.at for cell in cells)
    known: Counter[Address] = Counter()
    for cell in cells:
        known[cell.at] += 1
        place = f"{cell.at.cell}第{known[cell.at]}格"
        alone = numbers[cell.at] == 1
        yield cell if alone else cell._replace(at=Address(cell.at.sheet, place))


def _is_side(row: Row) -> bool:
    """Tells whether a line is the label beside the indicators; it may begin above their heads."""
    return "indicators" in fields_of(row.line.text)


def _is_goal(word: str) -> bool:
    return bool({"overall", "annual"} & set(fields_of(word)))


def _with_goals(head: Sequence[Row], goals: Sequence[Row]) -> list[Line] | None:
    """Returns the upper part and the goals; the label beside these may begin above their heads."""
    for count in range(3):
        cut = len(head) - count
        cells = head_cells(head[:cut]) if cut > 0 else None
        texts = goal_cells([*head[cut:], *goals]) if cells is not None else None
        if cells is not None and texts is not None:
            return [*cells, *texts]
    return None


def _table(rows: Sequence[Row]) -> list[Line] | None:
    """Returns the cells of the indicators in the form's order, as they can have stood best."""
    ways: list[tuple[float, list[Line]]] = []
    for columns in columns_of(rows):
        for middle in (True, False):
            found = indicators_of(columns.words, middle)
            if not found:
                continue
            cost, indicators = found
            for padding in _PADDINGS:
                layout = Layout(middle, padding)
                for error, levels in _levels(columns, indicators, layout):
                    if error <= MOST_APART:
                        is_doubtful = error > _APART
                        cells = list(_cells(rows, indicators, *levels, layout, is_doubtful))
                        ways.append((cost + error, cells))
    ways.sort(key=lambda way: way[0])
    if not ways:
        return None
    least, best = ways[0]
    texts = [cell.text for cell in best]
    other = next(
        (cost for cost, way in ways if [cell.text for cell in way] != texts), least + _MARGIN
    )
    return best if other - least >= _MARGIN else None


def _levels(
    columns: Columns, found: Sequence[Indicator], layout: Layout
) -> Iterator[tuple[float, tuple[list[Level], list[Level]]]]:
    """Yields both levels with the rows that they span, and how badly these fit."""
    for error, level2 in spanning(columns.level2, found, layout):
        for further, level1 in spanning(columns.level1, found, layout, level2):
            if _belong(level1, level2):
                empty = level1[0].rows.start if level1 else len(found)
                yield error + further + (_EMPTY if empty else 0.0), (level1, level2)


def _belong(level1: Sequence[Level], level2: Sequence[Level]) -> bool:
    """Tells whether every second level is below the first one beside it."""
    return all(
        each.word in below(above.word)
        for above in level1
        for each in level2
        if each.rows.start in above.rows
    )


def _cells(
    rows: Sequence[Row], found: Sequence[Indicator], level1: Sequence[Level],
    level2: Sequence[Level], layout: Layout, is_doubtful: bool,
) -> Iterator[Line]:  # fmt: skip
    """Yields the levels, where each begins, and the names and targets of the rows.

    A level at the top of several rows may be that of the first alone, those below left empty.
    """
    for index, row in enumerate(found):
        for level in (*level1, *level2):
            if level.rows.start == index:
                is_at_top = not layout.middle and len(level.rows) > 1
                yield _line(rows, level.cell, is_doubtful or is_at_top)
        yield _line(rows, row.name, row.is_doubtful)
        yield _line(rows, row.target, row.is_doubtful, BESIDE)


def _line(rows: Sequence[Row], cell: Cell, is_doubtful: bool, *marks: str) -> Line:
    joined = [joined_lines_mark(len(cell.lines))] if len(cell.lines) > 1 else []
    doubt = [JUDGED] if is_doubtful else []
    made = rows[cell.at[0]].line._replace(text="".join(cell.lines))
    return made._replace(mark="，".join([*marks, *joined, *doubt]) or None)
