"""Splits a list of projects (单位名称 | 项目名称 | 预算数 | 一级指标 …) into a form each.

Every project becomes a grid of its own with a label beside each value and the heads above its
indicators, so that what reads a form reads it; addresses stay those of the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address, Flaw
from xlperf.form.detect_edition import edition_for
from xlperf.form.labels import normal
from xlperf.form.table_rows import texts_in
from xlperf.form.values import says_wan, says_yuan, text_at, text_of
from xlperf.grid import Block, Grid, Position, Value
from xlperf.reading.published_forms.list_columns import ListColumns, is_list_head, list_columns
from xlperf.reading.published_forms.list_rows import (
    ListRefusal,
    ProjectRows,
    split_rows,
    without_headings,
)
from xlperf.reading.published_forms.split_forms import part, unstack

_CODE = "code"
_HEADING = "“{}”一行没有金额，也没有指标，没有当作项目读入"
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


def project_list(grid: Grid) -> ProjectList | None:
    """Returns the projects of a list, or the reason why it is not read; None for other tables."""
    columns = list_columns(grid)
    if columns is None:
        return None
    above = part(grid, 0, columns.top)
    heads = tuple(columns.heads.values())
    try:
        if columns.refusal is not None:
            raise ListRefusal(*columns.refusal)
        split, totals = split_rows(grid, columns)
        projects, headings = without_headings(grid, split, totals)
    except ListRefusal as refusal:
        flaw = Flaw("A11", "title", grid.address(*refusal.cell), refusal.text)
        return ProjectList(above, heads, (), (), (flaw,))
    flaws = [
        Flaw("", "", grid.address(columns.bottom, c), _COLUMN.format(normal(columns.heads[c])))
        for c in columns.unknown
        if _is_filled(grid, columns, c)
    ]
    flaws += [
        Flaw("", "", grid.address(*cell), _HEADING.format(text_at(grid, cell))) for cell in headings
    ]
    made, sums = (tuple(_form(grid, columns, rows) for rows in own) for own in (projects, totals))
    return ProjectList(above, heads, made, sums, tuple(flaws))


def forms_and_lists(block: Block) -> Iterable[Block | ProjectList]:
    """Returns a grid's forms and lists of projects one by one, any other block as it is."""
    if not isinstance(block, Grid):
        return (block,)
    lists = [project_list(one) for one in _by_units(block)]
    return unstack(block) if lists[0] is None else [one for one in lists if one is not None]


def _by_units(grid: Grid) -> list[Grid]:
    """Parts lists below each other whose amounts are in other units: 单位：元, then 单位：万元.

    A page may repeat the heads, and the unit with them; such a list goes on.
    """
    tops: list[int] = []
    known: bool | None = None
    is_first = True
    for row, cells in enumerate(grid.rows):
        if not is_list_head(cells):
            continue
        top, in_wan = row, None
        while top > 0 and len(texts := texts_in(grid.rows[top - 1])) == 1:
            top -= 1
            in_wan = True if says_wan(texts[0]) else False if says_yuan(texts[0]) else in_wan
        if in_wan not in (None, known) and not is_first:
            tops.append(top)
        known, is_first = known if in_wan is None else in_wan, False
    return [part(grid, *edges) for edges in pairwise((0, *tops, len(grid.rows)))]


def _is_filled(grid: Grid, columns: ListColumns, column: int) -> bool:
    rows = range(columns.bottom + 1, len(grid.rows))
    return any(text_of(grid.value(row, column)) is not None for row in rows)


def _form(grid: Grid, columns: ListColumns, project: ProjectRows) -> ListedProject:
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
    codes = {"name": text_at(grid, project.cells[_CODE])} if _CODE in project.cells else {}
    return ListedProject(form, codes, project.cells["name"])


def _label(field: str, head: str) -> str:
    """Returns the label of a field, with the unit of its amount where the head says it."""
    unit = "（万元）" if says_wan(head) or "万元" in head else "（元）" if says_yuan(head) else ""
    label = "".join(edition_for(None).label(field).split())
    return f"{label}{unit}" if field in AMOUNTS else label
