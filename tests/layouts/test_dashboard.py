"""The key figures and charts of 汇总."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw_filing
from tests.layouts.filings import example, filing, money, project
from tests.libreoffice import convert
from xlperf.filing.model import Address, Filing
from xlperf.form.edition import load_edition
from xlperf.rules.finding import Finding, Subject

EDITION = load_edition("shanghai-2022")
EQUAL = filing(
    *(
        replace(project(name, "- - - - - - -"), funding=money(f"- {amount} 0 - {amount} 0 0"))
        for name, amount in (("甲", 100), ("乙", 300), ("丙", 100), ("丁", 200), ("戊", 100))
    )
)
TOTAL = Subject(0, None, "annual_total")


def drawn(whole: Filing, path: Path, *findings: Finding) -> Path:
    with path.open("wb") as out:
        draw_filing(whole, EDITION, findings, out)
    return path


def recalculated(path: Path, folder: Path) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(convert([path], "xlsx", folder)[0], data_only=True)["汇总"]


def bars(sheet: openpyxl.worksheet.worksheet.Worksheet) -> list[tuple[object, object]]:
    return [(row[0].value, row[1].value) for row in sheet["A4:B15"] if row[0].value]


def test_projects_with_most_money_come_first_and_equal_ones_all_come(tmp_path: Path) -> None:
    path = drawn(EQUAL, tmp_path / "equal.xlsx")
    expected = [("乙", 0.03), ("丁", 0.02), ("甲", 0.01), ("丙", 0.01), ("戊", 0.01)]
    assert bars(openpyxl.load_workbook(path, data_only=True)["汇总"]) == expected
    assert bars(recalculated(path, tmp_path / "out")) == expected


def test_charts_follow_what_is_typed(tmp_path: Path) -> None:
    path = drawn(EQUAL, tmp_path / "equal.xlsx")
    book = openpyxl.load_workbook(path)
    book["丙"]["D10"] = 900_000
    book["丙"]["B5"] = "丙改名"
    book["丁"]["D12"] = 50_000
    book.save(path)
    sheet = recalculated(path, tmp_path / "out")
    assert bars(sheet)[:3] == [("丙改名", 90), ("丁", 5.02), ("乙", 0.03)]
    assert [sheet[cell].value for cell in ("D4", "D5", "D6")] == [90.07, 0, 5]


def test_charts_hold_the_values_that_their_cells_show(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(drawn(EQUAL, tmp_path / "equal.xlsx"))
    series = [chart.series[0] for chart in book["汇总"]._charts]
    assert [one.val.numRef.f for one in series] == [
        "汇总!$B$4:$B$8",
        "汇总!$D$4:$D$6",
        "汇总!$F$4:$F$6",
    ]
    cached = [[point.v for point in one.val.numRef.numCache.pt] for one in series]
    assert [[float(value) for value in values] for values in cached] == [
        [0.03, 0.02, 0.01, 0.01, 0.01],
        [0.08, 0, 0],
        [0, 0, 0],
    ]


def test_figures_count_every_finding_but_those_with_a_reason(tmp_path: Path) -> None:
    whole = example()
    at = whole.projects[0].at["annual_total"]
    path = drawn(
        whole,
        tmp_path / "found.xlsx",
        Finding("B03", "error", TOTAL, at, "1", "不等。"),
        Finding("B07", "error", Subject(None, None, ""), Address("汇总", "H11"), "1", "合计不符。"),
        Finding("B06", "warning", TOTAL, at, "1", "不同。"),
        Finding("C09", "warning", TOTAL, at, "1", "缺。", waived="批复如此"),
    )
    for sheet in (
        openpyxl.load_workbook(path, data_only=True)["汇总"],
        recalculated(path, tmp_path / "out"),
    ):
        figures = [cell.value for cell in sheet[2][6:] if cell.value is not None]
        assert figures[0] == 6
        assert figures[1] == 259
        assert figures[2] == pytest.approx(13 / 16)
        assert figures[4:] == [2, 1, 0]
        assert [cell.value for cell in sheet[17][-3:]] == [1, 1, 0]


def test_links_lead_to_every_other_sheet(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(drawn(example(), tmp_path / "example.xlsx"))["汇总"]
    places = {link.location for row in sheet for cell in row if (link := cell.hyperlink)}
    assert {"'使用说明'!A1", "'校验结果'!A1", "'规则说明'!A1"} < places
    assert {"xlperf项目表1", "xlperf项目表6"} < places


def test_amounts_that_cannot_be_added_up_leave_no_gap_in_the_chart(tmp_path: Path) -> None:
    unread = project("写了字", "- - 0 - - 0 0", typed={"annual_total": "五万"})
    path = drawn(filing(unread, *EQUAL.projects), tmp_path / "unread.xlsx")
    assert bars(recalculated(path, tmp_path / "out"))[0] == ("乙", 0.03)
    assert Decimal(
        str(openpyxl.load_workbook(path, data_only=True)["汇总"]["B4"].value)
    ) == Decimal("0.03")


def test_what_a_bar_stands_for_is_written_beside_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(drawn(EQUAL, tmp_path / "equal.xlsx"))
    largest, _, findings = book["汇总"]._charts
    for chart in (largest, findings):
        assert not chart.x_axis.delete  # the names
        assert chart.y_axis.delete  # the numbers, which stand at the bars
        assert chart.series[0].dLbls.showVal
