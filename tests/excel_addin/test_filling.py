"""填报 and 汇总: sheets that come into the live workbook, and what they are made of."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.excel_addin.conftest import EXAMPLE, Run, summary_rows
from xlperf.errors import XlperfError
from xlperf.excel_addin import status
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
SHEET, LAST = "代表工作", "人大会议"


def sheet_names(book: Any) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def validation(book: Any, sheet: str, cell: str) -> str:
    return book.sheets[sheet].range(cell).impl.uno.Validation.getFormula1()


def test_a_new_project_is_a_blank_sheet_that_the_summary_knows(book: Any, run: Run) -> None:
    said = run("add_project")
    assert "“项目1”" in said
    assert "共 3 张项目表" in said
    assert sheet_names(book).index("项目1") == sheet_names(book).index(LAST) + 1
    assert book.sheets.active.name == "项目1"
    live = read_open_workbook(book)
    added = live.project_at("项目1")
    assert added.name is None
    assert added.unit == live.filing.projects[0].unit
    assert len(summary_rows(book)) == 2
    book.sheets["项目1"].range("B5").value = "新的项目"
    assert summary_rows(book)[2]["项目名称"] == "新的项目"
    assert summary_rows(book)[2]["序号"] == 3


def test_drop_downs_of_a_new_sheet_read_this_workbooks_lists(
    book: Any, run: Run, only_libreoffice: None
) -> None:
    run("add_project")
    assert validation(book, "项目1", "A18") == validation(book, SHEET, "A18")
    assert "词表" in validation(book, "项目1", "B18")
    assert book.sheets["项目1"].range("B9").formula == book.sheets[SHEET].range("B9").formula


def test_imported_forms_become_sheets_value_for_value(book: Any, run: Run) -> None:
    said = run("import_forms", f"{SEED}\n")
    assert "从 1 个文件导入 5 个项目、29 条指标" in said
    live = read_open_workbook(book)
    assert len(live.filing.projects) == 7
    published = read_filing(SEED).projects
    for old, new in zip(published, live.filing.projects[2:], strict=True):
        assert (new.name, new.funding, new.goals, new.narrative) == (
            old.name,
            old.funding,
            old.goals,
            old.narrative,
        )
        assert [row.target for row in new.indicators] == [row.target for row in old.indicators]
    assert len(summary_rows(book)) == 7


def test_the_charts_of_the_summary_have_a_bar_for_each_project(
    book: Any, run: Run, only_libreoffice: None
) -> None:
    def bars() -> int:
        [cells] = book.sheets["汇总"].impl.uno.Charts.getByIndex(0).Ranges
        return cells.EndRow - cells.StartRow + 1

    assert bars() == 5
    run("import_forms", f"{SEED}\n")
    assert bars() == 7


def test_esc_between_two_files_stops_an_import_before_anything_changes(
    book: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, pressed = sheet_names(book), [True, True]  # the first from before the command
    monkeypatch.setattr(status, "_is_stopped", lambda: bool(pressed) and pressed.pop())
    with pytest.raises(XlperfError, match=r"已按 ESC 停下，还有 2 个文件没有读取；什么都没有改动"):
        run("import_forms", f"{SEED}\n{SEED}\n{SEED}")
    assert sheet_names(book) == before
    assert "已从 1 个文件导入" in run("import_forms", str(SEED))


@pytest.mark.parametrize("command", ["import_forms", "carry_forward"])
def test_a_pdf_that_draws_itself_is_one_sentence(book: Any, run: Run, command: str) -> None:
    before = sheet_names(book)
    with pytest.raises(XlperfError, match=r"读取.*改用 Word、Excel 原件"):
        run(command, str(SEED.with_name("form-that-draws-itself.pdf")))
    assert sheet_names(book) == before


def test_last_year_is_carried_on_with_amounts_left_empty(book: Any, run: Run) -> None:
    said = run("carry_forward", str(EXAMPLE))
    assert f"从 {EXAMPLE.name} 结转 5 个项目、29 条指标" in said
    live = read_open_workbook(book)
    carried = live.filing.projects[2:]
    assert len(carried) == 5
    for old, new in zip(read_filing(EXAMPLE).projects, carried, strict=True):
        assert new.name == old.name
        assert new.funding.fiscal is None
        assert [row.level3 for row in new.indicators] == [row.level3 for row in old.indicators]
    assert book.sheets.active.name == "代表工作(2)"


def test_a_file_without_forms_is_refused_and_nothing_changes(
    book: Any, run: Run, tmp_path: Path
) -> None:
    letter = tmp_path / "来信.txt"
    letter.write_text("没有表格的文字。", "utf-8")
    before = sheet_names(book)
    with pytest.raises(XlperfError, match=r"来信\.txt：没有找到绩效目标表"):
        run("import_forms", str(letter))
    assert sheet_names(book) == before


def test_the_summary_is_rebuilt_over_renamed_and_changed_sheets(example: Any, run: Run) -> None:
    example.sheets[SHEET].name = "改名 & '引号'二"
    example.sheets["人大会议"].range("B10").value = 880000
    assert "5 个项目" in run("rebuild_summary")
    names = [row["项目名称"] for row in summary_rows(example)]
    assert names[:5] == ["代表工作", "人大会议", "网络信息系统运行与维护", "业务培训", "专题调研"]
    example.sheets["改名 & '引号'二"].range("B5").value = "代表工作二"
    assert summary_rows(example)[0]["项目名称"] == "代表工作二"
    texts = [str(text) for row in example.sheets["汇总"].range("A1:F20").value for text in row]
    assert any("编报绩效目标的项目5个" in text for text in texts)
    live = read_open_workbook(example)
    rows = {row.name: row.amounts for row in live.filing.summary}
    assert rows["人大会议"]["fiscal"] == 880000


@pytest.mark.parametrize("command", ["rebuild_summary", "add_project", "rebuild_layout"])
def test_what_was_typed_on_the_summary_is_asked_about(
    app: Any, book: Any, run: Run, command: str
) -> None:
    before = sheet_names(book)
    book.sheets["汇总"].api.Unprotect()
    book.sheets["汇总"].range("H40").value = "请科长看一下"
    book.sheets[SHEET].activate()
    app.impl.answers[:] = ["no"]
    with pytest.raises(XlperfError, match="什么都没有改动"):
        run(command)
    assert "“汇总”要重新生成" in app.impl.alerts[-1]
    assert "不再保留：H40“请科长看一下”" in app.impl.alerts[-1]
    assert book.sheets["汇总"].range("H40").value == "请科长看一下"
    assert sheet_names(book) == before
    app.impl.answers[:] = ["yes"]
    run(command)
    assert book.sheets["汇总"].range("H40").value is None


def test_the_summary_is_as_if_drawn(example: Any, run: Run, app: Any, tmp_path: Path) -> None:
    drawn = app.books.open(shutil.copy(EXAMPLE, tmp_path / "原样.xlsx"))
    expected = drawn.sheets["汇总"].range("A1:Z60").value
    run("rebuild_summary")
    assert example.sheets["汇总"].range("A1:Z60").value == expected


def test_a_battered_sheet_gets_its_layout_back_with_every_entry(
    app: Any, book: Any, run: Run, only_libreoffice: None
) -> None:
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect()
    page = sheet.impl.document_page()
    sheet.range("H20").value = "问过财政所"
    sheet.range("H21").formula = "=B9/10000"
    sheet.range("B20").add_note("去年也是这样")
    columns = sheet.impl.uno.Columns
    widths = [columns.getByIndex(column).Width for column in range(6)]
    columns.getByIndex(1).Width = 500
    columns.getByIndex(2).IsVisible = False
    page.IsLandscape = False
    sheet.impl.uno.TabColor = 0
    app.impl.answers.append("no")
    before = read_open_workbook(book).project_at(SHEET)
    sheet.range("A11").color = (0, 255, 0)
    sheet.range("A1").value = "改乱了的标题"
    sheet.range("A100").value = "乱写的字"
    sheet.activate()
    assert run("rebuild_layout") == f"没有重建，“{SHEET}”没有改动。"
    assert sheet.range("A1").value == "改乱了的标题"
    app.impl.answers.append("yes")
    said = run("rebuild_layout")
    assert f"已重建“{SHEET}”的版面" in said
    assert sheet.range("H20").value == "问过财政所"
    assert sheet.range("H21").formula == "=B9/10000"
    assert sheet.range("B20").note.text == "去年也是这样"
    columns = sheet.impl.uno.Columns
    assert [columns.getByIndex(column).Width for column in range(6)] == widths
    assert columns.getByIndex(2).IsVisible
    assert sheet.impl.document_page().IsLandscape
    assert sheet.impl.uno.TabColor not in (0, -1)
    assert sheet.impl.pages["FitToPagesTall"] is False
    assert sheet.impl.pages["PrintTitleRows"] == "$3:$3"
    assert "不在栏目中的内容没有保留：A1“改乱了的标题”、A100“乱写的字”。" in said
    after = read_open_workbook(book).project_at(SHEET)
    assert after == before
    assert book.sheets[SHEET].range("A1").value != "改乱了的标题"
    assert book.sheets[SHEET].range("A11").color != (0, 255, 0)
    assert sheet_names(book).count(SHEET) == 1
    assert summary_rows(book)[0]["项目名称"] == "代表工作"


def test_a_new_workbook_is_drawn_where_the_user_said_and_opened(
    app: Any, tmp_path: Path, empty_book: Any, run: Run
) -> None:
    said = run("new_book", str(tmp_path / "新的 填报"))
    assert "已生成并打开 新的 填报.xlsx" in said
    opened = next(entry for entry in app.books if entry.name == "新的 填报.xlsx")
    assert "汇总" in sheet_names(opened)
    assert len(read_open_workbook(opened).filing.spare) == 1


def test_an_open_workbook_is_not_drawn_over(book: Any, run: Run) -> None:
    with pytest.raises(XlperfError, match="正打开着，没有覆盖"):
        run("new_book", book.fullname)


def test_an_existing_file_is_not_drawn_over(empty_book: Any, run: Run, tmp_path: Path) -> None:
    there = tmp_path / "已有.xlsx"
    there.write_bytes(b"as it was")
    with pytest.raises(XlperfError, match="已经存在，没有覆盖"):
        run("new_book", str(there))
    assert there.read_bytes() == b"as it was"


def test_the_status_bar_speaks_while_a_check_runs(
    app: Any, book: Any, run: Run, only_libreoffice: None
) -> None:
    app.impl.statuses.clear()
    run("check_book")
    assert app.impl.statuses == ["正在校验全部项目……"]
