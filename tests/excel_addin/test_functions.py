"""The worksheet functions on what xlwings passes: rows of str, float, datetime and None."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.excel_addin.conftest import EXAMPLE
from xlperf.excel_addin.functions import functions as f
from xlperf.excel_addin.functions.ranges import in_one_text
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

ROW = ["产出指标", "数量指标", "会议召开次数", ">=5次"]


@pytest.fixture(scope="module")
def areas() -> dict[str, list[list[Any]]]:
    """Every sheet of the worked example as xlwings passes it."""

    def passed(value: Any) -> Any:
        if value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if hasattr(value, "year") and not isinstance(value, datetime):
            return datetime(value.year, value.month, value.day)
        return value

    return {
        grid.name: [[passed(value) for value in row] for row in grid.rows]
        for grid in read_grids(open_file(EXAMPLE))
    }


def test_check_lists_what_the_closed_check_finds(areas: dict[str, list[list[Any]]]) -> None:
    closed = check_filings([read_filing(EXAMPLE)])[0]
    for project in read_filing(EXAMPLE).projects:
        rows = f.XLPERF_CHECK(areas[project.sheet])
        expected = [(x.rule, x.at.cell) for x in closed if x.at.sheet == project.sheet]
        got = [(row[1], row[2]) for row in rows[1:]]
        assert got == expected or (not expected and rows == [["没有发现问题。"]])


def test_status_gives_one_verdict_a_row(areas: dict[str, list[list[Any]]]) -> None:
    rows = [ROW, [None] * 4, [*ROW[:2], "慰问人数", "不低于80人"]]
    verdicts = [row[0] for row in f.XLPERF_STATUS(rows)]
    assert len(verdicts) == 3
    assert verdicts[:2] == ["通过", ""]
    assert verdicts[2].startswith("提醒 C11：")
    sheet = f.XLPERF_STATUS(areas["代表工作"])
    assert [row[0][:6] for row in sheet][:5] == ["通过", "通过", "建议 C07", "通过", "通过"]


def test_all_verdicts_come_as_one_numbered_text() -> None:
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "说明"]
    rows = [heads, [*ROW, None], [None] * 5, [*ROW[:2], "慰问人数", "不低于80人", None]]
    (((said,),)) = f.XLPERF_VERDICTS(rows)
    assert said.startswith("¦1¦通过¦2¦¦3¦提醒 C11：")
    assert said.endswith("¦4¦")


def test_verdicts_too_long_for_a_cell_are_cut_alike() -> None:
    lines = ["通过", "长" * 20_000, "", "长" * 20_000]
    said = in_one_text(lines)
    assert len(said) < 32_767
    assert said.startswith("¦1¦通过¦2¦长")
    assert said.count("…") == 2
    assert in_one_text(lines[:2]) == f"¦1¦通过¦2¦{lines[1]}¦3¦"


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (">=1次", "定量：运算符 ≥，数值 1，单位 次"),
        ("=2", "定量：运算符 =，数值 2，单位 （无）"),
        ("有效", "定性：有效"),
        ("不低于80%", "定量：运算符 ≥，数值 80，单位 %；可写作 ≥80%"),
        (0.9, "定量：运算符 （无），数值 0.9，单位 （无）"),
        (None, ""),
    ],
)
def test_target_says_how_it_is_understood(text: object, understood: str) -> None:
    assert f.XLPERF_TARGET([[text]]) == [[understood]]


def test_totals_state_both_sums_and_their_difference(areas: dict[str, list[list[Any]]]) -> None:
    area = [list(row) for row in areas["代表工作"]]
    labels = {row[0]: number for number, row in enumerate(area) if isinstance(row[0], str)}
    row = next(number for label, number in labels.items() if "项目资金总额" in label)
    area[row][1] = 1200000.5
    rows = f.XLPERF_TOTALS(area)
    assert rows[1] == ["项目资金总额", 1200000.5, 1200000.0, 0.5]
    assert rows[2] == ["年度资金申请总额", 1200000.0, 1200000.0, 0.0]


def test_form_is_the_official_layout(areas: dict[str, list[list[Any]]]) -> None:
    rows = f.XLPERF_FORM(areas["代表工作"])
    assert rows[0][0] == "财政项目支出绩效目标填报表"
    assert rows[1][0] == "（2022年度）"
    assert {len(row) for row in rows} == {8}
    assert rows[2][2] == "代表工作"


def test_summary_adds_up_any_number_of_ranges(areas: dict[str, list[list[Any]]]) -> None:
    sheets = [project.sheet for project in read_filing(EXAMPLE).projects]
    rows = f.XLPERF_SUMMARY(*(areas[sheet] for sheet in sheets))
    assert [row[1] for row in rows[1:-1]] == sheets
    assert rows[-1][1] == "合计（元）"
    assert rows[-1][6] == 2_960_000.0
    said = f.XLPERF_STATEMENT(*(areas[sheet] for sheet in sheets))
    assert said[0][0].endswith("编报绩效目标的项目5个，涉及项目预算资金296.00万元。")


@pytest.mark.parametrize(
    "function",
    [f.XLPERF_CHECK, f.XLPERF_TOTALS, f.XLPERF_FORM, f.XLPERF_SUMMARY, f.XLPERF_STATEMENT],
)
@pytest.mark.parametrize(
    "area",
    [[[None]], [["x", 1.0]], [[datetime(2022, 1, 1)], [True]], [["#REF!"]], [["项目名称", "甲"]]],
)
def test_a_range_without_a_project_gets_a_readable_text(function: Any, area: Any) -> None:
    rows = function(area)
    assert rows == [[rows[0][0]]]
    assert "没有项目表" in rows[0][0]


def test_status_of_nonsense_is_no_exception() -> None:
    for area in ([[None]], [["#REF!", 1.0]], [[datetime(2022, 1, 1), True, 0.5, 44562.0]]):
        assert all(isinstance(row[0], str) for row in f.XLPERF_STATUS(area))
