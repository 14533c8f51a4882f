"""函数转为数值: values in the place of our functions, of nothing else, and only when agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.excel_addin.conftest import Run
from xlperf.errors import XlperfError
from xlperf.excel_addin.buttons import functions_to_values as button

SHEET = "代表工作"
PATH = "'C:\\用户\\张 三\\XLSTART\\xlperf.xlam'!"


@pytest.fixture
def calculated(book: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A book whose cells I1, I3:J4 and I6 hold functions; no LibreOffice calculates an add-in's."""
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect()
    sheet.range("I1").value = "=1+1"
    sheet.range("I3:J4").number_format = "General"
    sheet.range("I3:J4").value = [["定量", 1.5], ["x", None]]
    sheet.range("I6").value = "=1/0"
    sheet.range("I7").value = '="XLPERF_CHECK("'
    written = {
        "I1": f"={PATH}XLPERF_STATEMENT(A1:F80)",
        "I3": "{=xlperf_totals(A1:F80)}",
        "J4": "{=xlperf_totals(A1:F80)}",
        "I6": f"={PATH}XLPERF_CHECK(A1:F80)",
    }
    real, whole = button.formulas_of, button._whole

    def formulas_of(asked: Any, height: int, width: int) -> list[list[Any]]:
        rows = [list(row) for row in real(asked, height, width)]
        if asked.name == SHEET:
            for cell, formula in written.items():
                rows[int(cell[1:]) - 1]["ABCDEFGHIJ".index(cell[0])] = formula
        return rows

    def area(cell: Any) -> Any:
        return sheet.range("I3:J4") if cell.address == "$I$3" else whole(cell)

    monkeypatch.setattr(button, "formulas_of", formulas_of)
    monkeypatch.setattr(button, "_whole", area)
    return sheet


def test_functions_become_what_they_gave_and_other_formulas_stay(
    app: Any, calculated: Any, run: Run
) -> None:
    app.impl.answers.append("yes")
    said = run("functions_to_values")
    assert f"“{SHEET}”2 格" in app.impl.alerts[-1]
    assert said.startswith(f"已转为数值：“{SHEET}”2 格。{SHEET}!I6现在是错误值，没有转换")
    assert calculated.range("I1").formula == "2"
    assert calculated.range("I3:J4").value == [["定量", 1.5], ["x", None]]
    assert calculated.range("I6").formula == "=1/0"
    assert calculated.range("I7").formula == '="XLPERF_CHECK("'


def test_nothing_changes_without_a_yes(app: Any, calculated: Any, run: Run) -> None:
    app.impl.answers.append("no")
    assert run("functions_to_values") == "没有转换，公式都没有改动。"
    assert calculated.range("I1").formula == "=1+1"


def test_a_result_that_looks_like_a_formula_stays_a_text(calculated: Any) -> None:
    area = calculated.range("I3:J4")
    button._write(area, [["=2", ">=1次"], ["01", 3.0]])
    assert area.value == [["=2", ">=1次"], ["01", 3.0]]
    assert calculated.range("I3").formula == "=2"
    assert calculated.range("I3").number_format == "@"


def test_a_book_without_functions_is_told_so(book: Any, run: Run) -> None:
    with pytest.raises(XlperfError, match="没有能转为数值的 XLPERF 函数"):
        run("functions_to_values")
