"""恢复上一步: nothing that was typed is lost by it, whatever happened since the step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.excel_addin.conftest import Run
from tests.excel_addin.test_fixing import stand
from xlperf.errors import XlperfError
from xlperf.excel_addin import launch
from xlperf.excel_addin.commands import run_command
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.excel_addin.undo import keep_state

SHEET, OTHER = "代表工作", "人大会议"
FAULT, FIXED = "不低于80%", "≥80%"
TYPED = "恢复之前刚刚填写的一段"

pytestmark = pytest.mark.usefixtures("only_libreoffice")


def again(app: Any, path: str) -> Any:
    """The workbook as it is open now, and the caller of what is run next."""
    book = next(entry for entry in app.books if entry.fullname == path)
    book.set_mock_caller()
    return book


def target(book: Any) -> str:
    value: str = book.sheets[SHEET].range("D18").value
    return value


def fix(book: Any, run: Run) -> str:
    """One command that makes a step, and the workbook's path."""
    book.sheets[SHEET].range("D18").value = FAULT
    stand(book, "D18")
    run("accept_fix")
    assert target(book) == FIXED
    path: str = book.fullname
    return path


def stepped(book: Any) -> str:
    """The same step without what its button looks at and marks besides."""
    entry = book.sheets[SHEET].range("D18")
    entry.value = FAULT
    with keep_state.step(book, "采纳修改", [sheet.name for sheet in book.sheets]):
        entry.value = FIXED
    path: str = book.fullname
    return path


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.xls?"))


def questions(app: Any) -> list[str]:
    found: list[str] = app.impl.alerts
    return found


@pytest.fixture(autouse=True)
def nobody_asked(application: Any, only_libreoffice: None) -> None:
    application.impl.alerts.clear()
    application.impl.answers.clear()


def test_one_step_back_and_the_same_button_forward_again(app: Any, book: Any, run: Run) -> None:
    path = fix(book, run)
    said = run("undo")
    assert "已恢复到“采纳修改”之前的样子" in said
    assert target(again(app, path)) == FAULT
    assert "已恢复到“采纳修改”之后的样子" in run("undo")
    assert target(again(app, path)) == FIXED
    assert "已恢复到“采纳修改”之前的样子" in run("undo")
    assert target(again(app, path)) == FAULT
    assert questions(app) == []


def test_sheets_that_a_command_added_go_and_unsaved_entries_stay(
    app: Any, book: Any, run: Run
) -> None:
    book.sheets[SHEET].range("D18").value = "没有保存的改动"
    names = [sheet.name for sheet in book.sheets]
    path = book.fullname
    run("add_project")
    run("undo")
    restored = again(app, path)
    assert [sheet.name for sheet in restored.sheets] == names
    assert target(restored) == "没有保存的改动"
    assert questions(app) == []


def test_a_check_makes_no_step(book: Any, run: Run, backups: Path) -> None:
    book.sheets[SHEET].range("D18").value = FAULT
    for command in ("check_sheet", "check_book", "clear_marks"):
        book.sheets[SHEET].activate()
        run(command)
        assert not backups.exists(), command
    book.sheets[SHEET].range("B14").value = TYPED
    book.save()
    with pytest.raises(XlperfError, match="没有备份可以恢复"):
        run("undo")
    assert book.sheets[SHEET].range("B14").value == TYPED


def test_what_was_typed_and_saved_since_is_asked_about_and_kept(
    app: Any, book: Any, run: Run
) -> None:
    path = stepped(book)
    book.sheets[OTHER].range("B14").value = TYPED
    book.save()
    before = Path(path).read_bytes()
    app.impl.answers.append("no")
    assert run("undo") == f"没有恢复，{Path(path).name} 没有改动。"
    assert again(app, path).sheets[OTHER].range("B14").value == TYPED
    assert Path(path).read_bytes() == before
    app.impl.answers.append("yes")
    run("undo")
    assert again(app, path).sheets[OTHER].range("B14").value != TYPED
    asked = questions(app)
    assert len(asked) == 2
    assert f"又有改动：“{OTHER}”。" in asked[0]
    assert SHEET not in asked[0]
    assert "恢复到“采纳修改”之前的样子" in asked[0]
    run("undo")
    assert again(app, path).sheets[OTHER].range("B14").value == TYPED
    assert target(again(app, path)) == FIXED
    assert len(questions(app)) == 2


def test_what_was_typed_after_going_back_is_asked_about_too(app: Any, book: Any, run: Run) -> None:
    path = stepped(book)
    run("undo")
    again(app, path).sheets[OTHER].range("B14").value = TYPED
    app.impl.answers += ["yes"]
    run("undo")
    assert target(again(app, path)) == FIXED
    run("undo")
    assert again(app, path).sheets[OTHER].range("B14").value == TYPED


def test_saving_closing_and_checking_since_is_no_change(app: Any, book: Any, run: Run) -> None:
    book.sheets[OTHER].range("D19").value = "不少于10次"
    path = book.fullname
    run("add_project")
    run("check_book")
    assert "不少于10次" in book.sheets[OTHER].range("F19").value
    stand(book, "D18")
    run("insert_indicator")  # which notes the project on 指标库
    book.save()
    book.close()
    app.books.open(path)
    again(app, path)
    assert "已恢复到“新增项目”之前的样子" in run("undo")
    restored = again(app, path)
    assert restored.sheets[OTHER].range("D19").value == "不少于10次"
    assert restored.sheets[OTHER].range("F19").value is None
    assert questions(app) == []


def test_an_entry_anywhere_is_a_change_until_it_is_taken_back(
    app: Any, book: Any, run: Run
) -> None:
    stepped(book)
    for sheet, cell, typed in (
        (SHEET, "D18", "80%"),
        (SHEET, "B14", "一行\n两行"),
        (SHEET, "F30", "已与财政局沟通"),
        (SHEET, "AB200", 0),
        ("汇总", "A90", "=1+1"),
        ("校验结果", "K9", "情况属实"),
        ("指标库", "C70", "新的指标"),
    ):
        book.sheets[sheet].api.Unprotect()
        entry = book.sheets[sheet].range(cell)
        before = entry.value
        entry.value = typed
        app.impl.answers.append("no")
        run("undo")
        assert f"又有改动：“{sheet}”。" in questions(app)[-1], (sheet, cell)
        entry.value = "" if before is None else before
    asked = len(questions(app))
    run("undo")
    assert len(questions(app)) == asked


def test_sheets_that_came_or_were_renamed_are_named(app: Any, book: Any, run: Run) -> None:
    stepped(book)
    book.sheets.add("自己的表")
    book.sheets[OTHER].name = "改名"
    app.impl.answers.append("no")
    run("undo")
    for name in ("自己的表", "改名", OTHER):
        assert f"“{name}”" in questions(app)[0]


def test_a_command_that_failed_halfway_is_asked_about(
    app: Any, book: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, live = book.fullname, read_open_workbook(book)
    with pytest.raises(ZeroDivisionError), keep_state.step(book, "半途而废", live.sheets):
        book.sheets[SHEET].range("D18").value = "改到一半"
        raise ZeroDivisionError
    app.impl.answers.append("yes")
    assert "已恢复到“半途而废”之前的样子" in run("undo")
    assert "不能确定上一步以后" in questions(app)[0]
    assert target(again(app, path)) != "改到一半"


def test_workbooks_of_one_name_in_two_folders_have_steps_of_their_own(
    app: Any, book: Any, run: Run, tmp_path: Path, two_projects: Path
) -> None:
    stepped(book)
    other = tmp_path / "另一个" / Path(book.fullname).name
    other.parent.mkdir()
    book.close()
    shutil.copy(two_projects, other)
    with pytest.raises(XlperfError, match="没有备份可以恢复"):
        run_command(app.books.open(other), "undo", "")


def test_a_workbook_saved_under_a_new_name_is_told_where_its_copies_are(
    app: Any, book: Any, run: Run, tmp_path: Path, backups: Path
) -> None:
    stepped(book)
    book.save(tmp_path / "另存.xlsx")
    with pytest.raises(XlperfError, match=r"另存\.xlsx 没有备份可以恢复.*另存或移动过的") as error:
        run_command(book, "undo", "")
    assert str(backups) in str(error.value)


def test_a_workbook_never_saved_is_checked_but_not_changed(app: Any, book: Any) -> None:
    unsaved = app.books.add()
    book.sheets[SHEET].copy(after=unsaved.sheets[0])
    assert "1 个项目校验完毕" in run_command(unsaved, "check_book", "")
    for command in ("add_project", "rebuild_summary", "undo"):
        with pytest.raises(XlperfError, match="还没有保存过"):
            run_command(unsaved, command, "")


def test_a_workbook_on_a_drive_in_the_net_is_refused_in_words(
    app: Any, book: Any, run: Run, monkeypatch: pytest.MonkeyPatch, backups: Path
) -> None:
    from tests.engine.app import BookApi

    monkeypatch.setattr(BookApi, "FullName", "https://d.docs.live.net/1a2b3c/预算.xlsx")
    for command in ("add_project", "undo", "forms_of_book"):
        with pytest.raises(XlperfError, match=r"在网盘上.*请先另存到本机的文件夹"):
            run(command)
    assert not backups.exists()


def test_a_workbook_open_for_reading_alone_is_not_replaced(app: Any, book: Any, run: Run) -> None:
    path = stepped(book)
    book.save()
    book.close()
    before = Path(path).read_bytes()
    again(app, app.books.open(path, read_only=True).fullname)
    with pytest.raises(XlperfError, match=r"以只读方式打开的，没有恢复.*0001 采纳修改（之前）"):
        run("undo")
    assert Path(path).read_bytes() == before
    assert target(again(app, path)) == FIXED


def test_a_copy_that_was_damaged_restores_nothing(
    app: Any, book: Any, run: Run, backups: Path
) -> None:
    path = stepped(book)
    (copy,) = backups.rglob("*.xlsx")
    content = copy.read_bytes()
    for damaged in (content[:-100], content[:500] + content[501:], None):
        if damaged is None:
            copy.unlink()
        else:
            copy.write_bytes(damaged)
        said = "已损坏" if damaged else "找不到了"
        with pytest.raises(XlperfError, match=f"“采纳修改”之前的备份{said}.*没有恢复"):
            run("undo")
        assert target(again(app, path)) == FIXED


def test_a_note_that_was_lost_is_asked_about(app: Any, book: Any, run: Run, backups: Path) -> None:
    stepped(book)
    (note,) = backups.rglob("*.json")
    assert json.loads(note.read_text("ascii"))[SHEET]
    note.write_text("[]", "ascii")
    app.impl.answers.append("no")
    assert "没有恢复" in run("undo")
    assert "不能确定上一步以后" in questions(app)[0]


@contextmanager
def little_room(most: int) -> Iterator[None]:
    """No file of ours may grow beyond so many bytes, as on a disk that fills up."""
    resource = pytest.importorskip("resource", reason="limits as Linux and macOS have them")
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_without_room_for_a_copy_nothing_is_changed_and_nothing_restored(
    app: Any, book: Any, run: Run, backups: Path
) -> None:
    with little_room(20_000), pytest.raises(XlperfError, match="写入失败"):
        fix(book, run)
    assert target(book) == FAULT
    assert copies(backups) == []
    path = stepped(book)
    kept = copies(backups)
    book.sheets[OTHER].range("B14").value = TYPED
    app.impl.answers.append("yes")
    with little_room(20_000), pytest.raises(XlperfError, match="写入失败"):
        run("undo")
    assert copies(backups) == kept
    assert again(app, path).sheets[OTHER].range("B14").value == TYPED
    assert target(again(app, path)) == FIXED


def test_an_application_that_writes_no_copy_is_told(
    app: Any, book: Any, run: Run, monkeypatch: pytest.MonkeyPatch, backups: Path
) -> None:
    from tests.engine.app import Book

    path = stepped(book)
    kept = copies(backups)

    def refuse(*_: Any) -> None:
        raise RuntimeError("SaveCopyAs failed")

    monkeypatch.setattr(Book, "store", refuse)
    for command in ("add_project", "undo"):
        with pytest.raises(XlperfError, match="现在的内容留作备份，什么都没有改动"):
            run(command)
    assert copies(backups) == kept
    assert target(again(app, path)) == FIXED


def test_a_file_that_cannot_be_written_is_opened_as_it_is_and_loses_nothing(
    app: Any, book: Any, run: Run
) -> None:
    path = stepped(book)
    book.save()
    before = Path(path).read_bytes()
    book.sheets[OTHER].range("B14").value = TYPED
    lock = Path(path).with_name(f"~${Path(path).name}")
    lock.write_bytes(b"\x04user")
    app.impl.answers.append("yes")
    with pytest.raises(XlperfError, match=r"正被 user 打开.*没有恢复.*0002 采纳修改（之后）"):
        run("undo")
    lock.unlink()
    assert Path(path).read_bytes() == before
    assert again(app, path).sheets[OTHER].range("B14").value != TYPED
    app.impl.answers.append("yes")
    run("undo")
    assert again(app, path).sheets[OTHER].range("B14").value == TYPED


def test_what_was_saved_last_is_kept_though_it_is_neither_before_nor_after(
    app: Any, book: Any, run: Run
) -> None:
    book.sheets[OTHER].range("B14").value = TYPED
    book.save()
    path = Path(book.fullname)
    saved = path.read_bytes()
    book.sheets[OTHER].range("B14").value = "没有保存"
    stepped(book)
    said = launch.run_on(book, "undo")
    assert "已恢复到“采纳修改”之前的样子" in said
    assert "备份" in said.splitlines()[1]
    assert path.read_bytes() != saved
    around = [entry for entry in path.parent.rglob("*") if entry.is_file()]
    assert saved in [entry.read_bytes() for entry in around]


def test_the_copies_of_older_steps_are_kept_and_named(
    app: Any, book: Any, run: Run, backups: Path
) -> None:
    run("add_project")
    path = stepped(book)
    said = run("undo")
    (folder,) = backups.iterdir()
    assert f"更早的 1 份备份在 {folder}" in said
    names = [name.partition("）")[0] for name in copies(backups)]
    assert names == ["0001 新增项目（之前", "0003 采纳修改（之后"]
    assert target(again(app, path)) == FAULT


def test_a_workbook_with_macros_is_restored_beside_itself(
    app: Any, book: Any, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "自带宏.xlsm"
    book.save(path)
    live = app.books.open(path) if book.fullname != str(path) else book
    live.set_mock_caller()
    stepped(live)
    live.sheets[OTHER].range("B14").value = TYPED
    said = run("undo")
    assert "恢复为 自带宏（恢复）.xlsm 并打开" in said
    assert live.sheets[OTHER].range("B14").value == TYPED
    opened = next(entry for entry in app.books if entry.name == "自带宏（恢复）.xlsm")
    assert target(opened) == FAULT
    assert questions(app) == []
