"""Amounts under other places' labels: what cannot be told is named, never taken for another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.reading.made_forms import as_grid
from tests.sources.text.told import told
from xlperf.filing.fields import AMOUNTS
from xlperf.reading.read_publication import read_publication

LAYOUTS = tomllib.loads((Path(__file__).parents[1] / "layouts.toml").read_text("utf-8"))
LISTS = tomllib.loads((Path(__file__).parents[1] / "lists.toml").read_text("utf-8"))
UNTOLD = "没有写明是项目总额还是年度金额，没有读入"


def read(name, old="", new=""):
    return read_publication([as_grid(LAYOUTS[name]["table"].replace(old, new))])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("only-last-year", "“年度资金总额”的金额没有写在年度预算数的列下"),
        ("money-of-several-years", "“财政拨款”的金额没有写在年度预算数的列下"),
        ("money-of-nobody-says-when", f"“项目资金”{UNTOLD}"),
        ("sum-of-nobody-says-when", f"“合计”{UNTOLD}"),
        ("budget-with-sources", "有“上级补助”一栏"),
    ],
)
def test_amount_that_is_not_read_is_named(name, said):
    assert any(said in flaw.text for flaw in read(name).flaws)


def test_two_budgets_of_the_year_are_reported():
    filing = read("budget-asked-for", "备注 | -", "预算批复数 | 1,000.00")
    [flaw] = filing.projects[0].flaws
    assert "与“年度预算申请金额”是同一栏，只读了前一格的值" in flaw.text


@pytest.mark.parametrize("label", ["金额", "项目预算", "专项经费（元）"])
def test_unknown_label_of_an_amount_is_named_beside_a_known_one(label):
    filing = read("budget-asked-for", "年度预算申请金额", label)
    assert told(filing).keys().isdisjoint(AMOUNTS)
    assert any(f"“{label[:4]}" in flaw.text for flaw in filing.flaws)


@pytest.mark.parametrize("unit", ["百万元", "千元", "亿元"])
def test_amount_in_a_unit_that_nobody_uses_is_left(unit):
    filing = read("budget-of-the-year", "万元", unit)
    assert told(filing).keys().isdisjoint(AMOUNTS)
    assert any("金额没有写明是元还是万元" in flaw.text for flaw in filing.flaws)


def test_budget_in_words_is_kept_as_typed():
    filing = read("budget-of-the-year", "12.345678", "见附件")
    assert filing.projects[0].typed == {"annual_total": "见附件"}


def test_value_that_reads_like_a_head_of_last_year_heads_nothing():
    filing = read("budget-of-the-year", "项目属性 | 延续项目", "项目内容 | 上年完成")
    assert told(filing)["annual_fiscal"] == 120000


UNIT_OF_ALL = [
    "填报单位：某县公路站    金额单位：万元",
    "填报单位（盖章）：某县公路站　单位：万元",
    "填报单位： 某县公路站 （2024年度） 单位：万元",
    "单位名称：某县公路站 2024年1月5日 单位：万元",
    f"编制单位：某县公路站{' ' * 60}单位：万元",
]


@pytest.mark.parametrize("line", UNIT_OF_ALL)
def test_unit_of_amounts_is_no_part_of_the_name_before_it(line):
    table = LAYOUTS["budget-asked-for"]["table"].replace("实施单位 | 某县公路站", "立项依据 | 无")
    table = table.replace("（2024年度） | < | < | < | 金额单位：元", f"{line} | < | < | < | <")
    filing = read_publication([as_grid(table)])
    assert (told(filing)["unit"], told(filing)["annual_total"]) == ("某县公路站", 12345600)
    assert not any("单位" in flaw.text for flaw in filing.flaws)


@pytest.mark.parametrize("line", UNIT_OF_ALL)
def test_unit_above_a_list_is_that_of_its_projects(line):
    table = LISTS["sums-below-the-heads"]["table"]
    lines = table.strip().splitlines()
    lines[2] = line + " | <" * 11
    filing = read_publication([as_grid("\n".join(lines))])
    assert [project.unit for project in filing.projects] == ["某县公路站"] * 2
    assert [project.funding.annual_total for project in filing.projects] == [1_000_000, 500_000]


def test_several_forms_below_each_other_have_each_its_own_year_and_unit_of_amounts():
    table = LAYOUTS["budget-asked-for"]["table"].strip().splitlines()
    other = [
        line.replace("道路维修", "桥梁维修").replace("单位：元", "单位：万元") for line in table
    ]
    filing = read_publication(
        [as_grid("\n".join([*table[1:], "注：甲。 | < | < | < | <", *other]))]
    )
    assert [(p.name, str(p.funding.annual_total)) for p in filing.projects] == [
        ("道路维修", "1234.56"),
        ("桥梁维修", "12345600.00"),
    ]


def test_label_with_an_amount_beside_it_heads_no_column():
    """A cell that holds label and amount shifts its row; what stands below is nobody's year."""
    table = """
财政项目支出绩效目标填报表 | < | < | < | <
（2022年度） | < | < | < | <
项目名称 | 代表工作 | < | 项目类别 | 经常性项目
项目资金（元） | 项目资金总额4 1200 | 年度资金申请总额 | 1200 | -
^ | 其中：财政资金 | 1000 | 其中：当年财政拨款 | 1000
^ | 其他资金 | 200 | 其他资金 | 200
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值
^ | 产出指标 | 数量指标 | 会议次数 | ≥1次
"""
    [project] = read_publication([as_grid(table)]).projects
    assert (project.funding.fiscal, project.funding.annual_fiscal) == (1000, 1000)
    assert (project.funding.other, project.funding.annual_other) == (200, 200)
