"""The status line and the colours of a project sheet, worked out by LibreOffice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw_filing
from tests.layouts.filings import example, filing, project
from tests.libreoffice import convert
from xlperf.filing.model import Address, Filing, Narrative
from xlperf.form.edition import load_edition
from xlperf.grid import a1
from xlperf.layouts.project_sheet.sheet import blank_project
from xlperf.rules.finding import Finding, Subject

EDITION = load_edition("shanghai-2022")
FUNDING = "1200000 1000000 200000 1200000 1000000 0 200000"
WHOLE = project("代表工作", FUNDING, narrative=Narrative(*["文字"] * 7))
TOTAL = Subject(0, None, "annual_total")


def drawn(whole: Filing, path: Path, *findings: Finding) -> Path:
    with path.open("wb") as out:
        draw_filing(whole, EDITION, findings, out)
    return path


def status(path: Path, sheet: str) -> list[object]:
    return [cell.value for cell in openpyxl.load_workbook(path, data_only=True)[sheet]["C2:F2"][0]]


def coloured(path: Path, sheet: str, folder: Path) -> Mapping[str, set[str]]:
    """The cells that each kind of conditional format colours, by its fill."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    asked: dict[str, tuple[str, str]] = {}
    for ranges in list(page.conditional_formatting):
        areas = sorted(ranges.sqref.ranges, key=lambda area: (area.min_row, area.min_col))
        for rule in ranges.rules:
            fill = rule.dxf.fill.bgColor.rgb[-6:]
            for area in areas:
                for row in range(area.min_row, area.max_row + 1):
                    for column in range(area.min_col, area.max_col + 1):
                        moved = openpyxl.formula.translate.Translator(
                            f"={rule.formula[0]}", a1(areas[0].min_row - 1, areas[0].min_col - 1)
                        ).translate_formula(a1(row - 1, column - 1))
                        place = a1(len(asked), 30)
                        page[place] = moved
                        asked[place] = (fill, a1(row - 1, column - 1))
    book.save(folder / "asked.xlsx")
    again = convert([folder / "asked.xlsx"], "xlsx", folder / "answers")[0]
    answers = openpyxl.load_workbook(again, data_only=True)[sheet]
    found: dict[str, set[str]] = {}
    for place, (fill, cell) in asked.items():
        assert answers[place].value in (True, False), (fill, cell)
        if answers[place].value:
            found.setdefault(fill, set()).add(cell)
    return found


def typed(path: Path, values: Mapping[str, object]) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, value in values.items():
        book["代表工作"][cell] = value
    book.save(path)
    return path


def test_status_says_how_much_is_filled_in_and_what_was_found(tmp_path: Path) -> None:
    at = WHOLE.at["annual_total"]
    findings = (
        Finding("B03", "error", TOTAL, at, "1", "不等。"),
        Finding("B06", "warning", TOTAL, at, "1", "不同。"),
        Finding(
            "C05",
            "advice",
            Subject(0, None, "indicators"),
            Address("代表工作", "A17"),
            "",
            "没有满意度指标。",
        ),
        Finding("C09", "warning", TOTAL, at, "1", "缺。", waived="批复如此"),
    )
    path = drawn(filing(WHOLE), tmp_path / "whole.xlsx", *findings)
    assert status(path, "代表工作") == [1, 1, 1, 1]
    sheet = openpyxl.load_workbook(path)["代表工作"]
    assert sheet["F9"].value == "【错误】不等。\n【提醒】不同。"
    assert sheet["F17"].value == "【建议】没有满意度指标。"


def test_status_follows_what_is_typed(tmp_path: Path) -> None:
    path = drawn(filing(WHOLE), tmp_path / "whole.xlsx")
    typed(path, {"B5": None, "B14": None, "F10": "【错误】甲\n【提醒】乙", "F20": "【错误】丙"})
    again = convert([path], "xlsx", tmp_path / "out")[0]
    assert status(again, "代表工作") == [pytest.approx(14 / 16), 2, 1, 0]


def test_blank_project_is_not_filled_in_and_its_needs_are_coloured(tmp_path: Path) -> None:
    path = drawn(filing(replace(blank_project(), name="代表工作")), tmp_path / "blank.xlsx")
    assert status(path, "代表工作") == [pytest.approx(1 / 18), 0, 0, 0]
    found = coloured(path, "代表工作", tmp_path)
    assert found == {
        "FFFF99": {"D5", "B6", "D6", "B7", "D7", "B10", "D10", "B14", "B15"}
        | {f"B{row}" for row in range(39, 46)}
        | {"A18", "B18", "C18", "D18"}  # there is no indicator at all
    }


def test_totals_and_dates_that_disagree_turn_red_at_once(tmp_path: Path) -> None:
    path = drawn(filing(WHOLE), tmp_path / "whole.xlsx")
    assert coloured(path, "代表工作", tmp_path) == {"E2EFDA": {"C2"}}
    values = {"B9": 1_200_000.01, "D10": 1_000_000.02, "D7": "=DATE(2021,1,1)"}
    found = coloured(typed(path, values), "代表工作", tmp_path)
    assert found["FFC7CE"] == {"B9", "D9", "D7"}


def test_gaps_in_an_indicator_row_are_coloured(tmp_path: Path) -> None:
    path = typed(drawn(filing(WHOLE), tmp_path / "whole.xlsx"), {"D18": None, "C30": "只有名称"})
    found = coloured(path, "代表工作", tmp_path)
    assert found["FFFF99"] == {"D18", "A30", "B30", "D30"}


def test_links_lead_to_the_sheets_beside_it_and_the_tabs_tell_the_state(tmp_path: Path) -> None:
    at = example().projects[1].at["name"]
    error = Finding("B03", "error", Subject(1, None, "name"), at, "1", "不等。")
    path = drawn(filing(WHOLE, *example().projects[1:3]), tmp_path / "three.xlsx", error)
    book = openpyxl.load_workbook(path)
    names = ["代表工作", "会议 培训 2022", "空总额"]
    links = [
        [sheet[cell].hyperlink for cell in ("D1", "E1", "F1")]
        for sheet in (book[name] for name in names)
    ]
    found = [[link.location if link else None for link in line] for line in links]
    assert found == [
        [None, "'汇总'!A1", "xlperf项目表2"],
        ["xlperf项目表1", "'汇总'!A1", "xlperf项目表3"],
        ["xlperf项目表2", "'汇总'!A1", None],
    ]
    places = [book.defined_names[f"xlperf项目表{number}"].value for number in (1, 2, 3)]
    assert places == [f"'{name}'!$A$1" for name in names]
    tabs = [book[name].sheet_properties.tabColor.rgb for name in names]
    assert tabs == ["FF70AD47", "FFFF0000", "FFA6A6A6"]
