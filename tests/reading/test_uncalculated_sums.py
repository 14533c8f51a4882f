"""Sums that nobody calculated are added up, in bounds that no formula can leave."""

from __future__ import annotations

from decimal import Decimal
from itertools import repeat

import pytest

from xlperf.grid import Formula, Grid
from xlperf.reading.uncalculated_sums import sum_of, summed_cells
from xlperf.sources.limits import LIMITS


def test_a_sum_of_as_many_cells_as_the_limit_is_added_up_and_none_of_more() -> None:
    most = LIMITS.summed_cells
    grid = Grid("表", [[2.0]] * (most + 1))
    assert sum_of(Formula(f"=SUM(A1:A{most})", None), grid) == 2 * most
    assert sum_of(Formula(f"=SUM(A1:A{most + 1})", None), grid) is None
    assert summed_cells(Formula(f"=SUM(A1:A{most},A1)", None), grid) is None


def test_a_sum_of_sums_is_added_up() -> None:
    grid = Grid("表", [[Formula("=A2+A3", None)], [Formula("=SUM(A3:A4)", None)], [3.0], [4.5]])
    assert sum_of(Formula("=A1", None), grid) == Decimal("10.5")


@pytest.mark.parametrize(
    "inner", ["=SUM(A1:A1000)", "=SUM(" + ",".join(repeat("A1:A999", 99)) + ")"]
)
def test_sums_of_sums_look_at_no_more_cells_than_the_limit(
    inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    written = Grid.written

    def counting(grid: Grid, row: int, column: int) -> object:
        nonlocal looked
        looked += 1
        return written(grid, row, column)

    monkeypatch.setattr(Grid, "written", counting)
    grid = Grid("表", [[Formula(inner, None)]] * 1000)
    assert sum_of(Formula("=SUM(A1:A1000)", None), grid) is None
    assert looked <= LIMITS.summed_cells
