"""Project sheets that nobody fills in, or that are deleted, renamed, copied: none is an error."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.commands import Done, run
from tests.drawing import FEW
from tests.layouts.filings import example
from tests.libreoffice import running
from tests.workbooks import edited, typed
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

pytestmark = pytest.mark.usefixtures("small_library")
EXAMPLE = "tests/data/songjiang-npc-2022.txt"
NUMBERS = range(17, 20)
"""The rows of the first three projects of 汇总."""


def worked_out(path: Path, edit: Callable[[Any], object], folder: Path) -> Path:
    """The workbook as LibreOffice saves it after an edit of its document, all worked out anew."""
    document = running().open(path)
    try:
        edit(document)
        document.calculateAll()
        again = folder / f"again-{path.name}"
        running().store(document, again, "Calc MS Excel 2007 XML")
    finally:
        document.close(True)
    return again


def summary(path: Path) -> list[list[object]]:
    """Number, name and annual total of the first rows of 汇总, and the key figures' line."""
    sheet = openpyxl.load_workbook(path, data_only=True)["汇总"]
    head = [cell.value for cell in sheet[16]]
    amount = next(n for n, text in enumerate(head, start=1) if str(text).startswith("年度资金"))
    places = (1, 2, amount)
    # openpyxl shows the link of an empty cell as its value.
    links = {row: sheet.cell(row, 2).hyperlink.location for row in NUMBERS}
    texts = [[sheet.cell(row, column).value for column in places] for row in NUMBERS]
    return [
        [None if text in ("", links[row]) else text for text in line]
        for row, line in zip(NUMBERS, texts, strict=True)
    ]


def errors_in(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, data_only=True)
    return [
        f"{sheet.title}!{cell.coordinate} {cell.value}"
        for sheet in book
        if sheet.title != "规则说明"  # which has an example
        for row in sheet
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]


@pytest.fixture(scope="module")
def new(small_library: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "填报.xlsx"
    done = run("new", path, "--projects", 3, "--year", 2026, "--unit", "某单位")
    assert done.returncode == 0
    return path


@pytest.fixture
def blank(new: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(new, tmp_path))


def codes(path: Path) -> list[tuple[str, str]]:
    return [(f.rule, str(f.at)) for f in check_filings([read_filing(path)])[0]]


def test_a_new_workbook_has_one_line_and_may_not_be_filed(blank: Path) -> None:
    assert codes(blank) == [("A13", "项目1!B5")]
    done = run("check", blank)
    assert done.returncode == 1
    assert done.stdout.startswith("不能报送（错误 1 处）")
    assert "项目1、项目2、项目3 未填写" in done.stdout


@pytest.mark.parametrize("command", ("form", "publish", "export", "merge", "carried"))
def test_without_a_project_there_is_nothing_to_print(blank: Path, command: str) -> None:
    folder = blank.parent
    words = {
        "form": ("form", blank, "-o", folder / "f.xlsx", "--override"),
        "publish": ("publish", blank, "-o", folder / "p.docx"),
        "export": ("export", blank, "--to", "integrated", "-o", folder / "e.xlsx"),
        "merge": ("merge", blank, blank, "-o", folder / "m.xlsx"),
        "carried": ("new", folder / "n.xlsx", "--from", blank, "--year", 2027),
    }[command]
    done: Done = run(*words)
    assert done.returncode == 2
    assert "项目1、项目2、项目3 未填写，里面还没有项目" in done.stderr
    assert [path.name for path in folder.iterdir()] == [blank.name]


def test_what_is_given_makes_no_project_and_anything_else_does(blank: Path) -> None:
    def give(book: openpyxl.Workbook) -> None:
        for cell, value in (("B8", None), ("D7", "另一单位"), ("D13", None)):
            book["项目2"][cell] = value

    given = edited(blank.with_name("给定.xlsx"), give, blank)
    assert codes(given) == [("A13", "项目1!B5")]
    for cell, value in (("B5", "名"), ("E7", "理由"), ("C20", "人数"), ("B11", 5), ("B40", "概述")):
        path = edited(blank.with_name("填写.xlsx"), typed(cell, value, "项目2"), given)
        filing = read_filing(path)
        assert [p.sheet for p in filing.projects] == ["项目2"], cell
        assert [p.sheet for p in filing.spare] == ["项目1", "项目3"]


def test_the_summary_counts_what_is_filled_in_as_the_reader_does(tmp_path: Path) -> None:
    """The formula on the sheet and the reader draw the same line."""
    path = tmp_path / "九张.xlsx"
    run("new", path, "--projects", 9, "--year", 2026, "--unit", "某单位")
    cells = {2: ("B5", "名"), 3: ("E7", "理由"), 5: ("C20", "人数"), 6: ("B11", 5)}
    cells |= {7: ("B40", "概述"), 8: ("D12", 7), 9: ("D7", "另一单位")}

    def fill(book: openpyxl.Workbook) -> None:
        for number, (cell, value) in cells.items():
            typed(cell, value, f"项目{number}")(book)

    edited(path, fill, path)
    again = worked_out(path, lambda _: None, tmp_path)
    read = read_filing(again)
    counted = [f"项目{number}" for number in cells if number != 9]
    assert [project.sheet for project in read.projects] == counted
    values = openpyxl.load_workbook(again, data_only=True)
    sheet = values["汇总"]
    numbers = [sheet.cell(row, 1).value or None for row in range(17, 26)]
    assert numbers == [None, 1, 2, None, 3, 4, 5, 6, None]
    assert "项目6个" in str(sheet["C3"].value) or "项目共6个" in str(sheet["C3"].value)
    # Of 22 entries a new sheet holds three and three zeros; 16 are left to the clerk.
    done = [values[f"项目{number}"]["C2"].value for number in range(1, 10)]
    assert done == pytest.approx([0, 1 / 16, 0.01, 0, 0.01, 1 / 16, 1 / 16, 1 / 17, 0])
    assert errors_in(again) == []


@pytest.mark.usefixtures("in_process")
def test_one_project_beside_blank_sheets_is_printed_and_the_others_are_named(
    tmp_path: Path,
) -> None:
    book, spare = tmp_path / "book.xlsx", tmp_path / "spare.xlsx"
    assert run("import", EXAMPLE, "-o", book).returncode == 0
    run("new", spare, "--projects", 2, "--year", 2022, "--edition", "shanghai-2022")
    whole = read_filing(book)
    both = tmp_path / "both.xlsx"
    save_filing(replace(whole, spare=read_filing(spare).spare), None, both, ())
    before = check_filings([read_filing(book)])[0]
    found = check_filings([read_filing(both)])[0]
    assert [f.rule for f in found] == [*(f.rule for f in before), "A12"]
    assert found[-1].severity == "advice"
    count = len(whole.projects)
    names = f"项目{count + 1}、项目{count + 2}"
    assert found[-1].message == f"{names} 未填写，不需要请删除。"
    for words in (("form", both, "-o", tmp_path / "f.xlsx", "--override"),
                  ("publish", both, "-o", tmp_path / "p.docx")):  # fmt: skip
        done = run(*words)
        assert f"both.xlsx：{names} 未填写，已略过；不需要请删除。" in done.stderr
        assert f"{count} " in done.stderr
    assert len(read_filing(tmp_path / "p.docx").projects) == count
    rebuilt = tmp_path / "rebuilt.xlsx"
    assert run("rebuild", both, "-o", rebuilt).returncode == 0
    assert [p.sheet for p in read_filing(rebuilt).spare] == names.split("、")
    done = run("gather", both, "-o", tmp_path / "g.xlsx")
    assert f"1 个工作簿，{count} 个项目" in done.stdout


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("three") / "三项.xlsx"
    whole = example()
    projects = [replace(whole.projects[0], name=f"项目{n}号") for n in "甲乙丙"]
    save_filing(replace(whole, projects=tuple(projects)), (), path, (), FEW)
    return path


def test_a_deleted_sheet_leaves_a_line_and_no_error(three: Path, tmp_path: Path) -> None:
    again = worked_out(three, lambda d: d.Sheets.removeByName("项目乙号"), tmp_path)
    assert errors_in(again) == []
    rows = summary(again)
    assert [row[:2] for row in rows] == [
        [1, "项目甲号"],
        [None, "（项目表已删除，请重建汇总）"],
        [2, "项目丙号"],
    ]
    before = [rule for rule, _ in codes(three)]
    filing = read_filing(again)
    found = check_filings([filing])[0]
    [gone] = [f for f in found if f.rule == "A14"]
    assert (str(gone.at), gone.severity) == ("汇总!B18", "warning")
    assert gone.message == "汇总第 18 行的项目表已删除，请重建汇总（xlperf rebuild）。"
    assert {f.rule for f in found} - {"A14"} <= set(before)
    assert "项目2个" in str(openpyxl.load_workbook(again, data_only=True)["汇总"]["C3"].value)
    rebuilt = tmp_path / "rebuilt.xlsx"
    assert run("rebuild", again, "-o", rebuilt).returncode == 0
    assert "A14" not in {rule for rule, _ in codes(rebuilt)}


def test_links_follow_a_renamed_sheet(three: Path, tmp_path: Path) -> None:
    def rename(document: Any) -> None:
        document.Sheets.getByName("项目乙号").Name = "改了名 的表"

    again = worked_out(three, rename, tmp_path)
    book = openpyxl.load_workbook(again)
    link = book["汇总"]["B18"].hyperlink.location
    assert book.defined_names[link].value.replace("'", "") == "改了名 的表!$A$1"
    assert summary(again)[1][:2] == [2, "项目乙号"]
    assert codes(again) == [
        (rule, at.replace("项目乙号", "改了名 的表")) for rule, at in codes(three)
    ]


def test_a_copied_sheet_is_missed_on_the_summary(three: Path, tmp_path: Path) -> None:
    again = worked_out(three, lambda d: d.Sheets.copyByName("项目乙号", "副本", 5), tmp_path)
    assert errors_in(again) == []
    found = {f.rule: f.message for f in check_filings([read_filing(again)])[0]}
    assert "B07" in found and "请重建汇总" in found["B07"]


def test_without_a_project_sheet_our_other_sheets_are_no_form(three: Path, tmp_path: Path) -> None:
    def delete_all(document: Any) -> None:
        for name in "甲乙丙":
            document.Sheets.removeByName(f"项目{name}号")

    new = tmp_path / "没有.xlsx"
    run("new", new)
    none = worked_out(new, lambda document: document.Sheets.removeByName("项目1"), tmp_path)
    for path in (none, worked_out(three, delete_all, tmp_path)):
        done = run("check", path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "项目表都不在了" in done.stderr
