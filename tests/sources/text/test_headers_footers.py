"""Page texts of several pages: what belongs to the page, and what was drawn twice, is no value."""

from dataclasses import replace

import pytest

from tests.filings import bare
from tests.sources.text.test_read_text import PAGE, read, rows
from xlperf.grid import Line
from xlperf.sources.refusals import clause
from xlperf.sources.text.headers_footers import without_running

HEAD = "上海市某某局2023年部门预算公开"


def cut(*places, foot, head=HEAD):
    """The form's text with a page's end before each of these lines of it."""
    lines = PAGE.splitlines()
    for number, place in reversed(list(enumerate(places, start=1))):
        at = lines.index(place)
        lines[at:at] = [foot.format(number), *([head] if head else [])]
    return "\n".join([*([head] if head else []), *lines, foot.format(len(places) + 1)])


def texts(*typed):
    return [line.text for line in without_running([Line(text, None) for text in typed])]


@pytest.mark.parametrize("foot", ["- {} -", "— {} —", "第 {} 页", "第{}页 共9页", "{}\f", "{}/3\f"])
def test_page_numbers_and_heads_are_no_values(foot):
    text = cut("上年结转资金", "质量指标", "社会效益指标", foot=foot)
    filing = read(text)
    assert [bare(p) for p in filing.projects] == [bare(p) for p in read(PAGE).projects]
    assert not filing.flaws


def test_number_at_the_very_end_is_that_of_the_page():
    assert rows(read(f"{PAGE}\n23").projects[0]) == rows(read(PAGE).projects[0])


def test_number_before_a_form_is_no_part_of_the_prose_above_it():
    prose = "项目经费情况说明\n一、项目概述\n建设服务中心。\n七、绩效目标\n详见表格。\n12\n"
    [project] = read(prose + PAGE).projects
    assert project.narrative.goals == "详见表格。"


def test_numbers_that_do_not_count_the_pages_are_kept():
    assert texts("甲", "5", "\f", "乙", "9", "\f") == ["甲", "5", "\f", "乙", "9", "\f"]
    assert texts("甲", "5", "\f", "乙", "6", "\f") == ["甲", "\f", "乙", "\f"]


def test_level_at_the_top_of_every_page_is_no_head():
    typed = ["社会效益指标", "甲", "\f"] * 3
    assert texts(*typed) == typed


@pytest.mark.parametrize("are_all", [True, False])
def test_lines_that_were_drawn_twice_to_look_bold_are_read_once(are_all):
    from xlperf.sources.text.double_printed import _is_bold

    lines = [
        line for text in PAGE.splitlines() for line in [text] * (1 + (are_all or _is_bold(text)))
    ]
    [project] = read("\n".join(lines)).projects
    [plain] = read(PAGE).projects
    assert replace(bare(project)) == replace(bare(plain))


def test_text_in_another_order_than_the_forms_is_refused_and_says_so():
    lines = PAGE.splitlines()
    moved = [line for line in lines if line not in ("主管部门", "实施单位")]
    moved[3:3] = ["主管部门", "实施单位"]
    filing = read("\n".join(moved))
    assert not filing.projects
    assert [flaw.text for flaw in filing.flaws] == [clause("text_order")]


def test_two_amounts_for_one_label_are_refused():
    lines = PAGE.splitlines()
    lines.remove("上年结转资金")
    lines.insert(lines.index("0.00"), "0.00")
    assert not read("\n".join(lines)).projects


@pytest.mark.parametrize(
    ("overall", "annual"),
    [
        ("1.建成服务中心；\n2.开展社区活动。", "更有效的整合资源。"),
        ("1.建成服务中心；\n2.开展社区活动。", "（1）更有效的整合资源；\n（2）完成配套设施。"),
    ],
)
def test_list_ends_the_first_goal(overall, annual):
    start, end = PAGE.index("建成后"), PAGE.index("一级指标")
    [project] = read(f"{PAGE[:start]}{overall}\n{annual}\n{PAGE[end:]}").projects
    assert (project.goals.overall, project.goals.annual) == (overall, annual)


def test_words_that_are_targets_end_the_rows_of_wrapped_names():
    table = (
        "数量指标\n社区公共服务中心信息化平台建设运行维护\n保障完成情况\n完成\n居民活动\n及时\n"
        "社区公共服务中心信息化平台建设运行维护\n验收情况\n健全\n"
    )
    start, end = PAGE.index("数量指标"), PAGE.index("质量指标")
    [project] = read(PAGE[:start] + table + PAGE[end:]).projects
    name = "社区公共服务中心信息化平台建设运行维护"
    assert [(i.level3, i.target.text) for i in project.indicators[:3]] == [
        (f"{name}保障完成情况", "完成"), ("居民活动", "及时"), (f"{name}验收情况", "健全"),
    ]  # fmt: skip
