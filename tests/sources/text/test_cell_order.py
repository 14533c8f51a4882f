"""Text that comes cell by cell, what is level on one line: read where the order is sure."""

import pytest

from tests.sources.text.test_read_text import PAGE, read, rows

TEXT = """
财政项目支出绩效目标申报表
（2026年度）
项目名称
区级河道水环境长效管理养护经费及防汛
物资储备（续建）
项目性质 经常性项目 项目类别 特定目标类
主管部门 上海市某区水务局
（本级） 实施单位 某区河道水闸管理所
计划开始日期 2026/1/1 计划完成日期 2026/12/31
项目资金
（元）
项目资金总额 4,980,235.59 年度资金申请总额 1,766,095.71
其中：财政资金 4,344,132.47
其中：当年财政拨款 1,448,044.15
上年结转资金 0.00
其他资金 636,103.12 其他资金 318,051.56
项目
绩效
目标
项目总体目标
(2026 年-2028 年)
年度总体目标
保障河道水环境质量稳定达标，持续改善水生态环境，提升人
民群众的获得感。
完成年度养护任务。
一级指标 二级指标 三级指标 年度(/项目)指标值
绩效
指标
成本指标 经济成本指标 养护成本 按合同
产出指标
数量指标
保洁长度 ≥125.60(公里)
集中教育学习次数（含线上、线下两种方式，每季度不少
于3次） ≥12.00(次)
质量指标 项目完成时间 2026年底前
满意度指标
服务对象满意度
指标 居民满意度 ≥90.00(%)
""".strip()
LONG = "集中教育学习次数（含线上、线下两种方式，"
ROWS = [
    ("成本指标", "经济成本指标", "养护成本", "按合同"),
    ("产出指标", "数量指标", "保洁长度", "≥125.60(公里)"),
    ("产出指标", "数量指标", f"{LONG}每季度不少于3次）", "≥12.00(次)"),
    ("产出指标", "质量指标", "项目完成时间", "2026年底前"),
    ("满意度指标", "服务对象满意度指标", "居民满意度", "≥90.00(%)"),
]  # fmt: skip


def changed(*pairs):
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_form_is_read_as_a_person_reads_it():
    filing = read(TEXT)
    [project] = filing.projects
    assert project.name == "区级河道水环境长效管理养护经费及防汛物资储备（续建）"
    assert (project.nature, project.category) == ("经常性项目", "特定目标类")
    assert (project.department, project.unit) == ("上海市某区水务局（本级）", "某区河道水闸管理所")
    assert (str(project.start), str(project.end)) == ("2026-01-01", "2026-12-31")
    money = project.funding
    assert [str(amount) for amount in (money.total, money.fiscal, money.annual_other)] == [
        "4980235.59", "4344132.47", "318051.56",
    ]  # fmt: skip
    assert project.goals.overall.endswith("提升人民群众的获得感。")
    assert project.goals.annual == "完成年度养护任务。"
    assert project.goals.years == (2026, 2028)
    assert rows(project) == ROWS
    assert not project.flaws
    assert not filing.flaws


def test_what_stood_on_one_line_or_on_several_says_so():
    [project] = read(TEXT).projects
    assert project.marks[project.at["name"]] == "由 2 行合并"
    assert project.marks[project.at["unit"]] == "自同一行的标签后拆出"
    assert project.marks[project.indicators[1].at["target"]] == "自同一行的指标后拆出"


@pytest.mark.parametrize("label", ["项目资金\n（万元）", "项目资金（万元）"])
def test_unit_in_the_label_beside_the_amounts_counts(label):
    [project] = read(changed(("项目资金\n（元）", label))).projects
    assert project.funding.total == 10_000 * read(TEXT).projects[0].funding.total


def test_white_space_around_numbers_parts_no_cells():
    text = changed(
        ("每季度不少\n于3次） ≥12.00(次)", "每季\n度不少于 3 次） ≥12 次"),
        ("保洁长度 ≥125.60(公里)", "保洁长度 ≥125.6 公里"),
    )
    [project] = read(text).projects
    found = rows(project)
    assert found[1][2:] == ("保洁长度", "≥125.6 公里")
    assert found[2][2:] == (f"{LONG}每季度不少于 3 次）", "≥12 次")
    assert found[3][2:] == ("项目完成时间", "2026年底前")
    assert "请核对" in project.marks[project.indicators[3].at["target"]]


def test_wrapped_names_and_targets_in_brackets_are_whole():
    text = changed(("保洁长度 ≥125.60(公里)", "保洁长度\n不超过预算批复数（410\n万元）"))
    assert rows(read(text).projects[0])[1][2:] == ("保洁长度", "不超过预算批复数（410万元）")


@pytest.mark.parametrize(
    "pairs",
    [
        [
            ("项目\n绩效\n目标\n", ""),
            ("完成年度养护任务。", "项目\n绩效\n目标\n完成年度养护任务。"),
        ],
        [("项目资金\n（元）\n", ""), ("上年结转资金", "项目资金\n（元）\n上年结转资金")],
        [("水务局\n（本级） 实施单位 某区河道水闸管理所", "水务局 实施单位 某区河道\n水闸管理所")],
        [("项目性质 经常性项目", "项目性质")],
        [("项目性质 经常性项目 项目类别", "项目性质 经常性\n项目 项目类\n别")],
        [("上年结转资金 0.00", "上年结转资金 零星")],
        [("质量指标 项目完成时间 2026年底前", "质量指标 项目 完成时间 2026年底前")],
        [("服务对象满意度\n指标 居民满意度", "服务对象满意度 居民满意度\n指标")],
        [("感。\n完成年度", "感。 完成年度"), ("提升人\n民群众", "提升人 年内\n民群众")],
    ],
)
def test_form_in_which_a_cell_is_in_doubt_is_refused(pairs):
    filing = read(f"{changed(*pairs)}\n{TEXT}")
    assert [rows(project) for project in filing.projects] == [ROWS]
    [flaw] = filing.flaws
    assert flaw.at.cell == "第1行"


@pytest.mark.parametrize("lost", ["项目总目标\n", "年度总体目标\n"])
def test_text_that_lacks_one_of_the_goals_heads_is_refused(lost):
    filing = read(f"{PAGE.replace(lost, '')}\n{PAGE}")
    assert len(filing.projects) == 1
    assert [flaw.at.cell for flaw in filing.flaws] == ["第1行"]


def test_statement_that_a_pages_edge_broke_is_read():
    text = "按照本区预算绩效管理工作的总体要求，本部门3个预算单位开展了\n2026年项目预算"
    text += "绩效目标编报工作，编报绩效目标的\n项目1个，涉及项目预算资金176.61万元。\n"
    statement = read(text + TEXT).statement
    assert (statement.units, statement.projects, str(statement.at)) == (3, 1, "page.txt!第1行")
