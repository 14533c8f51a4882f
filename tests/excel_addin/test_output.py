"""输出 and 工具: files beside the workbook, one step back, what the launcher is told."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.excel_addin.conftest import Run
from xlperf.errors import XlperfError
from xlperf.excel_addin import launch, status
from xlperf.excel_addin.buttons import output
from xlperf.excel_addin.commands import COMMANDS, run_command
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.filing.spelling import without_space
from xlperf.output import macros
from xlperf.reading.read_filing import read_filing
from xlperf.rules.catalogue import catalogue

SHEET = "代表工作"
STEM = "预算 & '目标' 100%="


def beside(book: Any, name: str) -> Path:
    return Path(book.fullname).with_name(name)


def test_the_form_of_the_sheet_in_front_opens_beside(app: Any, book: Any, run: Run) -> None:
    book.sheets[SHEET].activate()
    said = run("form_of_sheet")
    out = beside(book, f"{STEM}-打印表-{SHEET}.xlsx")
    assert out.name in said
    opened = next(entry for entry in app.books if entry.name == out.name)
    assert [sheet.name for sheet in opened.sheets] == [SHEET]
    assert opened.sheets[0].range("A1").value == "财政项目支出绩效目标填报表"


def test_forms_of_all_do_not_replace_those_made_before(app: Any, book: Any, run: Run) -> None:
    run("forms_of_book")
    said = run("forms_of_book")
    assert f"{STEM}-打印表2.xlsx" in said
    opened = next(entry for entry in app.books if entry.name == f"{STEM}-打印表2.xlsx")
    assert len(opened.sheets) == 2


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("form_of_sheet", ".xlsx"),
        ("forms_of_book", ".xlsx"),
        ("export_pdf", ".pdf"),
        ("publish", ".docx"),
    ],
)
def test_outputs_go_where_the_dialog_said_and_replace_nothing(
    book: Any, run: Run, tmp_path: Path, name: str, suffix: str
) -> None:
    folder = tmp_path / "报送 'A'"
    folder.mkdir()
    book.sheets[SHEET].activate()
    chosen = folder / f"2022.项目{suffix}"
    chosen.write_bytes(b"as it was")
    said = run(name, str(chosen))
    assert chosen.read_bytes() == b"as it was"
    made = folder / f"2022.项目2{suffix}"
    assert made.is_file()
    assert f"已生成 {made.name}：" in said
    assert [path.name for path in Path(book.fullname).parent.glob("预算*")] == [book.name]


def test_a_name_without_its_ending_gets_it(book: Any, run: Run, tmp_path: Path) -> None:
    run("publish", str(tmp_path / "公开2022.1"))
    assert (tmp_path / "公开2022.1.docx").is_file()


def test_a_form_is_not_drawn_where_excel_could_not_open_it(
    book: Any, run: Run, tmp_path: Path
) -> None:
    chosen = tmp_path / "别处" / book.name.upper()
    chosen.parent.mkdir()
    with pytest.raises(XlperfError, match=r"已打开另一个名为 .* 的工作簿，没有生成"):
        run("forms_of_book", str(chosen))
    assert not chosen.exists()


def test_the_dialog_proposes_what_is_written_without_one() -> None:
    said = tomllib.loads(macros.source("messages.toml"))
    assert said["form_of_sheet_name"] == f"{output._FORMS}-"
    assert said["forms_of_book_name"] == said["export_pdf_name"] == output._FORMS
    assert said["publish_name"] == output._PUBLICATION
    assert output._file_word('甲<乙>|"丙') == "甲_乙___丙"


def test_the_pdf_is_printed_by_the_application(book: Any, run: Run) -> None:
    tabbed = "按计划推进\t各项工作"
    book.sheets[SHEET].range("B14").value = tabbed
    assert "2 张打印表" in run("export_pdf")
    read = read_filing(beside(book, f"{STEM}-打印表.pdf"))
    goals = [without_space(project.goals.overall) for project in read.projects]
    assert without_space(tabbed) in goals  # a page shows no tabs


@pytest.mark.parametrize(
    ("name", "stations"),
    [("form_of_sheet", 1), ("forms_of_book", 1), ("publish", 1), ("export_pdf", 3)],
)
def test_esc_stops_an_output_and_nothing_is_written(
    app: Any, book: Any, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, stations: int
) -> None:
    book.sheets[SHEET].activate()
    folder, opened = Path(book.fullname).parent, len(app.books)
    files = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for station in range(1, stations + 1):
        looks = [False] * station + [True]  # the first is for an ESC from before the command
        monkeypatch.setattr(status, "_is_stopped", lambda left=looks: left.pop(0))
        with pytest.raises(XlperfError, match=r"已按 ESC 停下，没有生成文件；什么都没有改动"):
            run(name)
        assert looks == []
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == files
    assert len(app.books) == opened


def test_a_project_whose_name_begins_with_a_hash_is_printed(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("B5").value = "#代表工作"
    assert "2 张打印表" in run("export_pdf")
    read = read_filing(beside(book, f"{STEM}-打印表.pdf"))
    assert [project.name for project in read.projects] == ["#代表工作", "人大会议"]


def test_forms_that_the_application_left_out_are_told_and_nothing_is_written(
    book: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_NO_NAME", "#")  # what xlwings leaves out when it is not asked
    book.sheets[SHEET].range("B5").value = "#代表工作"
    with pytest.raises(XlperfError, match="PDF 里只有 1 张打印表，应有 2 张，没有写入"):
        run("export_pdf")
    assert not beside(book, f"{STEM}-打印表.pdf").exists()


def test_forms_and_checks_say_which_sheets_were_not_counted(
    app: Any, book: Any, run: Run, tmp_path: Path
) -> None:
    name = "printed-form-of-a-project-without-a-sheet.xlsx"
    path = Path(shutil.copy(Path(__file__).parents[1] / "data" / name, tmp_path))
    opened = app.books.open(path)
    opened.set_mock_caller()
    opened.sheets["人大会议"].visible = False
    told = "“第六个全新项目”只有这张打印表"
    said = run("forms_of_book")
    assert ("5 张打印表" in said, told in said) == (True, True)
    run("check_book")
    rows = opened.sheets["校验结果"].range("A5:K12").value
    found = {(row[1], row[3], row[4]) for row in rows if row[1]}
    assert found >= {("A11", "新项目", "C3"), ("A10", "人大会议", "B5")}
    assert "5 个项目" in run("rebuild_summary")
    assert len(read_open_workbook(opened).filing.projects) == 5


def test_the_publication_holds_every_project(example: Any, run: Run) -> None:
    run("publish")
    document = Document(str(beside(example, f"{STEM}-公开文本.docx")))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "涉及项目预算资金296.00万元" in text
    assert len(document.tables) >= 5


def test_errors_stand_in_the_way_of_forms(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("B10").value = -1
    for name in ("forms_of_book", "export_pdf", "publish"):
        with pytest.raises(XlperfError, match=f"处错误，没有生成；第一处在 {SHEET}!B10"):
            run(name)
    assert sorted(path.suffix for path in Path(book.fullname).parent.glob("预算*")) == [".xlsx"]


def test_the_rules_come_back_when_their_sheet_is_gone(book: Any, run: Run) -> None:
    assert "规则说明" not in [sheet.name for sheet in book.sheets]
    said = run("show_rules")
    assert f"{len(catalogue())} 条规则" in said
    assert book.sheets.active.name == "规则说明"
    assert book.sheets["规则说明"].range("A3").value == next(iter(catalogue()))


def test_about_names_versions_and_what_is_missing(empty_book: Any, run: Run) -> None:
    import xlwings

    said = run("about")
    assert f"xlwings {xlwings.__version__}" in said
    assert "xlperf 0." in said


def test_the_launcher_gets_a_sentence_for_what_the_user_can_mend(app: Any, book: Any) -> None:
    book.sheets["汇总"].activate()
    assert launch.run_on(book, "check_sheet").startswith("当前工作表“汇总”不是项目表")
    assert launch.run_on(None, "check_book") == (
        "没有打开的工作簿；请先打开或新建填报工作簿，再用这个命令。"
    )


def test_all_the_buttons_need_is_loaded_before_the_first_click() -> None:
    code = """
import gc, sys
from xlperf.excel_addin import launch, status
from xlperf.excel_addin.buttons import output
launch.load()
later = {"polars", "xlsxwriter", "xlperf.excel_addin.buttons.filling"}
print(gc.isenabled(), later <= set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == ["True", "True"]


def test_our_own_mistakes_go_to_the_log_with_their_traceback(
    app: Any, empty_book: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "日志" / "xlperf.log"
    monkeypatch.setattr(launch, "LOG", log)

    found = "代表工作 1200000"

    def broken(*_: Any) -> str:
        raise ZeroDivisionError(found)

    monkeypatch.setattr("xlperf.excel_addin.commands.run_command", broken)
    said = launch.run_on(empty_book, "check_book")
    assert said == f"程序出了意外，命令没有做完；经过已记入 {log}，请把它交给维护人员。"
    logged = log.read_text("utf-8")
    assert "ZeroDivisionError" in logged
    assert "in broken" in logged
    assert found not in logged  # a message may hold what a cell holds
    assert app.status_bar is False or app.status_bar == "False"


def test_every_command_answers_the_launcher(empty_book: Any) -> None:
    assert {"check_book", "publish", "undo"} <= COMMANDS
    with pytest.raises(KeyError):
        run_command(empty_book, "no_such_command", "")


def test_every_command_is_where_the_table_says() -> None:
    from importlib import import_module

    from xlperf.excel_addin import commands

    for name, module in (commands._ON_A_BOOK | commands._ANYWHERE).items():
        assert callable(getattr(import_module(f"xlperf.excel_addin.buttons.{module}"), name))
