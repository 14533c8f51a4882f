"""What other departments' forms have beside the fields: never a value, and named with its place."""

import tomllib
from pathlib import Path

import pytest

from tests.reading.made_forms import as_grid
from tests.reading.test_read_project import FORM, essence, grid
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

LAYOUTS = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8"))
UNIT = "主管部门 | 人大办 | 实施单位 | 人大办 | -"


def read(text):
    filing = read_publication([grid(text, fills=False)])
    [project] = filing.projects
    return project, [(str(flaw.at), flaw.text) for flaw in filing.flaws]


def told(label):
    return f"有“{label}”一栏，填报表没有它的位置，没有读入"


def test_form_of_the_edition_leaves_nothing_over():
    assert read(FORM)[1] == []


def test_rows_and_cells_that_the_form_has_no_place_for_are_named_and_change_nothing():
    text = FORM.replace(
        UNIT,
        "主管部门 | 人大办 | 实施单位 | 人大办 | 某某编码 | 12\n"
        "设立的必要性（简述） | 为了代表履职。 | - | - | -\n"
        "项目负责人 | 张三 | 联系电话 | 021-1 | -",
    )
    project, found = read(text)
    assert essence(project) == essence(read(FORM)[0])
    assert found == [
        ("表!E4", told("某某编码")), ("表!A5", told("设立的必要性")),
        ("表!A6", told("项目负责人")), ("表!C6", told("联系电话")),
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["联系人", "某某级次"])
def test_label_behind_an_empty_value_is_not_the_value(label):
    text = FORM.replace(UNIT, f"主管部门 | 人大办 | 实施单位 | - | {label} | 区级")
    project, found = read(text)
    assert project.unit is None
    assert found == [("表!E4", told(label))]


def test_label_beside_the_heads_of_both_goals_is_none_of_its_own():
    filing = read_publication([as_grid(LAYOUTS["transfer"]["table"])])
    assert [flaw.text for flaw in filing.flaws if "没有读入" in flaw.text] == [
        told("项目负责人及电话")
    ]


def test_value_behind_an_empty_cell_is_the_value():
    project, found = read(FORM.replace(UNIT, "主管部门 | 人大办 | 实施单位 | - | 人大办 | -"))
    assert (project.unit, found) == ("人大办", [])


def test_rows_below_the_indicators_are_no_indicators():
    project, found = read(f"{FORM}填报人 | 李四 | 填报日期 | 2022年1月1日 | -\n")
    assert essence(project) == essence(read(FORM)[0])
    assert found == [("表!A16", told("填报人")), ("表!C16", told("填报日期"))]


def test_columns_of_the_indicators_that_the_form_has_no_place_for_are_named():
    text = FORM.replace("年度指标值", "年度指标值 | 数据来源").replace(">=1次", ">=1次 | 台账")
    _, found = read(text)
    assert found == [("表!F12", "指标表有“数据来源”一列，填报表没有它的位置，没有读入")]


def test_targets_of_several_rows_in_one_cell_are_named():
    table = grid(FORM, fills=False)
    table.rows[13][4] = ">=1次\n>10次"
    filing = read_publication([table])
    [flaw] = filing.flaws
    assert (str(flaw.at), "2 个指标值" in flaw.text) == ("表!E14", True)


def test_prose_behind_the_forms_of_a_text_is_not_left_over():
    rows = FORM.replace(" | ", "\t").replace("-\t", "\t").replace("\t-", "\t")
    filing = read_publication(text_blocks(f"{rows}\n第五部分 名词解释\n一、基本支出", "页.txt"))
    [project] = filing.projects
    assert len(project.indicators) == 3
    assert not filing.flaws


def test_form_of_self_evaluation_is_named_and_is_no_project():
    text = """
        项目支出绩效自评表 | - | - | - | -
        项目名称 | 代表工作 | - | - | -
        主管部门 | 人大办 | 实施单位 | 人大办 | -
        项目资金（万元） | - | 年初预算数 | 全年执行数 | 得分
        - | 年度资金申请总额 | 100.00 | 90.00 | 9
        - | 上年结转资金 | 0.00 | 0.00 | -
        年度总体目标 | 预期目标 | - | 实际完成情况 | -
        - | 做完。 | - | 已做完。 | -
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出指标 | 数量指标 | 次数 | ≥1次 | 1次
    """
    filing = read_publication([grid(text, fills=False), grid(FORM, fills=False)])
    assert len(filing.projects) == 1
    [flaw] = filing.flaws
    assert (flaw.rule, str(flaw.at)) == ("A11", "表!A1")
    assert flaw.text == "这张表是绩效自评表，不是填报（申报）表，没有读入"
