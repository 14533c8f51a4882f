"""Printed forms beside project sheets: a copy says nothing, anything else is told (A11)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from click.testing import CliRunner

from tests.workbooks import DATA, EXAMPLE, add_form, edited, findings
from xlperf.cli import cli
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.gather.find_workbooks import Book
from xlperf.gather.read_batch import read_tables
from xlperf.operations.change_edition import move
from xlperf.reading.read_filing import read_filing

SIXTH = DATA / "printed-form-of-a-project-without-a-sheet.xlsx"


def beside(path, *forms: Filing):
    def edit(book):
        for number, form in enumerate(forms, start=1):
            add_form(book, form, f"打印表{number}")

    return edited(path, edit)


def with_first(**changes) -> Filing:
    filing = read_filing(EXAMPLE)
    return replace(filing, projects=(replace(filing.projects[0], **changes),))


def funding(total: int):
    return replace(read_filing(EXAMPLE).projects[0].funding, total=Decimal(total))


def test_form_of_a_project_without_a_sheet_is_named_and_its_money_not_counted():
    [finding] = findings(SIXTH, "A11")
    assert (str(finding.at), finding.severity) == ("新项目!C3", "warning")
    assert "“第六个全新项目”只有这张打印表" in finding.message
    filing = read_filing(SIXTH)
    assert (len(filing.projects), filing.copies) == (5, ())


@pytest.mark.parametrize("edition", ["shanghai-2022", "shanghai-2023"])
def test_form_that_repeats_a_project_is_a_copy_whatever_its_edition(edition, tmp_path):
    form = move(with_first(), load_edition(edition)).filing
    path = beside(tmp_path / "a.xlsx", form, form)
    assert findings(path, "A06", "A11", "B07") == []
    filing = read_filing(path)
    assert (len(filing.projects), filing.copies) == (5, ("打印表1", "打印表2"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"funding": funding(1300000)},
            "项目资金总额打印为“1,300,000.00”，项目表 代表工作!B9 是“1,200,000.00”",
        ),
        ({"unit": "另一单位"}, "实施单位打印为“另一单位”"),
        ({"indicators": read_filing(EXAMPLE).projects[0].indicators[1:]}, "完成率”打印为空"),
    ],
    ids=["amount", "unit", "indicator"],
)
def test_form_that_differs_is_named_with_what_differs(changes, words, tmp_path):
    path = beside(tmp_path / "a.xlsx", with_first(**changes))
    [finding] = findings(path, "A11")
    assert str(finding.at) == "打印表1!C3"
    assert words in finding.message
    assert len(read_filing(path).projects) == 5


def test_form_of_another_year_and_one_without_any_value(tmp_path):
    filing = with_first()
    blank = Filing((replace(filing.projects[0].__class__(sheet="")),), filing.edition, year=2022)
    [finding] = findings(beside(tmp_path / "a.xlsx", replace(filing, year=2021), blank), "A11")
    assert "年度 2021 与 2022" in finding.message


def test_form_of_another_stage_and_part_of_a_form_are_named(tmp_path):
    def edit(book):
        rows = {
            "自评": ["项目支出绩效自评表", "项目名称|代表工作", "主管部门|人大办|实施单位|人大办",
                   "项目资金|年初预算数|全年执行数|得分", "年度总目标|预期目标|实际完成情况",
                   "一级指标|二级指标|三级指标|年度指标值|实际完成值"],
            "残表": ["项目名称|代表工作", "主管部门|人大办|实施单位|人大办", "开始日期|2022-01-01"],
            "名单": ["项目名称|主管部门|实施单位|资金总额|年度资金申请总额", "代表工作|甲|乙|1|1"],
        }  # fmt: skip
        for name, lines in rows.items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line.split("|"))

    path = edited(tmp_path / "a.xlsx", edit)
    found = {finding.at.sheet: finding.message for finding in findings(path, "A11")}
    assert found.keys() == {"自评", "残表"}
    assert "绩效自评表" in found["自评"]
    assert "标签不全" in found["残表"]


def test_gathering_counts_the_sheets_alone_and_lists_the_form():
    tables = read_tables([Book("甲.xlsx", SIXTH)])
    assert len(tables.projects) == 5
    rows = tables.findings.filter(tables.findings["rule"] == "A11").rows(named=True)
    assert [(row["sheet"], row["cell"]) for row in rows] == [("新项目", "C3")]


@pytest.mark.parametrize(
    "command",
    [
        ["form", SIXTH, "-o", "a.xlsx"], ["publish", SIXTH, "-o", "a.docx"],
        ["export", SIXTH, "--to", "integrated", "-o", "a.xlsx"], ["import", SIXTH, "-o", "a.xlsx"],
        ["compare", EXAMPLE, SIXTH], ["library", SIXTH, "-o", "a.xlsx"], ["dump", SIXTH],
        ["new", "a.xlsx", "--year", "2023", "--from", SIXTH], ["dump", SIXTH, "--json"],
    ],
    ids=lambda command: " ".join(map(str, command[:1])),
)  # fmt: skip
def test_every_command_says_that_the_form_was_not_read(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, [str(word) for word in command])
    assert done.exit_code == 0, done.output
    assert done.output.count("“第六个全新项目”只有这张打印表") == 1
