"""校验: what the buttons write on the live workbook, and what they leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.excel_addin.conftest import EXAMPLE, Run, summary_rows
from xlperf.errors import XlperfError
from xlperf.excel_addin.buttons.checking import check
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.reading.read_filing import read_filing
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings

CHECK = "F"
SHEET = "代表工作"


def marks(book: Any, sheet: str) -> dict[int, str]:
    values = book.sheets[sheet].range(f"{CHECK}4:{CHECK}60").value
    return {row: text for row, text in enumerate(values, start=4) if text and text != "校验"}


def listed(book: Any) -> list[tuple[str, str, str]]:
    rows = book.sheets["校验结果"].range("B5:E60").value
    return [(rule, sheet, cell) for rule, _, sheet, cell in rows if cell]


def triples(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.at.sheet, finding.at.cell) for finding in findings]


def test_the_live_workbook_reads_as_the_closed_file_does(example: Any) -> None:
    live, closed = read_open_workbook(example).filing, read_filing(EXAMPLE)
    assert live == closed


def test_a_check_of_all_says_what_the_closed_check_says(example: Any, run: Run) -> None:
    example.sheets[SHEET].range("B10").value = -1
    example.sheets[SHEET].range("D18").value = "不低于80%"
    said = run("check_book")
    example.save()
    closed = check_filings([read_filing(Path(example.fullname))])[0]
    assert sorted(listed(example)) == sorted(triples(closed))
    assert ("B01", SHEET, "B10") in listed(example)
    assert ("C11", SHEET, "D18") in listed(example)
    errors = sum(finding.severity == "error" for finding in closed)
    assert f"5 个项目校验完毕。错误 {errors} 处" in said
    assert set(marks(example, SHEET)) >= {10, 18}
    assert "80%" in marks(example, SHEET)[18]


def test_a_swallowed_target_is_found_as_excel_swallows_it(book: Any, run: Run) -> None:
    cell = book.sheets[SHEET].range("D18")
    cell.number_format = "General"
    cell.value = "90%"  # becomes 0.9
    run("check_book")
    assert ("C12", SHEET, "D18") in listed(book)
    assert "90%" in marks(book, SHEET)[18]


def test_settled_findings_disappear_from_their_cells(book: Any, run: Run) -> None:
    book.sheets[SHEET].activate()
    target = book.sheets[SHEET].range("D18")
    before = target.value
    target.value = "不低于80%"
    run("check_sheet")
    assert 18 in marks(book, SHEET)
    target.value = before
    run("check_sheet")
    assert set(marks(book, SHEET)) == {20}


def test_a_check_touches_neither_colours_nor_notes_nor_entries(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    sheet.range("B5").color = (255, 255, 0)
    sheet.range("E18").value = "按上年口径"
    before = sheet.range("A1:E60").value
    formulas = sheet.range("A1:E60").formula
    sheet.range("B10").value = -1
    before[9][1] = -1.0
    run("check_book")
    run("clear_marks")
    assert sheet.range("A1:E60").value[9][1] == -1.0
    follow = (2, 8, 9)  # the first hint and the total follow the amount that was typed
    assert [row for n, row in enumerate(sheet.range("A1:E60").value) if n not in follow] == [
        row for n, row in enumerate(before) if n not in follow
    ]
    changed = sheet.range("A1:E60").formula
    assert [row for n, row in enumerate(changed) if n != 9] == [
        row for n, row in enumerate(formulas) if n != 9
    ]
    assert sheet.range("B5").color == (255, 255, 0)


def test_what_was_typed_in_the_column_of_the_marks_is_left_and_named(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    sheet.range("D18").value = "不低于80%"
    sheet.range("D19").value = "不少于10次"
    sheet.range("D21").value = "不少于20次"
    run("check_book")
    answered = f"{sheet.range('F19').value}\n已与财政局沟通"
    sheet.range("F18").value = "上年即如此"
    sheet.range("F19").value = answered
    sheet.range("F30").value = 3
    sheet.range("D21").value = "≥20次"
    sheet.activate()
    for command in ("check_sheet", "check_book", "clear_marks"):
        said = run(command)
        assert f"{SHEET}!F18、{SHEET}!F19、{SHEET}!F30的“校验”栏里有另外填写的内容" in said
        own = {18: "上年即如此", 19: answered, 30: 3.0}
        assert {row: said for row, said in marks(book, SHEET).items() if row != 20} == own


def test_a_sheet_without_the_column_is_said_to_have_no_marks(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect()
    sheet.range("F1:F60").value = None
    sheet.range("D18").value = "不低于80%"
    sheet.activate()
    assert f"“{SHEET}”没有“校验”栏，标记没有写在表上" in run("check_sheet")
    assert "已清除 1 张项目表的校验标记" in run("clear_marks")


def test_remarks_on_the_list_of_findings_are_kept_as_a_step_and_named(
    app: Any, book: Any, run: Run
) -> None:
    path = book.fullname
    book.sheets[SHEET].range("D18").value = "不低于80%"
    run("check_book")
    book.sheets["校验结果"].range("K5").value = "情况属实"
    book.sheets["校验结果"].range("B60").value = "请科长看一下"
    app.impl.answers[:] = ["no", "no"]
    for command in ("check_book", "clear_marks"):
        assert "“校验结果”没有更新，其中另外填写的内容没有改动。" in run(command)
        assert "不再保留：K5“情况属实”、B60“请科长看一下”" in app.impl.alerts[-1]
        assert book.sheets["校验结果"].range("B60").value == "请科长看一下"
    app.impl.answers.append("yes")
    said = run("check_book")
    assert "“校验结果”上另外填写的内容没有保留：K5“情况属实”、B60“请科长看一下”" in said
    assert book.sheets["校验结果"].range("B60").value is None
    run("undo")
    restored = next(entry for entry in app.books if entry.fullname == path)
    assert restored.sheets["校验结果"].range("K5").value == "情况属实"
    assert restored.sheets["校验结果"].range("B60").value == "请科长看一下"


def test_links_of_the_list_lead_to_the_cells(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    run("check_book")
    row = 5 + [cell for _, _, cell in listed(book)].index("D18")
    assert book.sheets["校验结果"].range(f"E{row}").hyperlink.endswith("D18")


def test_the_summary_counts_the_findings_of_a_new_check(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("D18").value = "不低于80%"
    book.sheets[SHEET].range("B5").value = None
    run("check_book")
    first = summary_rows(book)[0]
    assert first["项目名称"] in (None, SHEET)
    assert first["错误"] + first["提醒"] + first["建议"] == sum(
        s == SHEET for _, s, _ in listed(book)
    )


def test_next_finding_steps_through_all_and_comes_round(example: Any, run: Run) -> None:
    example.sheets[SHEET].range("D18").value = "不低于80%"
    example.sheets[SHEET].activate()
    example.sheets[SHEET].range("A1").select()
    found = check(read_open_workbook(example))
    said = [run("next_finding") for _ in range(len(found) + 1)]
    assert len(found) > 1
    assert f"第 1 个问题，共 {len(found)} 个" in said[0]
    assert f"{SHEET}!D18" in said[0]
    assert "建议改为：≥80%" in said[0]
    assert len(set(said)) == len(found)
    assert said[-1] == said[0]
    assert example.sheets.active.name == SHEET
    assert example.app.selection.address == "$D$18"


def test_clearing_empties_the_marks_and_the_list(book: Any, run: Run) -> None:
    book.sheets[SHEET].range("B10").value = -1
    run("check_book")
    assert marks(book, SHEET)
    assert "2 张项目表" in run("clear_marks")
    assert marks(book, SHEET) == {}
    assert listed(book) == []
    assert book.sheets["校验结果"].range("A2").value == "还没有校验。"


def test_another_sheet_in_front_is_named_in_the_refusal(book: Any, run: Run) -> None:
    book.sheets["汇总"].activate()
    with pytest.raises(XlperfError, match="当前工作表“汇总”不是项目表"):
        run("check_sheet")


def test_a_command_works_on_the_caller_not_on_the_book_in_front(
    app: Any, book: Any, run: Run
) -> None:
    other = app.books.add()
    other.activate()
    assert "2 个项目校验完毕" in run("check_book")
    assert [sheet.name for sheet in other.sheets] == [other.sheets[0].name]


def test_a_check_costs_four_calls_a_sheet_and_a_few_for_a_look_before(
    app: Any, example: Any, run: Run, only_libreoffice: None
) -> None:
    for sheet in list(example.sheets)[3:8]:
        sheet.range("D18").value = "不低于80%"
        sheet.range("D19").value = "不低于80%"
    app.impl.calls.clear()
    run("check_book")
    assert sum(app.impl.calls.values()) <= 4 * len(example.sheets) + 15
    assert app.impl.calls["read values"] <= len(example.sheets)
    assert app.impl.calls["write values"] == 5


def test_the_number_of_cells_changes_nothing_in_the_number_of_calls(
    app: Any, example: Any, run: Run, only_libreoffice: None
) -> None:
    run("check_book")
    app.impl.calls.clear()
    run("check_book")
    few = app.impl.calls.copy()
    sheet = example.sheets[SHEET]
    sheet.api.Unprotect()
    sheet.range("A60:E90").value = [["备注"] * 5] * 31
    app.impl.calls.clear()
    run("check_book")
    assert app.impl.calls == few
