"""Reads what our import table for the integrated system lists beside it, and puts it back.

The list itself is read as any other; a workbook of another program has no such sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlperf.filing.model import Filing, Flaw
from xlperf.form.values import text_at, text_of
from xlperf.grid import Grid
from xlperf.operations.import_rest import Rest, restored
from xlperf.operations.import_table import wording

_LOST = "“{field}”“{text}”在导入表中已没有对应的项目或指标，没有读入"
_SHOWN = 20


def beside_the_table() -> frozenset[str]:
    """Names the sheets beside the list in our export, which hold no form."""
    own = wording()["sheets"]
    return frozenset((own["rest"], own["unsplit"]))


def with_rest(filing: Filing, grids: Sequence[Grid]) -> Filing:
    """Returns the filing read from a list, with what stands on the sheet beside it."""
    own = wording()["sheets"]
    grid = next((g for g in grids if g.name == own["rest"] and _is_rest(g)), None)
    if grid is None or not filing.projects:
        return filing
    rest = {at: one for at in range(2, len(grid.rows)) if (one := _row(grid, at)) is not None}
    made, lost = restored(filing, list(rest.values()))
    flaws = [
        Flaw("A11", "", grid.address(at, 4), _LOST.format(field=one.field, text=one.text[:_SHOWN]))
        for at, one in rest.items()
        if one in lost
    ]
    return replace(made, flaws=(*made.flaws, *flaws), told=None)


def _is_rest(grid: Grid) -> bool:
    heads = [text_of(grid.value(1, column)) for column in range(5)]
    own: list[str] = wording()["sheets"]["rest_heads"]
    return heads == own


def _row(grid: Grid, row: int) -> Rest | None:
    project, name, indicator, field, text = (text_at(grid, (row, column)) for column in range(5))
    numbers = [number or "0" for number in (project, indicator)]
    if not field or not all(number.isdecimal() for number in numbers):
        return None
    return Rest(int(numbers[0]), name, int(numbers[1]), field, text)
