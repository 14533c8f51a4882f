"""插入指标: from a project to 指标库 and back, with what was selected there as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.excel_addin.conftest import Run, saved_with
from tests.excel_addin.test_fixing import SHEET, WHOLE, changed, stand
from xlperf.errors import XlperfError
from xlperf.excel_addin.open_workbook import read_open_workbook
from xlperf.operations.indicator_library import starter
from xlperf.reading.read_filing import read_filing

LIBRARY = "指标库"
INTO = "F2"
FREE = 23  # the first empty row of the table of 代表工作


@pytest.fixture(scope="module")
def two_projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects with the whole library."""
    return saved_with(starter(), tmp_path_factory)


def row_of(level3: str) -> int:
    """The row of 指标库 in which an indicator stands."""
    return 4 + [entry.level3 for entry in starter()].index(level3)


def lacking(book: Any, level1: str | None = None) -> list[str]:
    project = read_open_workbook(book).project_at(SHEET)
    present = {indicator.level3 for indicator in project.indicators}
    return [e.level3 for e in starter() if e.level3 not in present and level1 in (None, e.level1)]


def test_from_a_project_the_library_shows_what_its_row_lacks(
    book: Any, run: Run, backups: Path
) -> None:
    book.sheets[SHEET].range(f"A{FREE}").value = "效益指标"
    before = book.sheets[SHEET].range(WHOLE).value
    stand(book, f"C{FREE}")
    said = run("insert_indicator")
    found = lacking(book, "效益指标")
    assert f"“效益指标”下有 {len(found)} 条“{SHEET}”还没有的指标" in said
    assert book.sheets.active.name == LIBRARY
    assert book.app.selection.row == row_of(found[0])
    assert book.sheets[LIBRARY].range(INTO).value == SHEET
    assert book.sheets[SHEET].range(WHOLE).value == before
    assert not backups.exists()


def test_selected_indicators_fill_the_first_empty_rows_as_text(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    before = sheet.range(WHOLE).value
    formats = [sheet.range(f"{c}{FREE}").number_format for c in "ABCD"]
    stand(book, f"A{FREE}")
    run("insert_indicator")
    chosen = lacking(book)[:2]
    stand(book, f"A{row_of(chosen[0])}:C{row_of(chosen[1])}", LIBRARY)
    wanted = [e for e in starter() if row_of(chosen[0]) <= row_of(e.level3) <= row_of(chosen[1])]
    new = [entry for entry in wanted if entry.level3 in chosen]
    said = run("insert_indicator")
    assert f"已在“{SHEET}”插入 2 条指标：{chosen[0]}（第 {FREE} 行）" in said
    if len(wanted) > len(new):
        assert f"另有 {len(wanted) - len(new)} 条本表已有" in said
    rows = sheet.range(f"A{FREE}:D{FREE + 1}").value
    assert rows == [[*entry.levels, entry.targets[0]] for entry in new]
    assert set(changed(before, sheet.range(WHOLE).value)) == {
        f"{letter}{row}" for letter in "ABCD" for row in (FREE, FREE + 1)
    }
    assert [sheet.range(f"{c}{FREE}").number_format for c in "ABCD"] == formats
    assert formats[3] == "@"
    assert book.sheets.active.name == SHEET
    assert book.app.selection.address == f"$D${FREE}"


def test_a_row_begun_with_the_levels_is_filled_and_its_levels_stay(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    [name, *_] = lacking(book, "效益指标")
    entry = next(e for e in starter() if e.level3 == name)
    sheet.range(f"A{FREE + 2}:B{FREE + 2}").value = list(entry.levels[:2])
    before = sheet.range(WHOLE).value
    stand(book, f"C{FREE + 2}")
    run("insert_indicator")
    stand(book, f"C{row_of(entry.level3)}", LIBRARY)
    run("insert_indicator")
    row = FREE + 2
    assert changed(before, sheet.range(WHOLE).value) == [f"C{row}", f"D{row}"]
    assert sheet.range(f"A{row}:D{row}").value == [*entry.levels, entry.targets[0]]


def test_a_word_in_the_row_finds_names_and_sectors_and_makes_room(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    row = FREE + 1
    sheet.range(f"A{row}:C{row}").value = ["产出指标", "数量指标", "培训"]
    stand(book, f"C{row}")
    new = lacking(book)
    counts = (e for e in starter() if e.level2 == "数量指标" and e.level3 in new)
    wanted = [e.level3 for e in counts if "培训" in f"{e.level3} {e.sector}"]
    assert f"名称或领域含“培训”的，有 {len(wanted)} 条" in run("insert_indicator")
    assert len(wanted) < len(lacking(book, "产出指标"))
    assert book.app.selection.row == row_of(wanted[0])
    stand(book, f"C{row_of(wanted[1])}", LIBRARY)
    run("insert_indicator")
    assert sheet.range(f"A{row}:C{row}").value == ["产出指标", "数量指标", wanted[1]]
    assert sheet.range(f"A{FREE}:D{FREE}").value == [None] * 4


def test_rows_that_a_filter_hides_are_not_inserted(book: Any, run: Run) -> None:
    book.sheets[LIBRARY].range(INTO).value = SHEET
    head = f"$A$3:$J${3 + len(starter())}"
    book.sheets[LIBRARY].api.Range(head).AutoFilter(Field=9, Criteria1="=教育")
    new = lacking(book)
    shown = [row_of(e.level3) for e in starter() if e.sector == "教育" and e.level3 in new]
    first = next(n for n, row in enumerate(shown) if shown[n + 1] > row + 1)
    stand(book, f"A{shown[first]}:A{shown[first + 1]}", LIBRARY)
    assert "插入 2 条指标" in run("insert_indicator")
    names = [starter()[row - 4].level3 for row in shown[first : first + 2]]
    assert book.sheets[SHEET].range(f"C{FREE}:C{FREE + 1}").value == names


def test_a_selected_target_is_the_one_that_is_inserted(book: Any, run: Run) -> None:
    book.sheets[LIBRARY].range(INTO).value = SHEET
    row = row_of(lacking(book)[0])
    book.sheets[LIBRARY].range(f"E{row}").number_format = "@"
    book.sheets[LIBRARY].range(f"E{row}").value = "=0%"
    stand(book, f"E{row}", LIBRARY)
    run("insert_indicator")
    cell = book.sheets[SHEET].range(f"D{FREE}")
    assert (cell.value, cell.formula) == ("=0%", "=0%")


def test_the_saved_workbook_holds_the_inserted_indicator(book: Any, run: Run) -> None:
    book.sheets[LIBRARY].range(INTO).value = "代表工作"
    level3 = lacking(book)[0]
    stand(book, f"A{row_of(level3)}", LIBRARY)
    run("insert_indicator")
    book.save()
    project = read_filing(Path(book.fullname)).projects[0]
    assert project.indicators[-1].level3 == level3
    assert project.indicators[-1].swallowed is None


def test_what_the_project_has_is_not_inserted_again(book: Any, run: Run, backups: Path) -> None:
    book.sheets[LIBRARY].range(INTO).value = SHEET
    present = starter()[0]
    book.sheets[SHEET].range(f"A{FREE}:C{FREE}").value = list(present.levels)
    stand(book, f"A{row_of(present.level3)}", LIBRARY)
    with pytest.raises(XlperfError, match=f"“{SHEET}”里已经有选中的 1 条指标，没有插入"):
        run("insert_indicator")
    assert not backups.exists()


def test_the_project_must_be_known_and_an_indicator_selected(book: Any, run: Run) -> None:
    stand(book, f"A{row_of(lacking(book)[0])}", LIBRARY)
    with pytest.raises(XlperfError, match="还不知道插入到哪个项目；请先点开要填的项目表"):
        run("insert_indicator")
    book.sheets[LIBRARY].range(INTO).value = "没有的项目"
    with pytest.raises(XlperfError, match="“没有的项目”不在本工作簿"):
        run("insert_indicator")
    stand(book, "A1", LIBRARY)
    with pytest.raises(XlperfError, match="没有选中指标"):
        run("insert_indicator")


def test_merged_rows_and_rows_with_notes_are_not_empty(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect()
    sheet.range(f"A{FREE - 1}:A{FREE}").impl.uno.merge(True)
    sheet.range(f"E{FREE + 1}").value = "待定"
    book.sheets[LIBRARY].range(INTO).value = SHEET
    level3 = lacking(book)[0]
    stand(book, f"A{row_of(level3)}", LIBRARY)
    run("insert_indicator")
    assert sheet.range(f"C{FREE}").value is None
    assert sheet.range(f"C{FREE + 2}").value == level3


def test_a_full_table_takes_nothing(book: Any, run: Run) -> None:
    sheet = book.sheets[SHEET]
    project = read_open_workbook(book).project_at(SHEET)
    places = read_open_workbook(book).grids[SHEET]
    end = next(n for n, row in enumerate(places.rows, 1) if n > FREE and row[0])
    sheet.range(f"C{FREE}:C{end - 2}").value = "占位"
    assert len(project.indicators) == FREE - 18
    book.sheets[LIBRARY].range(INTO).value = SHEET
    stand(book, f"A4:A{3 + len(starter())}", LIBRARY)
    before = sheet.range("A3:E80").value
    with pytest.raises(XlperfError, match=r"指标表只剩 1 个空行，要插入 \d+ 条，没有插入"):
        run("insert_indicator")
    assert sheet.range("A3:E80").value == before


def test_a_library_that_is_gone_is_drawn_again(book: Any, run: Run) -> None:
    book.sheets[LIBRARY].delete()
    stand(book, "A1")
    assert f"{len(lacking(book))} 条" in run("insert_indicator")
    assert book.sheets[LIBRARY].range(INTO).value == SHEET


def test_one_step_back_takes_the_indicator_out(app: Any, book: Any, run: Run) -> None:
    path = book.fullname
    stand(book, f"A{FREE}")
    run("insert_indicator")
    stand(book, f"A{row_of(lacking(book)[0])}", LIBRARY)
    run("insert_indicator")
    assert "已恢复到“插入指标”之前的样子" in run("undo")
    restored = next(entry for entry in app.books if entry.fullname == path)
    assert restored.sheets[SHEET].range(f"A{FREE}:D{FREE}").value == [None] * 4
