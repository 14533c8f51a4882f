"""The import table: split where certain, listed where not, text throughout."""

from __future__ import annotations

from io import BytesIO
from random import Random

import openpyxl
import pytest

from tests.layouts.filings import filing, indicators, project
from tests.rules.faults import MAKERS, seeded, with_fault
from tests.rules.good import good_filing
from xlperf.layouts.import_table_sheets import import_sheets
from xlperf.operations.import_rest import rest_of
from xlperf.operations.import_table import import_table, split
from xlperf.output.excel_writer import draw
from xlperf.rules.run import check_filings


def parts(target: str) -> tuple[tuple[str, str, str], str | None]:
    return split(indicators(f"产出指标 | 数量指标 | 指标 | {target}", "甲")[0])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (">=1次", ("≥", "1", "次")),
        ("≥13459.00(平方米)", ("≥", "13459.00", "平方米")),
        ("=0%", ("＝", "0", "%")),
        ("＞９０％", ("＞", "90", "%")),
        ("<5天", ("＜", "5", "天")),
        ("不超过1,200元", ("≤", "1200", "元")),
        ("有效", ("定性", "有效", "")),
        ("12月底前", ("定性", "12月底前", "")),
    ],
)
def test_a_target_goes_into_three_columns(target, expected):
    assert parts(target) == (expected, None)


@pytest.mark.parametrize(
    ("target", "expected", "why"),
    [
        ("=2", ("＝", "2", ""), "unit"),
        ("90%", ("", "90", "%"), "operator"),
        ("达到90%", ("", "", ""), "words"),
        ("80%-90%", ("", "", ""), "forbidden"),
        ("不少于100人,宣传用品不少于20000份", ("", "", ""), "several"),
        (".", ("", "", ""), "empty"),
    ],
)
def test_what_is_not_certain_stays_open_with_the_reason(target, expected, why):
    assert parts(target) == (expected, why)


def drawn(given):
    table = import_table(given)
    return BytesIO(draw(import_sheets(given, table, list(rest_of(given, table)))))


def test_every_cell_of_the_drawn_table_is_text():
    given = filing(project("代表/工作", "2 2 0 2 2 0 0"), project("代表:工作", "2 2 0 2 2 0 0"))
    book = openpyxl.load_workbook(drawn(given))
    assert book.sheetnames == ["一体化导入表", "未拆分的指标值", "导入表没有的内容"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[2] == (
        "单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标",
        "指标性质", "指标值", "度量单位", "权重", "指标方向性",
    )  # fmt: skip
    assert rows[4][1:3] == ("代表/工作", "2")
    assert rows[4][4:] == ("产出指标", "数量指标", "工作计划完成率", "＞", "90", "%", None, None)


@pytest.mark.parametrize("seed", range(40))
def test_the_imports_rules_and_the_split_agree(seed):
    rng = Random(seed)
    given = good_filing(rng)
    codes = sorted(code for code in MAKERS if code[0] in "CE" and code != "C12")
    if fault := seeded(rng, rng.choice(codes), given):
        given = with_fault(given, fault)
    found = check_filings([given], integrated=True)[0]
    refused = {f.at for f in found if f.rule in ("E01", "E02", "E03", "E07")}
    empty = {f.at for f in found if f.rule == "C03" and f.field == "target"}
    assert {unsplit.at for unsplit in import_table(given).unsplit} == refused | empty
