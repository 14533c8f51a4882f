"""Tells which rows of a list of projects belong to which project, and which are sums or headings.

A project's cells may be merged down over its rows, stand in the first of them alone, or come again
in each. What says two things of one project, or one thing of two, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile
from operator import attrgetter

from xlperf.filing.fields import AMOUNTS
from xlperf.form.labels import normal
from xlperf.form.other_forms import (
    bare_level,
    closes_text,
    column_kind,
    ends_table,
    known_levels,
    words,
)
from xlperf.form.values import amount_of, text_at, text_of
from xlperf.grid import Grid, Position
from xlperf.reading.published_forms.list_columns import ListColumns, is_list_head

_CARRIED = ("department", "unit")
_CHOICES = ("category", "nature")
_CODE = re.compile(r"\d{3,}(?=\s*[-－﹣—–‐‑−])|\d{6,}(?=\s*[一-鿿])")
_SHIFTED = "这一行少了格，与表头对不齐，没有读入"
_SEVERAL = "项目“{}”的几行里“{}”不同，分不清是哪一个，没有读入"
_ACROSS = "一格“{}”合并在几个项目上，分不清是哪一个项目的，没有读入"
_NAMELESS = "这一行有绩效指标，上面却没有项目名称，没有读入"


@dataclass
class ProjectRows:
    """Holds the rows of one project, the cells of its fields, and whether any has an indicator."""

    rows: list[int]
    cells: dict[str, Position]
    indicates: bool


class ListRefusal(Exception):
    """Says why a list is not read, and the cell that shows it."""

    def __init__(self, cell: Position, text: str) -> None:
        super().__init__(text)
        self.cell, self.text = cell, text


def split_rows(grid: Grid, columns: ListColumns) -> tuple[list[ProjectRows], list[ProjectRows]]:
    """Returns the rows of each project, and the rows of sums."""
    projects: list[ProjectRows] = []
    totals: list[ProjectRows] = []
    carried: dict[str, Position] = {}
    above: list[Position] = []
    covered = grid.covered()
    for row in _body(grid, columns):
        own = _own(grid, columns, row, covered)
        _refuse_levels_aside(grid, columns, row)
        indicates = any(text_of(grid.value(row, column)) for column in columns.table)
        is_sum = _is_sum(grid, columns, row, own)
        if is_sum or ("name" not in own and not indicates):
            if any(field in AMOUNTS for field in own):
                label = own.get("unit") or own.get("department") or _first(grid, row)
                totals.append(ProjectRows([row], {**own, "name": label}, False))
                if "unit" in own and not is_sum:
                    above.append(own["unit"])
            carried |= {f: own[f] for f in _CARRIED if f in own and not is_sum}
            continue
        carried |= {field: own[field] for field in _CARRIED if field in own}
        if "name" in own and not _goes_on(grid, projects, own, covered):
            cells = {**carried, **_merged_over(grid, columns, row), **own}
            department = _department(grid, above, cells.get("unit"))
            if department is not None:
                cells.setdefault("department", department)
            _refuse_shifted(grid, columns, row, projects)
            projects.append(ProjectRows([row], cells, indicates))
        elif projects:
            projects[-1].rows.append(row)
            projects[-1].indicates |= indicates
            _add(grid, columns, projects[-1], own)
        else:
            raise ListRefusal((row, columns.table[0]), _NAMELESS)
    _refuse_across(grid, columns, projects)
    return projects, totals


def _department(grid: Grid, above: list[Position], unit: Position | None) -> Position | None:
    """Returns the row of a sum that names a unit's department: by its code, else the only one."""
    own = text_at(grid, unit) if unit else ""
    code = _CODE.match(own)
    others = [cell for cell in above if text_at(grid, cell) != own]
    if code is not None and any(_CODE.match(text_at(grid, cell)) for cell in others):
        coded = [(cell, found[0]) for cell in others if (found := _CODE.match(text_at(grid, cell)))]
        fits = [cell for cell, text in coded if code[0].startswith(text) and code[0] != text]
        return fits[-1] if fits else None
    return others[0] if len({text_at(grid, cell) for cell in others}) == 1 else None


def _merged_over(grid: Grid, columns: ListColumns, row: int) -> dict[str, Position]:
    """Returns the cells of choices (项目类别) that are merged down over a project's first row."""
    found = {columns.fields[name]: name for name in _CHOICES if name in columns.fields}
    return {
        found[left]: (top, left)
        for top, left, bottom, _ in grid.spans
        if left in found and top <= row <= bottom
    }


def without_headings(
    grid: Grid, projects: list[ProjectRows], totals: list[ProjectRows]
) -> tuple[list[ProjectRows], list[Position]]:
    """Returns the projects but rows that head others: names without indicators.

    One with an amount that those below add up to goes to the sums; one without is a heading, whose
    cells are given; any other is a project that has no indicators yet.
    """
    kept: list[ProjectRows] = []
    headings: list[Position] = []
    for number, project in enumerate(projects):
        if project.indicates:
            kept.append(project)
            continue
        own = {field: cell for field, cell in project.cells.items() if field in AMOUNTS}
        below = list(takewhile(attrgetter("indicates"), projects[number + 1 :]))
        if not own:
            headings.append(project.cells["name"])
        elif below and all(
            amount_of(grid.value(*cell)) == _summed(grid, below, field)
            for field, cell in own.items()
        ):
            totals.append(project)
        else:
            kept.append(project)
    return kept, headings


def _summed(grid: Grid, projects: list[ProjectRows], field: str) -> Decimal | None:
    cells = [project.cells.get(field) for project in projects]
    amounts = [cell and amount_of(grid.value(*cell)) for cell in cells]
    return None if None in amounts else sum(filter(None, amounts), Decimal(0))


def _add(grid: Grid, columns: ListColumns, project: ProjectRows, own: dict[str, Position]) -> None:
    """Adds the cells of a further row of a project, which may say no more than the ones before."""
    for field, cell in own.items():
        before = project.cells.setdefault(field, cell)
        if text_at(grid, before) != text_at(grid, cell):
            name = text_at(grid, project.cells["name"])
            raise ListRefusal(cell, _SEVERAL.format(name, normal(columns.heads[cell[1]])))


def _goes_on(
    grid: Grid, projects: list[ProjectRows], own: dict[str, Position], covered: set[Position]
) -> bool:
    """Tells whether a row names the project of the row above once more, as unmerged lists do."""
    if not projects:
        return False
    before = projects[-1].cells
    row, column = own["name"]
    is_merged = (row - 1, column) in covered or (row + 1, column) in covered
    return not is_merged and all(
        field in before and text_at(grid, before[field]) == text_at(grid, cell)
        for field, cell in own.items()
    )


def _refuse_shifted(
    grid: Grid, columns: ListColumns, row: int, projects: list[ProjectRows]
) -> None:
    """Raises for a row that lost a merged cell, and so stands further left than its heads.

    Its number tells it, or its first cell, which stand in other columns or are gone.
    """
    if grid.spans or not projects:
        return
    first, before = min(columns.heads), projects[0].rows[0]
    numbers = [c for c, head in columns.heads.items() if column_kind(head) == "number"]
    for column in {first, *numbers}:
        was = text_of(grid.value(before, column))
        if was is None or text_of(grid.value(row, column)) is not None:
            continue
        if column in numbers or (grid.locate is not None and not _is_by_unit(grid, columns, row)):
            raise ListRefusal((row, column), _SHIFTED)


def _refuse_levels_aside(grid: Grid, columns: ListColumns, row: int) -> None:
    """Raises for a row with the name of a level left of the levels: its merged cells are gone."""
    known = known_levels(1) | known_levels(2)
    for column in columns.heads:
        value = grid.value(row, column) if column < columns.table[0] else None
        if isinstance(value, str) and bare_level(value) in known:
            raise ListRefusal((row, column), _SHIFTED)


def _is_by_unit(grid: Grid, columns: ListColumns, row: int) -> bool:
    """Tells whether nothing but a unit's cell can be missing of a row of a text: its amount is one.

    So it is where but a unit and a name stand before the amount.
    """
    amounts = [column for field, column in columns.fields.items() if field in AMOUNTS]
    if not amounts or amount_of(grid.value(row, min(amounts))) is None:
        return False
    known = {columns.fields[field] for field in (*_CARRIED, "name") if field in columns.fields}
    return all(column in known for column in columns.heads if column < min(amounts))


def _refuse_across(grid: Grid, columns: ListColumns, projects: list[ProjectRows]) -> None:
    """Raises for a cell of a field that is merged over the rows of several projects."""
    of = {row: number for number, project in enumerate(projects) for row in project.rows}
    fields = {c: f for f, c in columns.fields.items() if f not in (*_CARRIED, *_CHOICES)}
    for top, left, bottom, _ in grid.spans:
        if left in fields and len({of[row] for row in range(top, bottom + 1) if row in of}) > 1:
            raise ListRefusal((top, left), _ACROSS.format(normal(columns.heads[left])))


def _own(grid: Grid, columns: ListColumns, row: int, covered: set[Position]) -> dict[str, Position]:
    """Returns the filled cells of a row's fields."""
    return {
        field: (row, column)
        for field, column in columns.fields.items()
        if (row, column) not in covered and text_of(grid.value(row, column)) is not None
    }


def _is_sum(grid: Grid, columns: ListColumns, row: int, own: dict[str, Position]) -> bool:
    """Tells whether a row says that it holds a sum: 合计, 小计 before its first level."""
    first = min(columns.table[0], max(columns.fields["name"] + 1, 1))
    texts = [normal(str(value)) for value in grid.rows[row][:first] if isinstance(value, str)]
    named = normal(text_at(grid, own["name"])) if "name" in own else ""
    return any(map(_sums, [*texts, named]))


def _body(grid: Grid, columns: ListColumns) -> Iterator[int]:
    """Yields the rows of a list that hold anything, but for heads that a page repeats."""
    heads = {normal(text) for text in columns.heads.values()}
    for row in range(columns.bottom + 1, len(grid.rows)):
        cells = grid.rows[row]
        texts = [text for value in cells if (text := text_of(value)) is not None]
        if not texts or is_list_head(cells) or all(normal(text) in heads for text in texts):
            continue
        filled = {c for c, value in enumerate(cells) if text_of(value) is not None}
        if _sums(texts[0]) and (len(texts) == 1 or filled <= set(columns.table)):
            continue  # below a project's indicators, whose weights it sums up
        is_alone = len(texts) == 1 or not any(
            text_of(grid.value(row, c)) for c in (*columns.table, *columns.fields.values())
        )
        if (ends_table(texts[0]) and not _sums(texts[0])) or (is_alone and closes_text(texts[0])):
            return
        yield row


def _sums(text: str) -> bool:
    return normal(text) in words()["lists"]["sums"]


def _first(grid: Grid, row: int) -> Position:
    cells = enumerate(grid.rows[row])
    return row, next(column for column, value in cells if text_of(value) is not None)
