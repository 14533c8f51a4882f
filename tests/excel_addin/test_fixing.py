"""采纳修改: one fix at a time, as text, named in the message, and taken back in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.excel_addin.conftest import Run
from tests.excel_addin.test_checking import SHEET, listed, marks
from xlperf.errors import XlperfError
from xlperf.excel_addin.write_texts import write_text

WHOLE = "A4:E60"  # below the formulas of the head
LONG = "1.保障代表依法履职，" * 12


def stand(book: Any, cell: str, sheet: str = SHEET) -> None:
    book.sheets[sheet].activate()
    book.sheets[sheet].range(cell).select()


def changed(before: list[list[Any]], after: list[list[Any]]) -> list[str]:
    return [
        f"{'ABCDE'[column]}{row}"
        for row, (old, new) in enumerate(zip(before, after, strict=True), start=4)
        for column, pair in enumerate(zip(old, new, strict=True))
        if pair[0] != pair[1]
    ]


def test_the_fix_at_the_selected_cell_is_applied_and_no_other(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    sheet.range("D18").value = "不低于80%"
    sheet.range("D19").value = "不少于10次"
    sheet.activate()
    run("check_sheet")
    assert set(marks(book, SHEET)) == {18, 19, 20}
    before = sheet.range(WHOLE).value
    stand(book, "D18")
    said = run("accept_fix")
    assert changed(before, sheet.range(WHOLE).value) == ["D18"]
    assert sheet.range("D18").value == "≥80%"
    assert sheet.range("D18").number_format == "@"
    assert set(marks(book, SHEET)) == {19, 20}
    assert f"{SHEET}!D18 的“不低于80%”改为“≥80%”" in said
    assert "本表还有 2 处问题，其中 1 处有改法可以采纳" in said
    assert book.app.selection.address == "$D$18"


def test_remarks_on_the_list_are_asked_about_and_the_fix_is_applied(
    app: Any, book: Any, run: Run
) -> None:
    remark = book.sheets["校验结果"].range("B60")
    for answer, left, said in (("no", "请科长看一下", "没有更新"), ("yes", None, "没有保留")):
        book.sheets[SHEET].range("D18").value = "不低于80%"
        remark.value = "请科长看一下"
        stand(book, "D18")
        app.impl.answers[:] = [answer]
        assert f"“校验结果”{said}" in run("accept_fix").replace("上另外填写的内容", "")
        assert "B60“请科长看一下”" in app.impl.alerts[-1]
        assert (book.sheets[SHEET].range("D18").value, remark.value) == ("≥80%", left)


def test_the_mark_beside_the_entry_stands_for_it(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    stand(book, "F18")
    assert "本表还有 1 处问题，都须自行改正" in run("accept_fix")
    assert book.sheets[SHEET].range("D18").value == "≥80%"


def test_the_selected_row_of_the_list_is_applied_and_leaves_the_list(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    book.sheets["人大会议"].range("D19").value = "不少于10次"
    run("check_book")
    before = listed(book)
    row = 5 + [sheet for _, sheet, _ in before].index("人大会议")
    stand(book, f"H{row}", "校验结果")
    said = run("accept_fix")
    assert "人大会议!D19 的“不少于10次”改为“≥10次”" in said
    assert book.sheets["人大会议"].range("D19").value == "≥10次"
    assert book.sheets[SHEET].range("D18").value == "不低于80%"
    assert listed(book) == [entry for entry in before if entry[1:] != ("人大会议", "D19")]
    assert marks(book, "人大会议") == {}
    assert set(marks(book, SHEET)) == {18, 20}
    assert book.sheets.active.name == "校验结果"


def test_a_row_of_the_list_that_no_longer_holds_is_not_applied(book: Any, run: Run) -> None:
    target = book.sheets[SHEET].range("D18")
    target.value = "不低于80%"
    run("check_book")
    row = 5 + [cell for _, _, cell in listed(book)].index("D18")
    target.value = "不低于70%"
    stand(book, f"A{row}", "校验结果")
    with pytest.raises(XlperfError, match=f"{SHEET}!D18 的这个问题已经变了，没有改动"):
        run("accept_fix")
    assert target.value == "不低于70%"
    stand(book, "A1", "校验结果")
    with pytest.raises(XlperfError, match="选中的行里没有问题"):
        run("accept_fix")


def test_a_target_that_became_a_formula_becomes_the_text_it_was(book: Any, run: Run) -> None:
    cell = book.sheets[SHEET].range("D18")
    cell.number_format = "General"
    cell.value = "=100%"
    stand(book, "D18")
    assert "“=100%”改成了文本" in run("accept_fix")
    assert (cell.value, cell.number_format) == ("=100%", "@")


def test_an_amount_in_words_becomes_a_number(book: Any, run: Run) -> None:
    cell = book.sheets[SHEET].range("B10")
    shown, was = cell.number_format, cell.value
    cell.value = f"{was / 10_000:.15g}万元"
    stand(book, "B10")
    assert f"改为“{was:.2f}”" in run("accept_fix")
    assert (cell.value, cell.number_format) == (was, shown)


def test_of_a_long_text_the_message_shows_what_changes(book: Any, run: Run) -> None:
    cell = book.sheets[SHEET].range("B14")
    cell.value = f"{LONG}\n"
    shown = cell.number_format
    stand(book, "B14")
    said = run("accept_fix")
    assert (cell.value, cell.number_format) == (LONG, shown)
    assert "履职，⏎”改为“…" in said
    assert len(said) < 250


def test_texts_that_excel_would_parse_stay_texts(app: Any) -> None:
    sheet = app.books.add().sheets[0]
    texts = ["=2", "+1", "1-2", "1E5", "TRUE", "一月一日", "-" * 300, "=甲" + "乙" * 300, "a"]
    for row, text in enumerate(texts, start=1):
        write_text(sheet.range((row, 1)), text)
    assert sheet.range("A1:A9").value == texts
    kept = sheet.range("B1")
    write_text(kept, "2022年会议次数")
    assert (kept.value, kept.number_format) == ("2022年会议次数", "General")


def test_without_a_certain_fix_the_choices_are_named(book: Any, run: Run, backups: Path) -> None:
    sheet = book.sheets[SHEET]
    sheet.range("D20").value = "30天"
    before = sheet.range(WHOLE).value
    stand(book, "D20")
    with pytest.raises(XlperfError, match=r"请在 ≥、＞、＝、＜、≤ 中选用一个.*没有唯一的改法"):
        run("accept_fix")
    assert sheet.range(WHOLE).value == before
    assert not backups.exists()


def test_where_nothing_is_wrong_the_row_is_named(book: Any, run: Run) -> None:
    stand(book, "D19")
    with pytest.raises(XlperfError, match=f"“{SHEET}”第 19 行没有要处理的问题"):
        run("accept_fix")
    stand(book, "A1", "汇总")
    with pytest.raises(XlperfError, match="“汇总”不是项目表"):
        run("accept_fix")
