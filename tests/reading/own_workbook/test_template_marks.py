"""The edition and the template's version are looked at on every project sheet."""

from __future__ import annotations

import openpyxl
import pytest
from click.testing import CliRunner

from tests.workbooks import DATA, EXAMPLE, edited, findings, typed
from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.reading.read_filing import read_filing

MIXED = DATA / "sheet-of-another-edition.xlsx"


def test_sheet_of_another_edition_is_moved_and_what_has_no_place_is_named():
    [finding] = findings(MIXED, "A11")
    assert (str(finding.at), finding.severity) == ("人大会议!B47", "warning")
    assert "这张表是 shanghai-2026 版式的，工作簿是 shanghai-2022" in finding.message
    assert "项目性质“一次性项目”在新版式中没有位置" in finding.message


def test_workbook_has_the_edition_of_most_of_its_sheets(tmp_path):
    def edit(book):
        sheet = book["人大会议"]
        book.move_sheet(sheet, -1)

    path = edited(tmp_path / "a.xlsx", edit, MIXED)
    assert read_filing(path).edition == "shanghai-2022"
    assert [str(f.at) for f in findings(path, "A11")] == ["人大会议!B47"]


def test_words_that_only_the_other_editions_fields_know_are_moved(tmp_path):
    def edit(book):
        sheet = book["人大会议"]
        sheet["D5"] = "特定目标类"

    path = edited(tmp_path / "a.xlsx", edit, MIXED)
    project = read_filing(path).projects[1]
    assert (project.category, project.nature) == ("一次性项目", None)
    assert "特定目标类" in project.notes["category"]
    [finding] = findings(path, "A11")
    assert "已移到该栏" in finding.message


def test_rebuild_names_the_value_that_the_edition_has_no_place_for(tmp_path):
    out = tmp_path / "a.xlsx"
    done = CliRunner().invoke(cli, ["rebuild", str(MIXED), "-o", str(out)])
    assert "这张表是 shanghai-2026 版式的" in done.output
    assert "未带入新工作簿的单元格：人大会议!B6“一次性项目”" in done.output


@pytest.mark.parametrize("sheet", ["代表工作", "业务培训"])
@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("D46", 99, "D46 的模板版本是 99，本程序只认识到 1"),
        ("B46", "xx", "B46 处，没有名为“xx”的版式"),
    ],
)
def test_unknown_edition_and_later_version_are_refused_by_their_cell(
    sheet, cell, value, words, tmp_path
):
    path = edited(tmp_path / "a.xlsx", mark(sheet, cell, value))
    with pytest.raises(XlperfError) as error:
        read_filing(path)
    assert f"{path}：{sheet}!{words}" in str(error.value)


def mark(sheet, cell, value):
    row = next(c.row for c in openpyxl.load_workbook(EXAMPLE)[sheet]["A"] if c.value == "版式")
    return typed(f"{cell[0]}{row}", value, sheet)


def test_sheet_without_an_edition_is_read_as_the_others_and_named(tmp_path):
    path = edited(tmp_path / "a.xlsx", typed("B46", None))
    filing = read_filing(path)
    assert len(filing.projects) == 5
    assert [(f.rule, str(f.at)) for f in findings(path, "A08")] == [("A08", "代表工作!A46")]
