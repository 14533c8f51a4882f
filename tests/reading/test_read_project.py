"""Reading one grid, written as a small text table: `|` between cells, `-` for an empty cell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from xlperf.form.edition import load_edition
from xlperf.form.find_labels import find_labels
from xlperf.form.tell_forms import is_form
from xlperf.grid import Formula, Grid
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_project import read_project

EDITION = load_edition("shanghai-2022")

FORM = """
财政项目支出绩效目标填报表 | - | - | - | -
（2022年度） | - | - | - | -
项目名称 | 代表工作 | 项目类别 | 经常性项目 | -
主管部门 | 人大办 | 实施单位 | 人大办 | -
计划开始日期 | 2022-01-01 | 计划完成日期 | 2022/12/31 | -
项目资金（元） | 项目资金总额 | 1,200,000.00 | 年度资金申请总额 | 1200000
- | 其中：财政资金 | 1000000 | 其中：当年财政拨款 | １０００００0
- | - | - | 上年结转资金 | 0
- | 其他资金 | 200000 | 其他资金 | 200000
项目绩效目标 | 项目总目标（2022 年- 2022年） | - | 年度总目标 | -
- | 总目标文字 | - | 年度目标文字 | -
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值
- | 产出指标 | 数量指标 | 区人代会 | >=1次
- | - | - | 常委会会议 | >10次
- | 效益指标 | 社会效益指标 | 影响力 | 提升
"""


def grid(text, **options):
    rows = [
        [None if cell.strip() == "-" else cell.strip() for cell in line.split("|")]
        for line in text.strip().splitlines()
    ]
    return Grid("表", rows, **options)


def read(text, **options):
    table = grid(text, **options)
    return read_project(table, find_labels(table), EDITION)


def essence(project):
    return (
        project.name, project.category, project.start, project.end, project.funding,
        project.goals, [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators],
    )  # fmt: skip


def test_a_printed_form_is_read_by_its_labels():
    project = read(FORM)
    assert project.name == "代表工作"
    assert (project.start, project.end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert project.funding.annual_fiscal == Decimal(1_000_000)
    assert (project.goals.overall, project.goals.annual) == ("总目标文字", "年度目标文字")
    assert [(i.level1, i.level2) for i in project.indicators] == [
        ("产出指标", "数量指标"), ("产出指标", "数量指标"), ("效益指标", "社会效益指标"),
    ]  # fmt: skip
    assert str(project.at["other"]) == "表!C9"
    assert str(project.at["annual_other"]) == "表!E9"
    assert not project.flaws


@pytest.mark.parametrize("row", range(15))
def test_an_inserted_empty_row_changes_nothing_but_addresses(row):
    lines = FORM.strip().splitlines()
    changed = "\n".join([*lines[:row], "- | - | - | - | -", *lines[row:]])
    assert essence(read(changed)) == essence(read(FORM))


@pytest.mark.parametrize("column", range(6))
def test_an_inserted_empty_column_changes_nothing_but_addresses(column):
    lines = [line.split("|") for line in FORM.strip().splitlines()]
    changed = "\n".join("|".join([*cells[:column], " - ", *cells[column:]]) for cells in lines)
    assert essence(read(changed)) == essence(read(FORM))


def test_labels_may_wrap_and_be_spelt_as_in_another_edition():
    changed = (
        FORM.replace("项目总目标（2022 年- 2022年）", "项目总体目标(2022 年-2022 年)")
        .replace("年度总目标", "年度总体\u3000目标")
        .replace("年度指标值", "年度(/项目)指标值")
        .replace("项目名称", "项目 名称：")
        .replace("项目类别", "* 项目类别*：")
        .replace("主管部门", "主管部门：*")
    )
    assert essence(read(changed)) == essence(read(FORM))


def test_blocks_of_money_below_each_other_keep_their_other_funds_apart():
    moved = """
        项目名称 | 甲
        项目类别 | 经常性项目
        项目资金总额 | 30
        其中：财政资金 | 10
        其他资金 | 20
        年度资金申请总额 | 7
        其中：当年财政拨款 | 4
        上年结转资金 | 1
        其他资金 | 2
    """
    funding = read(moved).funding
    assert (funding.other, funding.annual_other) == (20, 2)


def test_amounts_in_wan_are_read_as_yuan():
    project = read(FORM.replace("项目资金（元）", "项目资金（万元）"))
    assert project.funding.total == Decimal("12000000000")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("（2022年度） | - | - |", "（2022年度） | - | 金额单位：人民币万元 |"),
        ("- | - | - | 上年结转资金", "（万元） | - | - | 上年结转资金"),
    ],
    ids=["below-the-title", "label-that-a-page-cut"],
)
def test_unit_of_all_amounts_may_stand_apart_from_their_label(old, new):
    text = FORM.replace("项目资金（元）", "项目资金").replace(old, new)
    money = read(text).funding
    assert (money.total, money.annual_other) == (Decimal("12000000000"), Decimal("2000000000"))


def test_label_that_says_yuan_outweighs_a_unit_elsewhere():
    text = FORM.replace("（2022年度） | - | - |", "（2022年度） | - | 单位：万元 |")
    assert read(text).funding == read(FORM).funding


def test_label_beside_both_goals_is_neither():
    heads = "项目绩效目标 | 项目总目标（2022 年- 2022年） | - | 年度总目标 | -"
    text = FORM.replace(heads, "总体目标 | 中期目标（2022年—2024年） | - | 年度目标 | -")
    assert read(text).goals == replace(read(FORM).goals, years=(2022, 2024))
    assert not read(text).flaws


def test_a_lost_label_is_a_flaw_where_it_stood():
    project = read(FORM.replace("项目名称 |", "被粘贴覆盖 |"))
    assert [(f.rule, f.field, str(f.at)) for f in project.flaws] == [("A08", "name", "表!A3")]


def test_a_label_that_came_twice_is_a_flaw_at_the_second():
    project = read(FORM + "实施单位 | 乙 | - | - | -")
    assert [(f.rule, f.field, str(f.at)) for f in project.flaws] == [("A08", "unit", "表!A16")]


def test_an_uncalculated_sum_is_added_up_and_another_formula_is_a_flaw():
    table = grid(FORM)
    table.rows[5][2] = Formula("=C7+C9", None)
    table.rows[6][4] = Formula("=VLOOKUP(1,A:B,2)", None)
    table.rows[8][4] = Formula("=1/0", "#DIV/0!")
    project = read_project(table, find_labels(table), EDITION)
    assert project.funding.total == 1_200_000
    assert project.funding.annual_fiscal is None
    assert [(f.rule, f.field, f.text) for f in project.flaws] == [
        ("A09", "annual_fiscal", "=VLOOKUP(1,A:B,2)"), ("A09", "annual_other", "#DIV/0!"),
    ]  # fmt: skip


def test_a_sum_is_added_up_in_the_second_form_of_a_sheet_as_well(tmp_path):
    first = grid(FORM).rows
    second = grid(FORM.replace("代表工作", "专题调研").replace("1000000", "700000")).rows
    top = len(first)
    second[5][2] = f"=C{top + 7}+C{top + 9}"
    book = openpyxl.Workbook()
    for cells in [*first, *second]:
        book.active.append(cells)
    book.save(tmp_path / "forms.xlsx")
    one, other = read_filing(tmp_path / "forms.xlsx").projects
    assert (one.funding.total, other.funding.total) == (1_200_000, 900_000)
    assert "total" in other.sums


def test_a_list_of_projects_is_not_taken_for_a_form():
    listing = """
        序号 | 项目名称 | 项目类别 | 主管部门 | 实施单位 | 项目资金总额 | 年度资金申请总额
        1 | 代表工作 | 经常性项目 | 人大办 | 人大办 | 1 | 1
    """
    assert not is_form(find_labels(grid(listing)))
    assert is_form(find_labels(grid(FORM)))


@pytest.mark.parametrize(
    "typed",
    [
        "120万元",
        "120.00 万元",
        "1 200 000.00",
        "1\u00a0200\u00a0000",
        "人民币1,200,000.00元",
        "1,200,\n000.00",
    ],
)
def test_amount_that_says_its_unit_or_was_wrapped_is_read(typed):
    table = grid(FORM)
    table.rows[5][2] = typed
    project = read_project(table, find_labels(table), EDITION)
    assert project.funding.total == 1_200_000
    assert "total" not in project.typed


@pytest.mark.parametrize("typed", ["2022–01–01", "2022年01月01号", "2022-01-01 00:00:00.0"])
def test_date_is_read_in_further_spellings(typed):
    assert read(FORM.replace("2022-01-01", typed)).start == date(2022, 1, 1)


def test_unseen_characters_of_a_web_page_do_not_hide_a_label():
    assert read(FORM.replace("项目名称", "项目\u200b名称\ufeff")).name == "代表工作"


def test_goal_that_reads_like_its_own_label_is_a_value():
    table = grid("""
        项目名称 | 甲 | 项目类别 | 经常性项目
        主管部门 | 乙 | 实施单位 | 丙
        计划开始日期 | 2022-01-01 | 计划完成日期 | 2022-12-31
        项目资金总额 | 1 | 年度资金申请总额 | 1
        项目总目标 | - | 年度总目标 | -
        年度总目标 | - | 项目总目标 | -
    """)
    project = read_project(table, find_labels(table), EDITION)
    assert (project.goals.overall, project.goals.annual) == ("年度总目标", "项目总目标")
    assert not [flaw for flaw in project.flaws if "两次" in flaw.text]
