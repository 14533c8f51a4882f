"""Every cell of a rebuilt workbook is accounted for: read and kept, ours, or named as lost."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.drawing import FEW
from tests.libreoffice import convert
from tests.workbooks import DATA, EXAMPLE, SHEET, Edit, add_form, edited, typed
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output import rebuild
from xlperf.output.rebuild import rebuild_in_place, rebuild_workbook
from xlperf.output.save import save_filing
from xlperf.output.save_with_findings import checked_bytes
from xlperf.reading.read_filing import read_filing

pytestmark = pytest.mark.usefixtures("drawn_once")


def lines(path: Path, edition: str | None = None) -> list[str]:
    """What a rebuild says, but for the sentence that it is done; in place it must agree."""
    chosen = load_edition(edition) if edition else None
    _, *said = rebuild_workbook(path, path.with_name("neu.xlsx"), chosen)
    lost = [line for line in said if "未带入" in line or "只留下" in line]
    if lost:
        with pytest.raises(XlperfError) as error:
            rebuild_in_place(path, chosen)
        assert all(line in str(error.value) for line in lost)
    return said


def lost(path: Path) -> list[str]:
    """The cells that a rebuild names as not kept."""
    found = [line for line in lines(path) if line.startswith("未带入新工作簿的单元格：")]
    return found[0].partition("：")[2].partition("。")[0].split("、") if found else []


def all_typed(sheet: str, cells: dict[str, object]) -> Edit:
    def edit(book):
        for cell, value in cells.items():
            typed(cell, value, sheet)(book)

    return edit


def test_words_that_stand_elsewhere_prove_nothing(tmp_path):
    path = Path(shutil.copy(DATA / "indicator-below-the-marks-in-words-used-above.xlsx", tmp_path))
    with pytest.raises(XlperfError, match="代表工作!A48“产出指标”、代表工作!B48“数量指标”"):
        rebuild_in_place(path)


def test_cell_outside_the_fields_is_named_whatever_it_says(two, tmp_path):
    cells = {"E30": "2022", "F44": "经常性项目", "A60": "产出指标", "H5": "代表工作", "H9": 1000000}
    path = edited(tmp_path / "a.xlsx", all_typed(SHEET, cells), two)
    assert sorted(lost(path)) == sorted(f"{SHEET}!{at}“{value}”" for at, value in cells.items())


def test_values_that_were_read_in_another_spelling_are_kept(two, tmp_path):
    cells = {"B7": "20220101", "D7": "2022年12月31日", "B10": "1,000,000", "B12": "２０００００"}
    assert lost(edited(tmp_path / "a.xlsx", all_typed(SHEET, cells), two)) == []
    [project, *_] = read_filing(tmp_path / "neu.xlsx").projects
    assert (project.start, project.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (project.funding.fiscal, project.funding.other) == (1000000, 200000)


def test_rebuild_of_a_rebuilt_workbook_names_nothing_and_changes_no_byte(
    two, tmp_path, monkeypatch
):
    monkeypatch.setattr(rebuild, "checked_bytes", checked_bytes)  # drawn anew each time
    edited(tmp_path / "1.xlsx", typed("D18", "数量不少于 3 次", SHEET), two)
    made = []
    for number in (2, 3, 4):
        path = tmp_path / f"{number}.xlsx"
        _, *said = rebuild_workbook(tmp_path / f"{number - 1}.xlsx", path)
        assert said == []
        made.append(path.read_bytes())
    assert made[1] == made[2]
    rebuild_in_place(path)


@pytest.mark.parametrize("edition", ["shanghai-2023", "shanghai-2026"])
def test_there_and_back_between_editions_nothing_is_lost(edition, two, tmp_path):
    path = edited(tmp_path / "a.xlsx", lambda book: None, two)
    assert not any("未带入" in line for line in lines(path, edition))
    rebuild_in_place(path, load_edition(edition))
    assert not any("未带入" in line for line in lines(path, "shanghai-2022"))
    rebuild_in_place(path, load_edition("shanghai-2022"))


def test_workbooks_that_libreoffice_saved_have_nothing_to_lose(two, tmp_path):
    filing, unchecked = read_filing(EXAMPLE), tmp_path / "unchecked.xlsx"
    save_filing(filing, None, unchecked, (), FEW)
    for path in convert([unchecked, two], "xlsx", tmp_path / "saved"):
        assert lines(path) == []


@pytest.mark.parametrize(
    "cells",
    [
        {
            "使用说明": {"E3": "看过了", "B60": "看过了"},
            "校验结果": {"K5": "特殊情况", "M5": "已改", "B40": "请张三改"},
        },
        {
            "汇总": {
                "B2": 2023, "D2": "另一部门", "C3": "本部门共 5 个", "G17": 1300000, "B19": "旧名",
            }
        },
        {
            "汇总": {"AC5": 7, "B60": "局里要求五月报送"},
            "指标库": {"N9": "旁注", "C900": "没有级别的指标"},
            "规则说明": {"H5": "不适用"},
        },
    ],
)  # fmt: skip
def test_what_somebody_typed_onto_our_sheets_is_named(cells, tmp_path):
    """At most five at a time: more are counted."""

    def edit(book):
        for sheet, typed_there in cells.items():
            all_typed(sheet, typed_there)(book)

    path = edited(tmp_path / "a.xlsx", edit)
    assert lost(path) == [
        f"{sheet}!{cell}“{value}”"
        for sheet, typed_there in cells.items()
        for cell, value in typed_there.items()
    ]


def test_project_typed_into_the_summary_by_hand_is_named(tmp_path):
    def edit(book):
        sheet = book["汇总"]
        sheet.insert_rows(22)
        for column, value in zip("ABGJ", (6, "手写的项目", 50000, 50000), strict=True):
            sheet[f"{column}22"] = value

    assert lost(edited(tmp_path / "a.xlsx", edit)) == [
        "汇总!B22“手写的项目”", "汇总!G22“50000”", "汇总!J22“50000”",
    ]  # fmt: skip


def test_indicator_added_to_the_library_is_carried_over(two, tmp_path):
    def edit(book):
        row = next(c.row for c in book["指标库"]["C"] if c.row > 4 and c.value is None)
        for column, text in enumerate(("产出指标", "数量指标", "本单位的指标", "≥1次"), start=1):
            book["指标库"].cell(row, column, text)

    path = edited(tmp_path / "a.xlsx", edit, two)
    assert lines(path) == []
    new = openpyxl.load_workbook(path.with_name("neu.xlsx"))["指标库"]
    assert "本单位的指标" in [cell.value for cell in new["C"]]


def test_sheet_that_only_has_the_name_of_one_of_ours_is_somebodys(two, tmp_path):
    def edit(book):
        del book["校验结果"]
        book.create_sheet("校验结果")["A1"] = "我自己的清单"

    assert lines(edited(tmp_path / "a.xlsx", edit, two)) == ["未带入新工作簿的工作表：“校验结果”。"]


def test_printed_form_that_is_a_copy_is_said_and_hinders_nothing(two, tmp_path):
    path = edited(tmp_path / "a.xlsx", lambda book: add_form(book, read_filing(two)), two)
    assert lines(path) == ["“打印表”是打印表，与项目表一致，没有带入；要用时请再生成。"]
    rebuild_in_place(path)


def test_printed_form_of_another_project_is_lost_as_a_sheet(tmp_path):
    path = Path(shutil.copy(DATA / "printed-form-of-a-project-without-a-sheet.xlsx", tmp_path))
    with pytest.raises(XlperfError, match="未带入新工作簿的工作表：“新项目”"):
        rebuild_in_place(path)


def test_weights_and_directions_beside_the_indicators_are_kept(two, tmp_path):
    def edit(book):
        book[SHEET]["G17"] = "权重"
        for row, weight in enumerate((30, 30, 10, 20, 10), start=18):
            book[SHEET].cell(row, 7, weight)
        book[SHEET]["H17"] = "指标方向性"
        book[SHEET]["H18"] = "正向指标"

    path = edited(tmp_path / "a.xlsx", edit, two)
    assert not lost(path)
    rebuild_in_place(path)
    rows = read_filing(path).projects[0].indicators
    assert [int(row.weight) for row in rows] == [30, 30, 10, 20, 10]
    assert [row.direction for row in rows] == ["正向指标", None, None, None, None]


def test_formulas_of_ones_own_in_any_field_are_named(two, tmp_path):
    cells = ("B6", "D7", "C18")

    def edit(book):
        for cell in cells:
            book[SHEET][cell] = "=B5"

    saved = convert([edited(tmp_path / "a.xlsx", edit, two)], "xlsx", tmp_path / "saved")[0]
    named = "、".join(f"{SHEET}!{cell}“=B5”" for cell in cells)
    assert f"公式只留下了结果：{named}。" in lines(saved)
