"""The engine mimics Excel where that matters, and runs unmodified xlwings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw


@pytest.fixture
def sheet(app: Any) -> Any:
    return app.books.add().sheets[0]


def test_numbers_come_back_as_floats_and_empty_as_none(sheet: Any) -> None:
    sheet.range("A1").value = [[1, None, "校验"], [2.5, "", ">=1次"]]
    assert sheet.range("A1:C2").value == [[1.0, None, "校验"], [2.5, None, ">=1次"]]
    assert isinstance(sheet.range("A1").value, float)


def test_dates_come_back_as_datetimes(sheet: Any) -> None:
    sheet.range("B2").value = datetime(2022, 1, 31)
    assert sheet.range("A1:B2").value == [[None, None], [None, datetime(2022, 1, 31)]]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("=2", 2.0),
        ("=100%", 1.0),
        ("+1", 1.0),
        ("01", 1.0),
        ("90%", 0.9),
        ("1,200,000", 1200000.0),
        (">=1次", ">=1次"),
        ("'=2", "=2"),
        ("2022-01-31", datetime(2022, 1, 31)),
    ],
)
def test_a_general_cell_parses_what_is_written(sheet: Any, typed: str, stored: object) -> None:
    sheet.range("A1").value = typed
    assert sheet.range("A1").value == stored


def test_one_to_two_becomes_a_date_in_a_general_cell(sheet: Any) -> None:
    sheet.range("A1").value = "1-2"
    swallowed = sheet.range("A1").value
    assert (swallowed.month, swallowed.day) == (1, 2)


def test_a_text_cell_keeps_what_is_written(sheet: Any) -> None:
    sheet.range("A1:A4").number_format = "@"
    sheet.range("A1:B4").value = [["=2", "=2"], ["+1", "+1"], ["01", "01"], ["1-2", "x"]]
    assert sheet.range("A1:A4").value == ["=2", "+1", "01", "1-2"]
    assert sheet.range("B1").formula == "=2"


def test_an_error_value_is_none_unless_asked_for(sheet: Any) -> None:
    sheet.range("A1").value = "=1/0"
    assert sheet.range("A1").value is None
    assert sheet.range("A1").options(err_to_str=True).value == "#DIV/0!"


def test_a_book_is_saved_closed_and_opened_again(app: Any, tmp_path: Path) -> None:
    path = tmp_path / "预算 & '目标' 100%=.xlsx"
    book = app.books.add()
    book.sheets[0].range("C3").value = "项目"
    book.save(path)
    assert book.name == path.name
    book.close()
    again = xw.Book(path)
    assert again.sheets[0].used_range.address == "$C$3"
    assert again.sheets[0].range("C3").value == "项目"


def test_a_sheet_copied_into_another_book_gets_a_free_name(app: Any) -> None:
    source, target = app.books.add(), app.books.add()
    source.sheets[0].range("A1").value = "来"
    source.sheets[0].name = "汇总"
    target.sheets[0].name = "汇总"
    copied = source.sheets["汇总"].copy(after=target.sheets[0])
    assert (copied.name, copied.range("A1").value) == ("汇总 (2)", "来")
    assert [sheet.name for sheet in target.sheets] == ["汇总", "汇总 (2)"]


def test_the_caller_is_the_book_that_was_set(app: Any) -> None:
    first, second = app.books.add(), app.books.add()
    first.set_mock_caller()
    second.activate()
    assert xw.Book.caller().impl is first.impl


def test_calls_into_the_application_are_counted(app: Any, only_libreoffice: None) -> None:
    sheet = app.books.add().sheets[0]
    app.impl.calls.clear()
    area = sheet.range((1, 1), (200, 50))
    area.raw_value = [["甲"] * 50] * 200
    assert area.value[199][49] == "甲"
    assert app.impl.calls == {"write values": 1, "read values": 1}
