"""Text taken line by line over a table's columns: read where a line is a row, else refused."""

import pytest

from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

ROWS = """
某某路大修项目经费情况说明
一、项目概述
本项目为某某路大修，道路全长约1.2公里，项目概算总投资
123,456,789.00元。
财政项目支出绩效目标申报表
（2026年度）
项目名称 某某路大修 项目性质 阶段性项目 项目类别 特定目标类
主管部门 某某区建设委 实施单位 某某区市政中心
计划开始日期 2026/1/1 计划完成日期 2027/12/31
项目资金总额 7,325,800.00 年度资金申请总额 2,145,100.00
其中：当年财政拨款 2,145,098.00
项目资金
其中：财政资金 7,325,799.00
（元）
上年结转资金 0
其他资金 1.00 其他资金 2.00
项目总目标 年度总体目标
项目绩效
完成大修。 完成一半。
目标
一级指标 二级指标 三级指标 年度(/项目)指标值
成本指标 经济成本指标 成本控制 合理
产出指标 数量指标 大修长度 =1.20(公里)
质量指标 验收合格率 =100.00(%)
绩效
指标
满意度指标 服务对象满意度指标 居民满意度 ≥90.00(%)
""".strip()
LATER = ROWS.replace("某某路", "另一路")


def read(text):
    return read_publication(text_blocks(text, "页.txt"))


def test_lines_that_are_whole_rows_are_read_in_their_columns():
    filing = read(ROWS)
    [project] = filing.projects
    assert (project.name, project.unit) == ("某某路大修", "某某区市政中心")
    assert (project.nature, project.category) == ("阶段性项目", "特定目标类")
    assert str(project.end) == "2027-12-31"
    money = project.funding
    assert [str(a) for a in (money.total, money.fiscal, money.annual_fiscal)] == [
        "7325800.00", "7325799.00", "2145098.00",
    ]  # fmt: skip
    assert [str(a) for a in (money.carried_over, money.other, money.annual_other)] == [
        "0", "1.00", "2.00",
    ]  # fmt: skip
    assert (project.goals.overall, project.goals.annual) == ("完成大修。", "完成一半。")
    assert [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators] == [
        ("成本指标", "经济成本指标", "成本控制", "合理"),
        ("产出指标", "数量指标", "大修长度", "=1.20(公里)"),
        ("产出指标", "质量指标", "验收合格率", "=100.00(%)"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90.00(%)"),
    ]
    assert not project.flaws
    assert not filing.flaws
    assert project.marks[project.at["name"]] == "自同一行的标签后拆出"


@pytest.mark.parametrize(
    ("row", "mixed"),
    [
        ("项目名称 某某路大修 项目性质", "某某路大修改 阶段性\n项目名称 项目性质\n工程"),
        ("主管部门 某某区建设委 实施单位", "某某区建设\n主管部门 实施单位\n委"),
        ("产出指标 数量指标 大修长度", "数量指标 大修长度"),
        ("满意度指标 服务对象满意度指标 居民满意度", "服务对象满意度\n满意度指标 居民满意度"),
    ],
)
def test_form_with_cells_mixed_up_is_refused_whole_and_the_next_one_read(row, mixed):
    assert row in ROWS
    filing = read(f"{ROWS.replace(row, mixed)}\n{LATER}")
    assert [p.name for p in filing.projects] == ["另一路大修"]
    assert filing.projects[0].narrative.overview.startswith("本项目为另一路大修")
    [flaw] = filing.flaws
    assert flaw.at.cell == "第5行"
    assert "请直接导入原来的 PDF 或 Word 文件" in flaw.text


def test_cells_on_several_lines_are_read_where_one_division_of_them_is_possible():
    wrapped = "完成大修，恢复路 完成一半，剩余\n面。 明年完成。"
    [project] = read(ROWS.replace("完成大修。 完成一半。", wrapped)).projects
    assert (project.goals.overall, project.goals.annual) == (
        "完成大修，恢复路面。", "完成一半，剩余明年完成。",
    )  # fmt: skip
    level = "生态环境\n文明施工 可控\n成本指标"
    [project] = read(ROWS.replace("成本指标 经济成本指标 成本控制 合理", level)).projects
    assert (project.indicators[0].level1, project.indicators[0].level2) == (
        None, "生态环境成本指标",
    )  # fmt: skip


def test_a_level_above_a_row_without_one_is_that_row_s_as_well_and_marked():
    [project] = read(ROWS.replace("质量指标 验收合格率", "验收合格率")).projects
    second = project.indicators[2]
    assert (second.level2, second.level3) == ("数量指标", "验收合格率")
    assert "请核对" in project.marks[project.indicators[1].at["level2"]]


def test_long_number_that_began_a_new_line_stays_in_its_paragraph():
    wide = ROWS.replace(
        "道路全长约1.2公里", "道路全长约1.2公里，工程内容包括路面翻修、人行道整修和排水"
    )
    [project] = read(wide).projects
    assert project.narrative.overview.endswith("项目概算总投资123,456,789.00元。")


def test_lines_that_two_pages_print_are_read_once_and_named():
    basis = "区发展改革委批复的可行性研究报告及初步设计。"
    twice = f"一、项目概述\n本项目为某某路大修。\n二、立项依据\n{basis}\n"
    text = f"项目经费情况说明\n{twice}{twice}三、实施主体\n市政中心。\n{ROWS.split('元。')[1]}"
    filing = read(text)
    [project] = filing.projects
    assert project.narrative.overview == "本项目为某某路大修。"
    assert project.narrative.basis == basis
    assert project.narrative.body == "市政中心。"
    [flaw] = filing.flaws
    assert flaw.at.cell == "第6行"
    assert "4 行" in flaw.text
