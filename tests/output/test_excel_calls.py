"""Whatever XlsxWriter would leave out, cut or only warn of raises, in one sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.workbook import Workbook

from xlperf.errors import XlperfError
from xlperf.output.excel_calls import Checked, raising_warnings

OUTPUT = Path(__file__).parents[2] / "xlperf" / "output"
BELOW = 1_048_576
"""The first row that a worksheet has not."""
LONG = "长" * 32_768
PAIRS = "𠮷" * 16_384
BOTH = "有内容写不进 Excel 工作簿"

CALLS: list[tuple[str, tuple[Any, ...], str]] = [
    (
        "write_string",
        (1, 0, LONG),
        "^工作表“表”的 A2 要写入的文字有 32768 字，超过.* 32767 字的上限",
    ),
    ("write_string", (1, 1, PAIRS), "^工作表“表”的 B2 要写入的文字有 32768 字，超过"),
    ("write_string", (BELOW, 0, "x"), f"^工作表“表”的 A1048577 {BOTH}（write_string：-1）"),
    ("write_number", (0, 16_384, 1), f"^工作表“表”的 XFE1 {BOTH}（write_number：-1）"),
    ("write_blank", (BELOW, 0, None, "format"), f"{BOTH}（write_blank：-1）"),
    ("write_formula", (0, 0, ""), f"的 A1 {BOTH}（write_formula：Formula can't be None"),
    ("write_rich_string", (0, 0, LONG, "x", "y"), "的 A1 要写入的文字有 32770 字"),
    ("write_url", (0, 0, "external:" + "x" * 2080), "的 A1 要写入的链接太长"),
    ("write_url", (0, 0, "internal:" + "x" * 2080), "的 A1 要写入的链接太长"),
    ("merge_range", (0, 0, 0, 0, None), f"的 A1 {BOTH}（merge_range：Can't merge single cell"),
    ("merge_range", (1, 1, 2, 2, None), f"的 B2 {BOTH}（merge_range：.*overlaps"),
    ("set_column_pixels", (16_384, 16_384, 9), f"^工作表“表”{BOTH}（set_column_pixels：-1）"),
    ("set_row_pixels", (BELOW, 9), f"^工作表“表”{BOTH}（set_row_pixels：-1）"),
    ("autofilter", (0, 0, BELOW, 1), f"{BOTH}（autofilter：-1）"),
    ("data_validation", (0, 0, 0, 0, {"validate": "any", "input_title": "长" * 33}), "title"),
    ("data_validation", (0, 0, 0, 0, {"validate": "any", "input_message": LONG}), "message"),
    ("data_validation", (0, 0, 0, 0, {"validate": "list", "source": [LONG]}), "255"),
    ("data_validation", (0, 0, 0, 0, {"input_title": "x"}), "required"),
    ("conditional_format", (0, 0, 0, 0, {"type": "none"}), "none"),
    ("ignore_errors", ({"none": "A1"},), "Unknown parameter"),
    ("protect", ("", {"none": True}), "Unknown protection object"),
    ("set_footer", ("x" * 256,), "255"),
    ("insert_chart", (BELOW, 0, "chart"), "Cannot insert chart"),
]


@pytest.fixture
def book() -> Iterator[Checked]:
    with raising_warnings():
        yield Checked(Workbook(BytesIO(), {"in_memory": True}))


@pytest.fixture
def sheet(book: Checked) -> Checked:
    return Checked(book.add_worksheet("表"), "表")


@pytest.mark.parametrize(("method", "given", "said"), CALLS)
def test_what_a_worksheet_does_not_wholly_write_raises(
    method: str, given: tuple[Any, ...], said: str, book: Checked, sheet: Checked
) -> None:
    sheet.merge_range(2, 2, 3, 3, None)
    made = {"format": book.add_format(), "chart": book.add_chart({"type": "bar"})}
    given = tuple(made.get(arg, arg) if isinstance(arg, str) else arg for arg in given)
    with pytest.raises(XlperfError, match=said) as raised:
        getattr(sheet, method)(*given)
    assert str(raised.value).startswith("工作表“表”")
    assert str(raised.value).endswith("后再试。")
    with pytest.raises(XlperfError, match=said):  # and not only the first time
        getattr(sheet, method)(*given)


@pytest.mark.parametrize(
    ("method", "given", "said"),
    [
        ("define_name", ("A1", "=1"), "looks like a cell name"),
        ("define_name", ("有 空格", "=1"), "Invalid Excel characters"),
        ("add_worksheet", ("表",), "already in use"),
        ("add_worksheet", ("长" * 32,), "31 chars"),
        ("add_chart", ({"type": "none"},), "Unknown chart type"),
        ("set_tab_ratio", (101,), "Tab ratio"),
    ],
)
def test_what_a_workbook_does_not_wholly_write_raises(
    method: str, given: tuple[Any, ...], said: str, book: Checked, sheet: Checked
) -> None:
    with pytest.raises(XlperfError, match=f"^工作簿{BOTH}（{method}：.*{said}"):
        getattr(book, method)(*given)


def test_the_link_that_is_one_too_many_raises(sheet: Checked) -> None:
    for row in range(65_530):
        sheet.write_url(row, 0, "internal:表!A1", None, "x")
    with pytest.raises(XlperfError, match="的 A65531 要写入的链接"):
        sheet.write_url(65_530, 0, "internal:表!A1", None, "x")


def test_warning_when_the_workbook_is_closed_raises(book: Checked, sheet: Checked) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=没有!$A$1:$A$2"})
    sheet.insert_chart(0, 0, chart)
    with pytest.raises(XlperfError, match="close：Unknown worksheet reference"):
        book.close()


def test_what_is_written_answers_as_ever(book: Checked, sheet: Checked) -> None:
    assert sheet.write_string(0, 0, "字" * 32_767) == 0
    assert sheet.write_string(1, 0, "𠮷" * 16_383 + "字") == 0
    assert sheet.hide_gridlines(2) is None
    assert book.add_format().__class__.__name__ == "Format"


def test_only_public_names_of_xlsxwriter_are_used() -> None:
    for path in OUTPUT.glob("excel_*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and re.match("_[^_]", node.attr):
                assert isinstance(node.value, ast.Name) and node.value.id == "self", node.attr
            if isinstance(node, ast.ClassDef):
                assert {base.id for base in node.bases if isinstance(base, ast.Name)} <= {"str"}
            if isinstance(node, ast.ImportFrom) and "xlsxwriter" in (node.module or ""):
                assert not any(alias.name.startswith("_") for alias in node.names)
