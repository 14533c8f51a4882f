from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from hypothesis import strategies as st
from xlsxwriter import worksheet

from tests.sizes import for_all, sizes
from xlperf.layouts.sheet import Cell, Sheet, Style
from xlperf.layouts.sheet_names import literal, quoted, sheet_names
from xlperf.output.excel_writer import draw


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("代表工作", "代表工作"),
        ("会议/培训[2022]", "会议 培训 2022"),
        ("'引号'", "引号"),
        ("a'b", "a'b"),
        ("History", "History(2)"),
        ("汇总", "汇总(2)"),
        ("  两边空格\n换行 ", "两边空格 换行"),
        ("", "项目1"),
        (None, "项目1"),
        ("???", "项目1"),
        ("项" * 40, "项" * 31),
        ("𠮷" * 20, "𠮷" * 15),
        ("CT(64排)", "CT(64排)"),
        ("SORT(一期)", "SORT（一期)"),
        ("甲 MINGLE(1)", "甲 MINGLE（1)"),
    ],
)
def test_title_becomes_a_legal_name(title: str | None, name: str) -> None:
    assert sheet_names([title], ["汇总"]) == [name]


def test_titles_that_become_equal_are_numbered() -> None:
    long = "区人大代表之家规范化建设和日常运行维护管理以及其他经费项目一期"
    assert sheet_names(["A/b", "a b", "A:B", long + "甲", long + "乙"]) == [
        "A b",
        "a b(2)",
        "A B(3)",
        long[:31],
        long[:28] + "(2)",
    ]


@pytest.mark.parametrize("count", sizes(20, 500))
def test_names_are_what_excel_accepts(count: int) -> None:
    def are_accepted(titles: list[str]) -> None:
        names = sheet_names(titles, ["汇总"])
        assert len({name.lower() for name in [*names, "汇总", "history"]}) == len(names) + 2
        for name in names:
            assert 0 < len(name.encode("utf-16-le")) <= 62
            assert not set(name) & set("\\/?*[]:")
            assert not name.startswith("'") and not name.endswith("'")

    for_all(st.lists(st.text(max_size=40), max_size=20), count, are_accepted)


def test_names_and_texts_are_quoted_for_formulas() -> None:
    assert quoted("a'b") == "'a''b'"
    assert literal('说"好"') == '"说""好"""'
    assert literal("") == '""'
    assert literal("长" * 300) == f'"{"长" * 255}"&"{"长" * 45}"'
    assert literal("CT(64排)") == '"CT(64排)"'


@pytest.mark.parametrize(
    "function",
    [*re.findall(r"\\b(\w+)\\\(", worksheet.re_dynamic_function.pattern), "MINGLE", "XSINGLE"],
)
def test_no_name_and_no_text_is_taken_for_a_function(function: str) -> None:
    text = f"{function}(1)"
    [name] = sheet_names([text])
    formula = f"={quoted(name)}!A1&{literal(text)}"
    styles = {"plain": Style()}
    cells = [Cell(0, 0, text, "plain", formula=formula)]
    book = draw([Sheet(name, cells, styles, (80.0,), {})])
    assert openpyxl.load_workbook(BytesIO(book))[name]["A1"].value == formula
    assert literal(text) == f'"{function}"&"(1)"'
