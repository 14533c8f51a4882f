"""The template's totals after a rebuild: formulas again, but for a figure that somebody typed."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from tests.drawing import FEW
from tests.workbooks import SHEET, edited, places, typed
from xlperf.output.rebuild import rebuild_workbook
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing

TOTAL, FORMULA = "B9", "=SUM(B10,B12)"


def rebuilt(path):
    """What a rebuild says, and the total's cell in the new workbook."""
    _, *said = rebuild_workbook(path, path.with_name("neu.xlsx"))
    return said, openpyxl.load_workbook(path.with_name("neu.xlsx"))[SHEET][TOTAL].value


def test_amount_pasted_as_text_is_found_and_the_sum_comes_back(two, tmp_path):
    path = edited(tmp_path / "a.xlsx", typed("B10", "1,000,000"), two)
    assert ("B02", f"{SHEET}!{TOTAL}") in places(path, "B02")
    said, total = rebuilt(path)
    assert total == FORMULA
    assert said == [f"{SHEET}!{TOTAL} 的公式原得 200,000.00 元，现得 1,200,000.00 元，请核对。"]
    assert places(tmp_path / "neu.xlsx", "B02") == []
    summary = openpyxl.load_workbook(tmp_path / "neu.xlsx", data_only=True)["汇总"]
    assert summary["G17"].value == 1200000


@pytest.mark.parametrize(
    ("typed_total", "told"), [(None, 0), (1200000, 0), ("1,200,000", 0), ("约120万", 1)]
)
def test_total_that_is_empty_right_or_unreadable_is_a_formula_again(
    typed_total, told, two, tmp_path
):
    said, total = rebuilt(edited(tmp_path / "a.xlsx", typed(TOTAL, typed_total), two))
    assert (total, len(said)) == (FORMULA, told)
    assert all("“约120万”不是金额，已改回公式" in line for line in said)


def test_wrong_total_that_somebody_typed_stays_with_its_finding(two, tmp_path):
    path = edited(tmp_path / "a.xlsx", typed(TOTAL, 1300000), two)
    said, total = rebuilt(path)
    assert (said, total) == ([], 1300000)
    assert (
        places(path, "B02") == places(tmp_path / "neu.xlsx", "B02") == [("B02", f"{SHEET}!{TOTAL}")]
    )


def test_sum_over_other_cells_is_somebodys_own_and_is_named(two, tmp_path):
    def edit(book):
        book[SHEET]["H1"], book[SHEET]["H2"] = 700000, 600000
        book[SHEET][TOTAL] = "=SUM(H1:H2)"

    said, total = rebuilt(edited(tmp_path / "a.xlsx", edit, two))
    assert total == 1300000
    assert any("公式只留下了结果" in line and "=SUM(H1:H2)" in line for line in said)


def test_formulas_come_back_in_an_import_too(two, tmp_path):
    filing = read_filing(edited(tmp_path / "a.xlsx", typed("B10", "1,000,000"), two))
    save_filing(replace(filing, flaws=()), None, tmp_path / "b.xlsx", (), FEW)
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")[SHEET][TOTAL].value == FORMULA
