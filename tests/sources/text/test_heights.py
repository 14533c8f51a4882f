"""Texts of forms in the order of heights, as programs take them that join what is level."""

import pytest
from hypothesis import strategies as st

from tests.filings import one_line
from tests.sizes import for_all, sizes
from tests.sources.text.heights import GOALS, VALUE, Cell, height_text, table_rows
from xlperf.form.vocabulary import below, levels
from xlperf.output.as_json import filing_json
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

ROAD = """财政项目支出绩效目标申报表
（2026年度）
兰江路-真北路下立交工 阶段性项
项目名称 项目性质 项目类别 特定目标类
程 目
某某市某某区建设和管
主管部门 实施单位 某某市某某区市政工程建设中心
理委员会
计划开始日期 2026/1/1 计划完成日期 2027/12/31
项目资金总额 771,325,800.00 年度资金申请总额 226,145,100.00
其中：当年财政拨款 226,145,100.00
项目资金
其中：财政资金 771,325,800.00
（元）
上年结转资金 0
其他资金 0 其他资金 0
项目总目标 年度总体目标
项目
绩效 为居民出行提供快速便捷的通道，完善、提高了路
积极推进项目前期征收工作，年内开
目标 网服务功能分流中环路的交通压力、强化铁路两侧
展管线搬迁及维护结构施工。
的片区的交通联系，支撑区域一体化发展。
一级指标 二级指标 三级指标 年度(/项目)指标值
生态环境
文明施工情况 可控
成本指标
数量指标 道路建设长度 985米
产出指标 质量指标 项目验收达标率 =100.00(%)
时效指标 项目完成及时性 及时
道路安全隐患减少情况 减少
社会效益
道路景观提升情况 提升
指标
效益指标
道路通行能力提升情况 提升
可持续影
长效管理制度健全性 健全
响指标
服务对象
满意度指
满意度指 居民群众满意度 ≥90.00(%)
标
标
"""
CLEARING = """财政项目支出绩效目标申报表
（2026年度）
阶段
项目名称 拆违经费 项目性质 性项 项目类别 特定目标类
目
某某区城市管理行政执 某某市某某区城市管理行政执法局执
主管部门 实施单位
法局执法大队 法大队
计划开始日期 2024-01-01 计划完成日期 2026-12-31
项目资金总额 1,030.80 年度资金申请总额 349.80
其中：当年财政拨款 349.80
项目资金
其中：财政资金 1,030.80
（万元）
上年结转资金 0.00
其他资金 0.00 其他资金 0.00
项目总体目标
年度总体目标
(2024 年-2026 年)
"1.完成市、区相关部门下达的年度拆违任务。 "1.完成市、区相关部门下达的年度
2.新增违建“零增长”，坚决做到“无增减存”。 拆违任务。
项目
3.开展存量违建专项治理，快速降低违建点位数。 2.新增违建“零增长”，坚决做到“
绩效
4.开展普查数据平台“拆一件、销一项、存一档”目标管理。 无增减存”。
目标
" 3.开展存量违建专项治理，快速降低
违建点位数。
4.开展普查数据平台“拆一件、销一
项、存一档”目标管理。"
一级指标 二级指标 三级指标 年度(/项目)指标值
成本指标 经济成本指标 成本控制合理性 合理
数量指标 完成年度拆违计划 =100.00(%)
产出指标 质量指标 违法建筑销项正确率 =100.00(%)
时效指标 新增违建处置率 =100.00(%)
绩效
指标
社会效益指标 群众政策知晓度 ≥90.00(%)
效益指标 生态效益指标 提升城市环境美化指数 提高
可持续影响指标 新增违建发生数 降低
服务对象满意度
满意度指标 群众满意度 ≥90.00(%)
指标
填报人 张三 联系电话 12345678
"""
GOAL = (
    "1.完成市、区相关部门下达的年度拆违任务。\n2.新增违建“零增长”，坚决做到“无增减存”。\n"
    "3.开展存量违建专项治理，快速降低违建点位数。\n"
    "4.开展普查数据平台“拆一件、销一项、存一档”目标管理。"
)


def read(text):
    return read_publication(text_blocks(text, "page.txt"))


def rows(project):
    return [
        (i.level1, i.level2, i.level3, i.target.text if i.target else None)
        for i in project.indicators
    ]


def test_cells_that_take_turns_with_their_neighbours_are_whole_again():
    filing = read(ROAD)
    [project] = filing_json(filing)["projects"]
    assert (filing.year, filing.edition) == (2026, "shanghai-2026")
    assert project["name"] == "兰江路-真北路下立交工程"
    assert (project["nature"], project["category"]) == ("阶段性项目", "特定目标类")
    assert project["department"] == "某某市某某区建设和管理委员会"
    assert project["unit"] == "某某市某某区市政工程建设中心"
    assert (project["start"], project["end"]) == ("2026-01-01", "2027-12-31")
    assert list(project["funding"].values()) == [
        "771325800.00", "771325800.00", "0.00", "226145100.00", "226145100.00", "0.00", "0.00",
    ]  # fmt: skip
    assert project["goals"] == {
        "overall": "为居民出行提供快速便捷的通道，完善、提高了路网服务功能分流中环路的交通压力、"
        "强化铁路两侧的片区的交通联系，支撑区域一体化发展。",
        "annual": "积极推进项目前期征收工作，年内开展管线搬迁及维护结构施工。",
    }
    assert rows(filing.projects[0]) == [
        (None, "生态环境成本指标", "文明施工情况", "可控"),  # its first level is empty on the page
        ("产出指标", "数量指标", "道路建设长度", "985米"),
        ("产出指标", "质量指标", "项目验收达标率", "=100.00(%)"),
        ("产出指标", "时效指标", "项目完成及时性", "及时"),
        ("效益指标", "社会效益指标", "道路安全隐患减少情况", "减少"),
        ("效益指标", "社会效益指标", "道路景观提升情况", "提升"),
        ("效益指标", "社会效益指标", "道路通行能力提升情况", "提升"),
        ("效益指标", "可持续影响指标", "长效管理制度健全性", "健全"),
        ("满意度指标", "服务对象满意度指标", "居民群众满意度", "≥90.00(%)"),
    ]


def test_cells_set_at_the_top_share_their_lines_and_the_label_beside_keeps_its_unit():
    filing = read(CLEARING)
    [project] = filing_json(filing)["projects"]
    assert (project["name"], project["nature"]) == ("拆违经费", "阶段性项目")
    assert project["department"] == "某某区城市管理行政执法局执法大队"
    assert project["unit"] == "某某市某某区城市管理行政执法局执法大队"
    assert project["funding"]["total"] == "10308000.00"
    assert project["funding"]["annual_total"] == "3498000.00"
    assert project["goals"] == {"overall": f'"{GOAL}\n"', "annual": f'"{GOAL}"'}
    assert rows(filing.projects[0])[4:] == [
        ("效益指标", "社会效益指标", "群众政策知晓度", "≥90.00(%)"),
        ("效益指标", "生态效益指标", "提升城市环境美化指数", "提高"),
        ("效益指标", "可持续影响指标", "新增违建发生数", "降低"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90.00(%)"),
    ]
    assert any("填报人" in flaw.text for flaw in filing.flaws)


def test_a_name_that_holds_the_word_of_the_amounts_unit_is_a_name():
    wrapped = ROAD.replace("兰江路-真北路下立交工", "区机关事业单位办公用房")
    [project] = read(wrapped.replace("程 目", "租赁 目")).projects
    assert project.name == "区机关事业单位办公用房租赁"
    plain = CLEARING.replace("拆违经费", "事业单位改革").replace("（万元）\n上", "上")
    [project] = read(plain.replace("（2026年度）", "（2026年度）\n单位：万元")).projects
    assert project.name == "事业单位改革"
    assert str(project.funding.total) == "10308000.00"


def test_what_was_put_together_or_judged_is_marked():
    [project] = read(ROAD).projects
    marks = {field: project.marks.get(at) for field, at in project.at.items()}
    assert marks["name"] == "自同一行的标签后拆出，由 2 行合并"
    assert marks["unit"] == "自同一行的标签后拆出"
    assert "请核对" in marks["overall"]
    assert "请核对" in marks["annual"]
    assert project.marks[project.indicators[0].at["level2"]] == "由 2 行合并"


def test_a_text_with_wide_gaps_between_its_cells_is_parted_there():
    wide = "\n".join(line.replace(" ", "     ") for line in ROAD.splitlines())
    assert filing_json(read(wide))["projects"] == filing_json(read(ROAD))["projects"]


def test_a_text_that_leaves_several_ways_is_refused():
    # The level in the middle of two rows may span the one below as well.
    text = ROAD.replace("可持续影\n长效管理制度健全性 健全\n响指标\n", "长效管理制度健全性 健全\n")
    filing = read(text)
    assert not filing.projects
    assert "相邻各格的内容混在一起" in filing.flaws[0].text


@pytest.mark.parametrize(
    ("line", "many"),
    [
        ("程 目\n", "程 目\n" * 40),
        ("程 目\n", "程 目 程 目 程 目\n" * 3),
        ("主管部门 实施单位", "主管部门 实施单位 联系人 联系电话 负责人 电话 填报人 经办人 审核人"),
        ("项目\n绩效 为", "项目\n" * 60 + "绩效 为"),
        ("标\n标\n", "标\n指标\n绩效\n满意度\n" * 20),
        ("标\n标\n", "标\n标\n" + "甲乙\n" * 100),
        ("标\n标\n", "标\n标\n" + "社会效益\n指标\n" * 5000),
    ],
)
def test_texts_with_ever_more_ways_to_divide_them_end_soon(line, many):
    assert line in ROAD
    assert not read(ROAD.replace(line, many)).projects


def drawn(project, padding, middle):
    """The text of a form; a project is a dict of its fields and a list of its indicators."""
    head = [
        [Cell("财政项目支出绩效目标申报表", 20, 60)],
        [Cell("（2026年度）", 20, 60)],
        [
            Cell("项目名称", 0, 8), Cell(project["name"], 10, VALUE), Cell("项目性质", 30, 8),
            Cell(project["nature"], 40, 5), Cell("项目类别", 50, 8), Cell("特定目标类", 60, 8),
        ],
        [
            Cell("主管部门", 0, 8), Cell(project["department"], 10, VALUE),
            Cell("实施单位", 30, 8), Cell(project["unit"], 40, VALUE),
        ],
        [
            Cell("计划开始日期", 0, 8), Cell("2026-01-01", 10, 15), Cell("计划完成日期", 30, 8),
            Cell("2026-12-31", 40, 15),
        ],
        [
            Cell("项目资金\n（元）", 0, 8, 4), Cell("项目资金总额", 10, 8), Cell("3.00", 20, 8),
            Cell("年度资金申请总额", 30, 10), Cell("3.00", 50, 8),
        ],
        [
            Cell("其中：财政资金", 10, 8, 2), Cell("3.00", 20, 8, 2),
            Cell("其中：当年财政拨款", 30, 10), Cell("2.00", 50, 8),
        ],
        [Cell("上年结转资金", 30, 10), Cell("1.00", 50, 8)],
        [
            Cell("其他资金", 10, 8), Cell("0.00", 20, 8), Cell("其他资金", 30, 10),
            Cell("0.00", 50, 8),
        ],
        [
            Cell("项目\n绩效\n目标", 0, 3, 2), Cell("项目总目标", 5, 20),
            Cell("年度总体目标", 40, 16),
        ],
        [Cell(project["overall"], 5, GOALS[0]), Cell(project["annual"], 40, GOALS[1])],
        [
            Cell("一级指标", 5, 8), Cell("二级指标", 12, 8), Cell("三级指标", 20, 8),
            Cell("年度(/项目)指标值", 50, 12),
        ],
    ]  # fmt: skip
    return height_text([*head, *table_rows(project["indicators"])], padding, middle)


texts = st.lists(one_line, min_size=1, max_size=3).map("".join).filter(
    lambda text: text.isprintable() and " " not in text and any(map(str.isalnum, text))
)  # fmt: skip
targets = st.one_of(st.sampled_from(["≥90%", "=3次", "及时", "有效提升", "2026年底前"]), texts)


@st.composite
def forms(draw):
    indicators = []
    for level1 in sorted(draw(st.sets(st.sampled_from(sorted(levels(1))), min_size=1))):
        for level2 in sorted(draw(st.sets(st.sampled_from(sorted(below(level1))), min_size=1))):
            names = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
            indicators += [(level1, level2, name, draw(targets)) for name in names]
    fields = {field: draw(texts) for field in ("name", "department", "unit", "overall", "annual")}
    nature = draw(st.sampled_from(["阶段性项目", "经常性项目"]))
    return {**fields, "nature": nature, "indicators": indicators}


def unmarked_errors(form, project):
    """What was read wrongly without a mark that asks to look at it."""

    def is_marked(at):
        return "请核对" in (project.marks.get(at) or "")

    read_as = {
        "name": project.name, "nature": project.nature, "department": project.department,
        "unit": project.unit, "overall": project.goals.overall, "annual": project.goals.annual,
    }  # fmt: skip
    errors = [
        (field, form[field], text)
        for field, text in read_as.items()
        if "".join((text or "").split()) != form[field] and not is_marked(project.at.get(field))
    ]
    is_doubtful = [any(map(is_marked, row.at.values())) for row in project.indicators]
    if len(form["indicators"]) != len(project.indicators):
        counts = (len(form["indicators"]), len(project.indicators))
        return errors if any(is_doubtful) else [*errors, ("indicators", *counts)]
    found_rows = zip(form["indicators"], rows(project), is_doubtful, strict=True)
    for expected, found, doubtful in found_rows:
        if found != expected and not doubtful:
            errors.append(("row", expected, found))
    return errors


@pytest.mark.parametrize("count", sizes(4, 60))
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("padding", [0.0, 0.5, 1.0, 2.0])
def test_whatever_is_read_is_right_or_marked(padding, middle, count):
    def is_right_or_marked(form):
        for project in read(drawn(form, padding, middle)).projects:
            assert unmarked_errors(form, project) == []

    for_all(forms(), count, is_right_or_marked)
