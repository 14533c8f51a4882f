"""Finds the columns of an indicator table besides levels and targets: signs, units, weights.

The words of their heads tell them. A column of signs is told by what stands in it as well: heads
for it are many (比较符, 关系), and some name a direction where it holds but ≥ and ≤.
"""

from __future__ import annotations

from collections.abc import Iterable

from xlperf.filing.target import read_target
from xlperf.form.labels import normal
from xlperf.form.other_forms import column_kind, words
from xlperf.form.table_rows import head_in, is_hint, texts_in
from xlperf.grid import Grid

Columns = dict[str, list[int]]
"""Holds the columns of each head; two of them where a head stands twice."""
_LONGEST_SIGN = 2


def further_columns(
    grid: Grid, header: int, end: int, known: Iterable[int], *, is_template: bool = False
) -> Columns:
    """Returns the columns besides those `known`, of a table whose last row of heads is `header`."""
    found: Columns = {}
    passed = set(known)
    for column in range(len(grid.rows[header])):
        head = None if column in passed else head_in(grid.rows, header, column)
        if head is None:
            continue
        kind = column_kind(head)
        may_be_sign = not is_template and kind in (None, "direction")
        if may_be_sign and _holds_signs(grid, header, end, column):
            kind = "operator"
        if kind is not None:
            found.setdefault(kind, []).append(column)
    return found


def firsts(columns: Columns) -> tuple[tuple[str, int], ...]:
    """Returns the first column of each head."""
    return tuple((head, places[0]) for head, places in columns.items() if places)


def _holds_signs(grid: Grid, header: int, end: int, column: int) -> bool:
    """Tells whether a column holds nothing but signs before numbers, and words for none (定性)."""
    rows = [grid.rows[row] for row in range(header + 1, end) if not is_hint(grid.rows[row])]
    texts = {normal(text) for cells in rows for text in texts_in(cells[column : column + 1])}
    texts -= set(words()["columns"]["words"])
    return bool(texts) and all(map(_is_sign, texts))


def _is_sign(text: str) -> bool:
    is_short = 0 < len(text) <= _LONGEST_SIGN
    return is_short and read_target(f"{text}1").operator is not None
