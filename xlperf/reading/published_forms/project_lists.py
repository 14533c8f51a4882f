"""Splits a list of projects (单位名称 | 项目名称 | 预算数 | 一级指标 …) into a form each.

Every project becomes a grid of its own with a label beside each value and the heads above its
indicators, so that what reads a form reads it; addresses stay those of the list. A project's cells
may be merged down over its rows, stand in the first of them alone, or come again in each. Rows of
sums are no projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Flaw
from xlperf.form.detect_edition import edition_for
from xlperf.form.labels import normal
from xlperf.form.other_forms import closes_text, ends_table, words
from xlperf.form.values import says_wan, says_yuan, text_of
from xlperf.grid import Block, Grid, Position, Value
from xlperf.reading.published_forms.list_columns import ListColumns, is_list_head, list_columns
from xlperf.reading.published_forms.split_forms import part, unstack

_CARRIED = ("department", "unit")
_CODE = "code"
_TWICE = "列表中“{}”有两列，分不清是哪一列，没有读入"
_SEVERAL = "项目“{}”的几行里“{}”不同，分不清是哪一个，没有读入"
_ACROSS = "一格“{}”合并在几个项目上，分不清是哪一个项目的，没有读入"
_NAMELESS = "这一行有绩效指标，上面却没有项目名称，没有读入"
_COLUMN = "列表有“{}”一列，填报表没有它的位置，没有读入"


class ListedProject(NamedTuple):
    """Holds one project of a list as a form of its own; a row of sums has no indicators."""

    grid: Grid
    codes: Mapping[str, str]
    at: Position


class ProjectList(NamedTuple):
    """Holds what a list was split into, what stands above it, and what of it is not read."""

    above: Grid
    heads: tuple[str, ...]
    projects: tuple[ListedProject, ...]
    totals: tuple[ListedProject, ...]
    flaws: tuple[Flaw, ...]


class _Rows(NamedTuple):
    """Holds the rows of one project, and the cells of its fields."""

    rows: list[int]
    cells: dict[str, Position]


class _Refusal(Exception):
    """Says why a list is not read, and the cell that shows it."""

    def __init__(self, cell: Position, text: str) -> None:
        super().__init__(text)
        self.cell, self.text = cell, text


def project_list(grid: Grid) -> ProjectList | None:
    """Returns the projects of a list, or the reason why it is not read; None for other tables."""
    columns = list_columns(grid)
    if columns is None:
        return None
    above = part(grid, 0, columns.top)
    heads = tuple(columns.heads.values())
    try:
        if columns.twice is not None:
            text, column = columns.twice
            raise _Refusal((columns.top, column), _TWICE.format(normal(text)))
        projects, totals = _split(grid, columns)
    except _Refusal as refusal:
        flaw = Flaw("A11", "title", grid.address(*refusal.cell), refusal.text)
        return ProjectList(above, heads, (), (), (flaw,))
    filled = [c for c in columns.unknown if _is_filled(grid, columns, c)]
    flaws = tuple(
        Flaw("", "", grid.address(columns.bottom, c), _COLUMN.format(normal(columns.heads[c])))
        for c in filled
    )
    made = tuple(_form(grid, columns, project) for project in projects)
    sums = tuple(_form(grid, columns, project) for project in totals)
    return ProjectList(above, heads, made, sums, flaws)


def forms_and_lists(block: Block) -> Iterable[Block | ProjectList]:
    """Returns a grid's forms and lists of projects one by one, any other block as it is."""
    if not isinstance(block, Grid):
        return (block,)
    listed = project_list(block)
    return unstack(block) if listed is None else (listed,)


def _split(grid: Grid, columns: ListColumns) -> tuple[list[_Rows], list[_Rows]]:
    """Returns the rows of each project, and the rows of sums."""
    projects: list[_Rows] = []
    totals: list[_Rows] = []
    carried: dict[str, Position] = {}
    department: Position | None = None
    covered = _covered(grid)
    for row in _body(grid, columns):
        own = _own(grid, columns, row, covered)
        indicates = any(text_of(grid.value(row, column)) for column in columns.table)
        is_sum = _is_sum(grid, columns, row, own)
        if is_sum or ("name" not in own and not indicates):
            if any(field in AMOUNTS for field in own):
                label = own.get("unit") or own.get("department") or _first(grid, row)
                totals.append(_Rows([row], {**own, "name": label}))
                if "unit" in own and not is_sum:
                    department = department or own["unit"]
            carried |= {f: own[f] for f in _CARRIED if f in own and not is_sum}
            continue
        carried |= {field: own[field] for field in _CARRIED if field in own}
        if "name" in own and not _goes_on(grid, projects, own, covered):
            cells = {**carried, **own}
            if department is not None and department != cells.get("unit"):
                cells.setdefault("department", department)
            projects.append(_Rows([row], cells))
        elif projects:
            projects[-1].rows.append(row)
            _add(grid, columns, projects[-1], own)
        else:
            raise _Refusal((row, columns.table[0]), _NAMELESS)
    _refuse_across(grid, columns, projects)
    return projects, totals


def _add(grid: Grid, columns: ListColumns, project: _Rows, own: dict[str, Position]) -> None:
    """Adds the cells of a further row of a project, which may say no more than the ones before."""
    for field, cell in own.items():
        before = project.cells.setdefault(field, cell)
        if _said(grid, before) != _said(grid, cell):
            name = _said(grid, project.cells["name"])
            raise _Refusal(cell, _SEVERAL.format(name, normal(columns.heads[cell[1]])))


def _goes_on(
    grid: Grid, projects: list[_Rows], own: dict[str, Position], covered: set[Position]
) -> bool:
    """Tells whether a row names the project of the row above once more, as unmerged lists do."""
    if not projects:
        return False
    before = projects[-1].cells
    row, column = own["name"]
    is_merged = (row - 1, column) in covered or (row + 1, column) in covered
    return not is_merged and all(
        field in before and _said(grid, before[field]) == _said(grid, cell)
        for field, cell in own.items()
    )


def _refuse_across(grid: Grid, columns: ListColumns, projects: list[_Rows]) -> None:
    """Raises for a cell of a field that is merged over the rows of several projects."""
    of = {row: number for number, project in enumerate(projects) for row in project.rows}
    fields = {c: f for f, c in columns.fields.items() if f not in _CARRIED}
    for top, left, bottom, _ in grid.spans:
        if left in fields and len({of[row] for row in range(top, bottom + 1) if row in of}) > 1:
            raise _Refusal((top, left), _ACROSS.format(normal(columns.heads[left])))


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
    named = normal(_said(grid, own["name"])) if "name" in own else ""
    sums = words()["lists"]["sums"]
    return any(text in sums for text in [*texts, named])


def _body(grid: Grid, columns: ListColumns) -> Iterator[int]:
    """Yields the rows of a list that hold anything, but for heads that a page repeats."""
    heads = {normal(text) for text in columns.heads.values()}
    for row in range(columns.bottom + 1, len(grid.rows)):
        cells = grid.rows[row]
        texts = [text for value in cells if (text := text_of(value)) is not None]
        if not texts or is_list_head(cells) or all(normal(text) in heads for text in texts):
            continue
        is_alone = len(texts) == 1 or not any(
            text_of(grid.value(row, c)) for c in (*columns.table, *columns.fields.values())
        )
        if (ends_table(texts[0]) and not _sums(texts[0])) or (is_alone and closes_text(texts[0])):
            return
        yield row


def _sums(text: str) -> bool:
    return normal(text) in words()["lists"]["sums"]


def _covered(grid: Grid) -> set[Position]:
    return {
        (row, column)
        for top, left, bottom, right in grid.spans
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _first(grid: Grid, row: int) -> Position:
    cells = enumerate(grid.rows[row])
    return row, next(column for column, value in cells if text_of(value) is not None)


def _said(grid: Grid, cell: Position) -> str:
    return text_of(grid.value(*cell)) or ""


def _is_filled(grid: Grid, columns: ListColumns, column: int) -> bool:
    rows = range(columns.bottom + 1, len(grid.rows))
    return any(text_of(grid.value(row, column)) is not None for row in rows)


def _form(grid: Grid, columns: ListColumns, project: _Rows) -> ListedProject:
    """Returns a project as a form: labels with their values, then the heads and its indicators."""
    rows: list[list[Value]] = []
    places: dict[Position, Position] = {}
    for field, cell in project.cells.items():
        if field == _CODE:
            continue
        head = columns.fields.get(field, cell[1])
        label = _label(field, columns.heads.get(head, ""))
        places |= {(len(rows), 0): (columns.bottom, head), (len(rows), 1): cell}
        rows.append([label, grid.value(*cell)])
    height = len(rows)
    known = set(columns.table)
    shift = max(2 - columns.table[0], 0)
    blank: list[Value] = [None] * shift
    width = max(known) + 1
    rows.append([*blank, *(columns.heads[c] if c in known else None for c in range(width))])
    own = [row for row in project.rows if any(text_of(grid.value(row, c)) for c in known)]
    for row in own:
        rows.append([*blank, *(grid.value(row, c) if c in known else None for c in range(width))])
    sources = [columns.bottom, *own]

    def locate(row: int, column: int) -> Address:
        if row < height:
            return grid.address(*places.get((row, column), (columns.top, 0)))
        return grid.address(sources[min(row - height, len(sources) - 1)], max(column - shift, 0))

    at = {row: number for number, row in enumerate(own, height + 1)}
    spans = tuple(
        (at[top], left + shift, max(at[r] for r in range(top, bottom + 1) if r in at), left + shift)
        for top, left, bottom, _ in grid.spans
        if left in known and top in at
    )
    merged = any(
        left in known and bottom > top > columns.bottom for top, left, bottom, _ in grid.spans
    )
    marks = {
        (at[row], column + shift): mark
        for (row, column), mark in grid.marks.items()
        if row in at and column in known
    }
    form = replace(
        grid, rows=rows, spans=spans, fills=not merged, locate=locate, marks=marks,
        hidden=frozenset(at[row] for row in grid.hidden if row in at),
    )  # fmt: skip
    codes = {"name": _said(grid, project.cells[_CODE])} if _CODE in project.cells else {}
    return ListedProject(form, codes, project.cells["name"])


def _label(field: str, head: str) -> str:
    """Returns the label of a field, with the unit of its amount where the head says it."""
    unit = "（万元）" if says_wan(head) or "万元" in head else "（元）" if says_yuan(head) else ""
    label = "".join(edition_for(None).label(field).split())
    return f"{label}{unit}" if field in AMOUNTS else label
