"""The indicators of texts with a cell a line: whose line is whose, and what is doubtful is told."""

import pytest

from tests.sources.text.test_read_text import PAGE, read, rows
from xlperf.sources.refusals import clause


def flaws(filing):
    return [flaw.text for flaw in filing.flaws]


ENDED = PAGE.rstrip().replace("居民满意度\n满意度", "居民满意度\n≥90%")


@pytest.mark.parametrize("line", ["其余项目不予公开。", "注：本表由区财政局监制"])
def test_short_line_between_two_forms_is_no_indicator(line):
    first, second = read(f"{ENDED}\n{line}\n{ENDED}\n").projects
    assert rows(first) == rows(second)
    assert rows(first)[-1][2:] == ("居民满意度", "≥90%")


COLUMNS = """一级指标
二级指标
三级指标
年度(/项目)指标值
产出指标
数量指标
质量指标
效益指标
服务对象满意度指标
数量
合格率
居民满意度
=1次
=100%
≥90%
"""


def test_levels_out_of_their_order_refuse_the_form():
    text = PAGE[: PAGE.index("一级指标")] + COLUMNS
    filing = read(text)
    assert not filing.projects
    assert flaws(filing) == [clause("text_order")]


def test_one_second_level_typed_below_another_first_one_is_read_and_marked():
    text = PAGE.replace("质量指标\n完工及时率", "社会效益指标\n完工及时率")
    [project] = read(text).projects
    assert rows(project)[1][:3] == ("产出指标", "社会效益指标", "完工及时率")
    assert "请核对" in project.marks[project.indicators[1].at["level2"]]


@pytest.mark.parametrize("gap", ["", " "])
def test_spaces_that_a_program_puts_around_numbers_part_no_date_and_no_unit(gap):
    date = f"2023{gap}年{gap}12{gap}月{gap}31{gap}日前"
    text = ENDED.replace("质量指标\n完工及时率\n及时率", f"时效指标\n完成时间\n{date}")
    text = text.replace(
        "数量指标\n规划建筑面积\n≥13459.00(平方米)", f"数量指标\n自动监测站点\n8{gap}个"
    )
    [project] = read(text).projects
    assert rows(project)[:2] == [
        ("产出指标", "数量指标", "自动监测站点", f"8{gap}个"),
        ("产出指标", "时效指标", "完成时间", date),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "绩效目标表2", "附件2-1", "附表三：", "2.新建万里街道社区公共服务中心",
        "附件3：项目绩效目标表（二）", "二、绩效目标表\n附件2", "绩效目标表2\n\f",
    ],
)  # fmt: skip
def test_caption_of_the_next_form_is_no_indicator_of_the_one_above(lines):
    first, second = read(f"{ENDED}\n{lines}\n{ENDED}\n").projects
    assert rows(first) == rows(second)


def test_words_of_a_web_page_behind_the_last_form_are_no_indicators():
    web = "附件：2023年部门预算.pdf\n【打印】【关闭】\n上一篇：某局2022年部门决算\n版权所有：某区"
    [project] = read(f"{ENDED}\n{web}\n").projects
    assert rows(project) == rows(read(ENDED).projects[0])


def test_target_that_reads_like_a_caption_inside_the_table_stays():
    text = ENDED.replace("完善社区基础设施建设\n完善率", "完善社区基础设施建设\n附件1")
    assert rows(read(text).projects[0])[3][3] == "附件1"


def test_words_that_a_number_goes_on_with_part_no_target():
    text = ENDED.replace("居民满意度\n≥90%", "居民座谈\n不少于 3 次")
    assert rows(read(text).projects[0])[-1][2:] == ("居民座谈", "不少于 3 次")


def test_level_set_upright_is_whole():
    text = ENDED.replace("\n满意度指标\n", "\n满\n意\n度\n指\n标\n").replace(
        "\n绩效指标\n", "\n绩\n效\n指\n标\n"
    )
    assert rows(read(text).projects[0]) == rows(read(ENDED).projects[0])


@pytest.mark.parametrize("head", ["分值", "备注", "指标解释"])
def test_column_more_than_the_form_has_refuses_it(head):
    text = ENDED.replace("年度(/项目)指标值\n", f"年度(/项目)指标值\n{head}\n")
    filing = read(text.replace("≥90%", "≥90%\n10"))
    assert not filing.projects
    assert flaws(filing) == [clause("text_order")]


@pytest.mark.parametrize(
    "target",
    ["95%以上", "不少于3次", "2023年12月底前", "12月底前", "无", "明显改善", "不超过 5 天"],
)
def test_wrapped_name_ends_at_what_can_only_be_a_target(target):
    names = "街镇社区工作人员参加业务\n培训的人次\n{0}\n对重点区域和重点路段开展\n巡查的次数\n{0}"
    text = ENDED.replace("规划建筑面积\n≥13459.00(平方米)", names.format(target))
    found = [row[2:] for row in rows(read(text).projects[0])[:2]]
    assert [name for name, _ in found] == [
        "街镇社区工作人员参加业务培训的人次",
        "对重点区域和重点路段开展巡查的次数",
    ]
    assert {said for _, said in found} == {target}


def test_name_as_wide_as_its_column_above_words_is_marked():
    name = "街镇社区工作人员参加业务培训人次"
    [project] = read(ENDED.replace("规划建筑面积\n≥13459.00(平方米)", f"{name}\n按计划")).projects
    assert rows(project)[0][2:] == (name, "按计划")
    assert "请核对" in project.marks[project.indicators[0].at["level3"]]


def test_name_whose_rest_may_be_on_the_next_page_is_marked():
    text = ENDED.replace("规划建筑面积\n≥13459.00(平方米)", "完善制度建设情\n=1项\n\f况")
    [project] = read(text).projects
    marked = [project.marks.get(row.at["level3"]) for row in project.indicators[:2]]
    assert [row.level3 for row in project.indicators[:2]] == ["完善制度建设情", "况"]
    assert all(marked)
