"""What a person sees on a project sheet is read, or it is a finding."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from tests.drawing import FEW
from tests.libreoffice import convert
from tests.workbooks import DATA, EXAMPLE, SHEET, edited, findings, insert_row, places, typed
from xlperf.filing.model import Filing
from xlperf.layouts.project_sheet.sheet import blank_project
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

OUTSIDE = [
    ("H30", 1200000), ("H30", "另需 20 万元"), ("E30", "空行旁的话"), ("F40", "自己写的话"),
    ("A60", "汇总"), ("A60", "绩效指标"), ("A60", "基本信息"), ("A1", "改过的标题"),
    ("A11", "镇级资金"), ("C2", "未完"), ("E46", "旁边的话"), ("A50", "说明"),
    ("B2", "二〇二二"),
]  # fmt: skip
ROW = ("产出指标", "数量指标", "另加指标", "≥9次")


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The worked example's first project alone: quicker to change than all of them."""
    filing = read_filing(EXAMPLE)
    path = tmp_path_factory.mktemp("one") / "one.xlsx"
    first = replace(filing, projects=filing.projects[:1], statement=None, summary=())
    save_filing(first, None, path, (), FEW)
    return path


def put_row(sheet, row, first=1):
    for column, text in enumerate(ROW, first):
        sheet.cell(row, column, text)


@pytest.mark.parametrize(
    "name", ["indicator-below-the-marks", "indicator-below-the-marks-in-words-used-above"]
)
def test_indicator_below_the_marks_is_one_finding_at_its_first_cell(name):
    [finding] = findings(DATA / f"{name}.xlsx", "A10")
    assert (str(finding.at), finding.severity) == ("代表工作!A48", "warning")
    assert "等 4 格内容不在填报表的栏目中，没有读入" in finding.message


def test_what_is_typed_outside_the_fields_is_found_at_its_cell(one, tmp_path):
    """Each in a workbook of its own."""
    paths = [
        edited(tmp_path / f"{n}.xlsx", typed(*outside), one) for n, outside in enumerate(OUTSIDE)
    ]
    filings = list(map(read_filing, paths))
    for (cell, value), filing, found in zip(OUTSIDE, filings, check_filings(filings), strict=True):
        at = f"{SHEET}!{cell}"
        told = [(f.rule, str(f.at)) for f in found if f.rule in ("A08", "A10")]
        assert told == [("A10", at)], (cell, value)
        [project] = filing.projects
        assert [(str(un.at), un.text) for un in project.unread] == [(at, str(value))]


def test_remark_beside_the_form_is_no_finding_and_is_known_as_unread(one, tmp_path):
    path = edited(tmp_path / "a.xlsx", typed("H30", "与财政局核对过"), one)
    assert places(path, "A10") == []
    assert [cell.text for cell in read_filing(path).projects[0].unread] == ["与财政局核对过"]


@pytest.mark.parametrize("row", [7, 11, 15, 41])
def test_row_inserted_in_another_block_is_found_and_the_block_goes_on_below(row, one, tmp_path):
    def edit(book):
        insert_row(book[SHEET], row)
        put_row(book[SHEET], row)

    path = edited(tmp_path / "a.xlsx", edit, one)
    assert places(path, "A08", "A10", "B02", "B03") == [("A10", f"{SHEET}!A{row}")]
    old, new = (read_filing(source).projects[0] for source in (one, path))
    for field in ("name", "unit", "start", "end", "funding", "goals", "narrative"):
        assert getattr(new, field) == getattr(old, field)
    assert len(new.indicators) == len(old.indicators)


def test_value_cut_away_from_its_label_is_found_where_it_was_pasted(one, tmp_path):
    def edit(book):
        sheet = book[SHEET]
        sheet["B50"], sheet["B41"] = sheet["B41"].value, None

    path = edited(tmp_path / "a.xlsx", edit, one)
    assert places(path, "A10") == [("A10", f"{SHEET}!B50")]
    assert read_filing(path).projects[0].narrative.body is None


def test_rows_that_follow_each_other_are_one_place_and_others_are_their_own(one, tmp_path):
    def edit(book):
        for row in (48, 49, 52):
            put_row(book[SHEET], row)
        book[SHEET]["H9"] = book[SHEET]["H10"] = 5

    found = places(edited(tmp_path / "a.xlsx", edit, one), "A10")
    assert found == [("A10", f"{SHEET}!{cell}") for cell in ("H9", "A48", "A52")]


def test_reason_beside_it_settles_the_finding_and_is_told_where_to_stand(one, tmp_path):
    def edit(book):
        put_row(book[SHEET], 48)

    path = edited(tmp_path / "a.xlsx", edit, one)
    [finding] = findings(path, "A10")
    assert "请在 E48 写明理由" in finding.message
    [finding] = findings(edited(path, typed("E48", "下年度用，留着"), path), "A10")
    assert finding.waived == "下年度用，留着"


def test_hidden_rows_and_sheets_are_counted_and_said(tmp_path):
    def edit(book):
        for row in (20, 21, 30):  # nothing is in row 30
            book[SHEET].row_dimensions[row].hidden = True
        book["人大会议"].sheet_state = "hidden"

    path = edited(tmp_path / "a.xlsx", edit)
    rows, sheet = findings(path, "A10")
    assert (str(rows.at), "第 20 至 21 行是隐藏的" in rows.message) == (f"{SHEET}!A20", True)
    assert (str(sheet.at), "工作表是隐藏的" in sheet.message) == ("人大会议!B5", True)
    old, new = read_filing(EXAMPLE), read_filing(path)
    assert [p.funding for p in new.projects] == [p.funding for p in old.projects]
    assert [len(p.indicators) for p in new.projects] == [len(p.indicators) for p in old.projects]


def test_year_of_one_sheet_that_is_not_the_workbooks_is_found(tmp_path):
    path = edited(tmp_path / "a.xlsx", typed("B2", 2023))
    assert places(path, "A10") == [("A10", f"{SHEET}!B2")]
    assert read_filing(path).year == 2022


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """Templates of each edition as drawn, and as openpyxl and LibreOffice save them again."""
    folder = tmp_path_factory.mktemp("templates")
    drawn = []
    for edition, year in (("2022", 2022), ("2023", 2023), ("2026", 2026)):
        one = replace(blank_project("某局", "某所"), start=date(year, 1, 1), end=date(year, 12, 31))
        path = folder / f"{edition}.xlsx"
        save_filing(Filing((one, one), f"shanghai-{edition}", year=year), None, path, (), FEW)
        drawn += [path, edited(folder / f"{edition}-openpyxl.xlsx", lambda book: None, path)]
    return [*drawn, *convert([*drawn, EXAMPLE], "xlsx", folder / "saved")]


def test_untouched_templates_and_resaved_workbooks_have_nothing_unread(untouched):
    filings = [read_filing(path) for path in untouched]
    assert all(project.unread == () for filing in filings for project in filing.projects)
    for found in check_filings(filings):
        assert [f for f in found if f.rule in ("A10", "A11")] == []


def test_workbook_with_functions_and_findings_has_nothing_unread(tmp_path):
    filing = read_filing(EXAMPLE)
    path = tmp_path / "a.xlsm"
    save_filing(filing, check_filings([filing])[0], path, (), FEW)
    assert places(path, "A10", "A11") == []
    book = openpyxl.load_workbook(path)
    head = next(c for row in book["代表工作"].iter_rows() for c in row if c.value == "即时校验")
    book["代表工作"].cell(head.row + 1, head.column).value = "提醒 C09：缺少运算符"
    book.save(tmp_path / "b.xlsx")
    assert places(tmp_path / "b.xlsx", "A10", "A11") == []
