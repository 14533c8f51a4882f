"""Finds damage to a form (A08): labels that are gone or occur twice, covered content."""

from __future__ import annotations

from collections.abc import Iterator

from xlperf.filing.model import Flaw
from xlperf.form.edition import Edition, dated_ids
from xlperf.form.find_labels import LabelPositions, missing_cell
from xlperf.form.labels import TABLE, plain_label
from xlperf.form.values import text_at, text_of
from xlperf.grid import Grid

_MOST_SPANS = 2_000
"""Limits the merged ranges looked at: a form has a few dozen, a file may list millions."""


def damage(grid: Grid, places: LabelPositions, edition: Edition) -> Iterator[Flaw]:
    """Yields a flaw for every label of an edition that is missing, or that occurs twice.

    Of forms that no year tells, what is missing may never have been there: nobody is to restore it.
    """
    found = set()
    for name, cell in places.twice:
        text, first = (text_at(grid, each) for each in (cell, places.labels[name]))
        at = grid.address(*cell)
        found.add(at)
        is_same = places.is_template or plain_label(text) == plain_label(first)
        again = "出现了两次" if is_same else f"与“{first}”是同一栏，只读了前一格的值"
        yield Flaw("A08", name, at, f"标签“{text}”{again}")
    if not places.is_template and edition.id not in dated_ids():
        return
    for name in edition.required:
        if name not in places.labels:
            at = grid.address(*missing_cell(places, name))
            if at not in found:  # else another label covers it
                found.add(at)
                yield Flaw("A08", name, at, f"找不到标签“{edition.label(name)}”")
    missing = [head for head in TABLE if head not in places.heads]
    for head in missing[:1] if len(missing) == len(TABLE) else missing:
        row = places.header if places.header is not None else len(grid.rows)
        at = grid.address(row, _missing_column(places, head))
        yield Flaw("A08", head, at, f"找不到表头“{edition.label(head)}”")


def covered(grid: Grid) -> Iterator[Flaw]:
    """Yields a flaw for content under a merged range: Excel hides it, but its sums count it."""
    if grid.locate is not None:  # no worksheet
        return
    for top, left, bottom, right in grid.spans[:_MOST_SPANS]:
        for row, cells in enumerate(grid.rows[top : bottom + 1], top):
            behind = cells[left + (row == top) : right + 1]
            if behind.count("") + behind.count(None) == len(behind):
                continue
            for column, value in enumerate(behind, left + (row == top)):
                text = text_of(value)
                if text is not None and text != text_of(grid.value(top, left)):
                    words = f"合并单元格遮住了一格内容“{text}”"
                    yield Flaw("A08", "", grid.address(row, column), words)
                    return


def _missing_column(places: LabelPositions, head: str) -> int:
    """Finds the column of a missing header: next to its nearest neighbour."""
    index = TABLE.index(head)
    known = [(abs(TABLE.index(name) - index), name) for name in places.heads]
    if not known:
        return 0
    neighbour = min(known)[1]
    return max(0, places.heads[neighbour] + index - TABLE.index(neighbour))
