"""Every command on workbooks as Excel has them: filtered, protected, shared, calculated by hand.

The application of the tests refuses then what Excel refuses, and puts values where Excel would.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.com_error import com_error
from tests.excel_addin.conftest import Run
from xlperf.errors import XlperfError
from xlperf.excel_addin import launch, redraw_sheets
from xlperf.excel_addin.commands import COMMANDS, run_command
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.excel_addin.undo.workbook_digest import contents, differing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
SHEET, SUMMARY, LIST = "代表工作", "汇总", "校验结果"
AMOUNTS = "B9:B16"
ARGUMENTS = {"import_forms": str(SEED), "carry_forward": str(SEED)}
ALL = tuple(sorted(COMMANDS - {"new_book", "about", "undo"}))
SOME = ("check_book", "accept_fix", "add_project", "rebuild_layout")

pytestmark = pytest.mark.usefixtures("only_libreoffice")


def filtered(book: Any) -> None:
    for row in range(18, 22):  # findings on rows that the filter hides, and below them
        book.sheets[SHEET].range(f"D{row}").value = "不低于80%"
    book.sheets[SHEET].range("A18").value = "产出指标"
    book.sheets[SHEET].range("A19").value = "别的"
    api = book.sheets[SHEET].api
    api.Range("$A$17:$F$25").AutoFilter(Field=1, Criteria1="=产出指标")


def by_hand(book: Any) -> None:
    book.app.calculation = "manual"


def currency(book: Any) -> None:
    book.sheets[SHEET].range(AMOUNTS).number_format = "[$¥-804]#,##0.00"


def password(book: Any) -> None:
    for name in (SHEET, SUMMARY, LIST):
        book.sheets[name].api.Unprotect()
        book.sheets[name].impl.uno.protect("secret")
        book.impl.passwords[name] = "secret"


def structure(book: Any) -> None:
    book.impl.states.add("structure")


def shared(book: Any) -> None:
    book.impl.states.add("shared")


def allowed(book: Any) -> None:
    """All at once in which Excel refuses nothing: each meets its own lines of a command."""
    for state in (filtered, by_hand, currency):
        state(book)


REFUSED = (password, structure, shared)
IN_SHORT = [(state, SOME) for state in (allowed, *REFUSED)]
IN_FULL = [(state, ALL) for state in (filtered, by_hand, currency, *REFUSED)]


@pytest.mark.parametrize(
    ("state", "commands"),
    [*IN_SHORT, *(pytest.param(*case, marks=pytest.mark.long) for case in IN_FULL)],
    ids=lambda value: getattr(value, "__name__", None) or str(len(value)),
)
def test_every_command_is_done_or_refused_in_a_sentence_with_nothing_changed(
    app: Any, book: Any, run: Run, state: Callable[[Any], None], commands: tuple[str, ...]
) -> None:
    state(book)
    for command in commands:
        book.sheets[SHEET].activate()
        book.sheets[SHEET].range("D18").select()
        before = contents(book)
        app.impl.answers.append("yes")
        try:
            said = run(command, ARGUMENTS.get(command, ""))
        except XlperfError as error:
            said = str(error)
            assert differing(before, contents(book)) == [], command
        assert said
        app.impl.answers.clear()
        for other in [other for other in app.books if other != book]:
            other.close()


def marks(book: Any) -> list[Any]:
    return book.sheets[SHEET].range("F18:F25").value


def test_marks_land_in_their_rows_below_a_filter_which_stays(book: Any, run: Run) -> None:
    filtered(book)
    sheet = book.sheets[SHEET]
    sheet.activate()
    run("check_sheet")
    assert all(text for text in marks(book)[:4])
    assert sheet.api.FilterMode
    seen = marks(book)
    sheet.api.Unprotect()
    sheet.api.ShowAllData()
    run("check_sheet")
    assert marks(book) == seen


def test_a_filter_that_excel_cannot_tell_is_cleared_and_said(book: Any, run: Run) -> None:
    filtered(book)
    by_colour = {"Field": 1, "Criteria1": "=产出指标", "Operator": 8}
    book.sheets[SHEET].api.Range("$A$17:$F$25").AutoFilter(**by_colour)
    book.sheets[SHEET].activate()
    assert f"“{SHEET}”的筛选已清除" in run("check_sheet")
    assert all(text for text in marks(book)[:4])


def test_sums_are_calculated_before_they_are_compared(book: Any, run: Run) -> None:
    by_hand(book)
    book.sheets[SHEET].range("B10").value = 5000
    before = book.sheets[SHEET].range("B9").value
    live = read_open_workbook(book)
    assert book.sheets[SHEET].range("B9").value != before
    assert not [flaw for flaw in live.project_at(SHEET).flaws if flaw.rule == "A09"]


def test_currencies_are_read_as_numbers(book: Any) -> None:
    before = read_open_workbook(book).filing
    currency(book)
    assert "Decimal" in {type(value).__name__ for value in book.sheets[SHEET].range(AMOUNTS).value}
    assert read_open_workbook(book).filing == before


@pytest.mark.parametrize(
    ("state", "words"),
    [(structure, "的结构有保护"), (shared, "是共享工作簿"), (password, "“汇总”有带密码的保护")],
)
def test_a_new_project_is_refused_before_anything_is_done(
    book: Any, run: Run, state: Callable[[Any], None], words: str
) -> None:
    state(book)
    before = [sheet.name for sheet in book.sheets]
    with pytest.raises(XlperfError, match=words):
        run("add_project")
    assert [sheet.name for sheet in book.sheets] == before


def test_a_check_says_which_sheets_it_could_not_mark_or_draw(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    password(book)
    said = run("check_book")
    assert f"“{SHEET}”有带密码的保护，标记没有写在表上" in said or marks(book)[0]
    assert f"“{LIST}”没有更新" in said
    assert "2 个项目校验完毕" in said


def test_a_workbook_that_was_never_saved_is_checked(app: Any, example: Any, run: Run) -> None:
    app.books.add().set_mock_caller()
    new = app.books.active
    for name in (SHEET, SUMMARY):
        example.sheets[name].copy(after=new.sheets[-1])
    assert "校验完毕" in run("check_book")
    with pytest.raises(XlperfError, match="还没有保存过"):
        run("rebuild_summary")


def test_what_a_failed_command_has_added_is_taken_away(
    book: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise com_error("内存不足")

    monkeypatch.setattr(redraw_sheets, "rebuild_summary", fail)
    before = [sheet.name for sheet in book.sheets]
    said = launch.run_on(book, "add_project")
    assert "Excel 没有照办：内存不足。命令没有做完" in said
    assert "新加的工作表已经去掉；别的改动如要退回，请用“恢复上一步”。" in said
    assert [sheet.name for sheet in book.sheets] == before


def test_a_file_in_protected_view_is_not_called_missing(app: Any) -> None:
    with pytest.raises(XlperfError, match="没有打开的工作簿"):
        run_command(None, "check_book", "")
    app.impl.protected_views = 1
    try:
        with pytest.raises(XlperfError, match="请先点窗口上方的“启用编辑”"):
            run_command(None, "check_book", "")
    finally:
        app.impl.protected_views = 0


def test_several_selected_ranges_are_not_taken_for_the_first(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    book.sheets[SHEET].activate()
    document = book.impl.document
    areas = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for cell in ("D18", "D20"):
        areas.addRangeAddress(book.sheets[SHEET].range(cell).impl.uno.RangeAddress, False)
    document.CurrentController.select(areas)
    with pytest.raises(XlperfError, match="选中了 2 块区域"):
        run("accept_fix")
    assert book.sheets[SHEET].range("D18").value == "不低于80%"


def test_the_next_finding_is_told_in_the_status_bar(app: Any, book: Any) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    app.impl.statuses.clear()
    assert launch.run_on(book, "next_finding") == ""
    assert app.impl.statuses[-1].startswith("第 1 个问题，共 ")


def test_the_list_of_findings_is_shown_in_a_second_window(app: Any, book: Any, run: Run) -> None:
    app.impl.calls.clear()
    for _ in range(2):
        assert f"“{LIST}”在一个新窗口里" in run("findings_beside")
    assert app.impl.calls["new window"] == 1
    assert app.impl.arranged[-1] == {"ArrangeStyle": -4166, "ActiveWorkbook": True}
    assert book.sheets.active.name == LIST


def test_the_screen_stands_still_while_a_command_runs(app: Any, book: Any) -> None:
    launch.run_on(book, "check_book")
    assert app.screen_updating is True
    assert app.impl.calls["screen updating"] >= 2


def test_sheets_of_a_workbook_with_functions_keep_them(
    book: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    # LibreOffice ends when a sheet is copied into an .xlsm.
    monkeypatch.setattr(redraw_sheets, "_has_macros", lambda _: True)
    run("add_project")
    assert "XLPERF_VERDICTS" in book.sheets["项目1"].range("I17").formula.upper()
    assert "FIND" in book.sheets["项目1"].range("H18").formula
    book.sheets[SHEET].activate()
    assert "已重建" in run("rebuild_layout")
    assert "XLPERF_VERDICTS" in book.sheets[SHEET].range("I17").formula.upper()
    formulas = [cell for row in book.sheets[SUMMARY].range("A1:D40").formula for cell in row]
    assert sum("XLPERF_STATEMENT" in str(formula).upper() for formula in formulas) == 1
