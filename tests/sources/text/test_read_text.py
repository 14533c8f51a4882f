"""Forms flattened to text: page texts, one-line texts, rows of cells."""

from pathlib import Path

import pytest

from tests.filings import bare
from xlperf.output.as_json import filing_json
from xlperf.reading.read_publication import read_publication
from xlperf.sources.refusals import clause
from xlperf.sources.text.read_text import text_blocks

DATA = Path(__file__).parents[2] / "data"
SEED = (DATA / "songjiang-npc-2022.txt").read_text("utf-8")
PAGE = (DATA / "wanli-2023-page.txt").read_text("utf-8")
GOAL = (
    "建成后作为万里街道社区事务受理、社区管理、社区文化艺术活动场所。更有效的整合社区公共服务资源，"
    "为周边居民提供便捷、优质的社区服务和生活配套设施。"
)


def read(text):
    return read_publication(text_blocks(text, "page.txt"))


def rows(project):
    return [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators]


def test_page_text_of_2023_is_read_as_a_person_reads_it():
    filing = read(PAGE)
    [project] = filing_json(filing)["projects"]
    assert (filing.year, filing.edition) == (2023, "shanghai-2023")
    assert project["name"] == "新建万里街道社区公共服务中心"
    assert (project["nature"], project["category"]) == ("阶段性项目", "特定目标类")
    assert project["department"] == project["unit"] == "上海市普陀区人民政府万里街道办事处"
    assert (project["start"], project["end"]) == ("2023-01-01", "2023-12-31")
    assert list(project["funding"].values()) == [
        "4100000.00", "4100000.00", "0.00", "4100000.00", "4100000.00", "0.00", "0.00",
    ]  # fmt: skip
    assert project["goals"] == {"overall": GOAL, "annual": GOAL}
    assert rows(filing.projects[0]) == [
        ("产出指标", "数量指标", "规划建筑面积", "≥13459.00(平方米)"),
        ("产出指标", "质量指标", "完工及时率", "及时率"),
        ("产出指标", "成本指标", "预算内经费", "合规"),
        ("效益指标", "社会效益指标", "完善社区基础设施建设", "完善率"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "满意度"),
    ]
    assert not filing.projects[0].flaws


def test_what_was_put_together_is_marked_and_what_stood_alone_is_not():
    [project] = read(PAGE).projects
    marks = {field: project.marks.get(at) for field, at in project.at.items()}
    assert marks["overall"] == "由 3 行合并"
    assert marks["category"] == "自同一行的标签后拆出"
    assert marks["name"] is marks["unit"] is marks["start"] is None
    assert project.marks[project.indicators[-1].at["level2"]] == "由 2 行合并"


def test_addresses_name_the_line_where_a_value_begins():
    [project] = read(PAGE).projects
    assert str(project.at["name"]) == "page.txt!第4行"
    assert str(project.at["overall"]) == "page.txt!第35行"
    assert str(project.indicators[0].at["target"]) == "page.txt!第50行"


@pytest.mark.parametrize("gap", [" ", ""])
def test_form_on_one_line_is_refused_and_says_so(gap):
    filing = read(gap.join(PAGE.split()))
    assert not filing.projects
    assert [(flaw.at.cell, flaw.text) for flaw in filing.flaws] == [("第1行", clause("text_order"))]


def test_seed_without_its_tabs_is_the_same_filing():
    with_tabs, without = read(SEED), read(SEED.replace("\t", ""))
    assert [bare(p) for p in without.projects] == [bare(p) for p in with_tabs.projects]
    assert without.statement == with_tabs.statement


def test_table_right_below_a_paragraph_begins_a_row_of_its_own():
    forms = SEED.split("\t财政项目支出绩效目标填报表\n")[1:]
    forms = [form.split("\t项目经费情况说明")[0] for form in forms]
    title = "\t财政项目支出绩效目标填报表\n"
    text = title + f"以下是填报表。\n{title}".join(forms)
    whole = read(SEED)
    assert [(p.name, p.funding, rows(p)) for p in read(text).projects] == [
        (p.name, p.funding, rows(p)) for p in whole.projects
    ]
    assert read(text).year == whole.year == 2022


def test_rows_of_tabbed_cells_are_read():
    table = "\n".join(
        [
            "财政项目支出绩效目标申报表\t\t\t\t\t\t\t",
            "（2026年度）\t\t\t\t\t\t\t",
            "项目名称\t\t拆违经费\t\t项目性质\t阶段性项目\t项目类别\t特定目标类",
            "主管部门\t\t某局\t\t实施单位\t某大队\t\t",
            "计划开始日期\t\t2024-01-01\t\t计划完成日期\t2026/12/31\t\t",
            "项目资金（元）\t\t项目资金总额\t\t10,308,000.00\t年度资金申请总额\t\t3,498,000.00",
            "\t\t其中：财政资金\t\t10,308,000.00\t其中：当年财政拨款\t\t3,498,000.00",
            "\t\t\t\t\t上年结转资金\t\t0",
            "\t\t其他资金\t\t0\t其他资金\t\t0",
            "项目绩效目标\t项目总体目标(2024 年-2026 年)\t\t\t\t年度总体目标\t\t",
            '\t总的目标\t\t\t\t"一年的\n目标"\t\t',
            "\t一级指标\t二级指标\t三级指标\t\t\t年度(/项目)指标值\t",
            "\t成本指标\t经济成本指标\t成本控制合理性\t\t\t合理\t",
            "\t产出指标\t数量指标\t完成计划\t\t\t=100.00(%)\t",
        ]
    )
    [project] = read(table).projects
    assert project.goals.overall == "总的目标"
    assert project.goals.annual == "一年的\n目标"
    assert project.goals.years == (2024, 2026)
    assert project.end.isoformat() == "2026-12-31"
    assert [str(a) for a in (project.funding.annual_total, project.funding.annual_other)] == [
        "3498000.00", "0",
    ]  # fmt: skip
    assert rows(project)[0] == ("成本指标", "经济成本指标", "成本控制合理性", "合理")


def test_narrative_lines_broken_by_the_page_are_joined():
    long = "本项目为深入落实有关会议精神和城市建设、国土空间规划的重要论述而设，持续扎实高效"
    text = f"项目经费情况说明\n 一、项目概述\n{long}\n推动治理工作。\n 二、立项依据\n依据。\n{PAGE}"
    [project] = read(text).projects
    assert project.narrative.overview == f"{long}推动治理工作。"
    assert project.marks[project.at["overview"]] == "由 2 行合并"
    assert project.narrative.basis == "依据。"


def test_long_number_that_began_a_new_line_stays_in_its_paragraph():
    prose = "本项目为某某路大修，道路全长约1.2公里，工程内容包括路面翻修、人行道整修和排水，总投资"
    text = f"项目经费情况说明\n一、项目概述\n{prose}\n123,456,789.00元。\n{PAGE}"
    [project] = read(text).projects
    assert project.narrative.overview == f"{prose}123,456,789.00元。"


def test_lines_that_two_pages_print_are_read_once_and_named():
    basis = "区发展改革委批复的可行性研究报告及初步设计。"
    twice = f"一、项目概述\n本项目为某某路大修。\n二、立项依据\n{basis}\n"
    filing = read(f"项目经费情况说明\n{twice}{twice}三、实施主体\n市政中心。\n{PAGE}")
    told = filing.projects[0].narrative
    assert (told.overview, told.basis, told.body) == ("本项目为某某路大修。", basis, "市政中心。")
    [flaw] = filing.flaws
    assert flaw.at.cell == "第6行"
    assert "4 行" in flaw.text


def test_statement_that_a_pages_edge_broke_is_read():
    text = "按照本区预算绩效管理工作的总体要求，本部门3个预算单位开展了\n2026年项目预算"
    text += "绩效目标编报工作，编报绩效目标的\n项目1个，涉及项目预算资金176.61万元。\n"
    statement = read(text + PAGE).statement
    assert (statement.units, statement.projects, str(statement.at)) == (3, 1, "page.txt!第1行")


def test_narrative_of_another_name_says_that_it_went_by_order():
    narrative = "某某路大修项目经费情况说明\n一、项目概述\n路面大修。\n"
    [project] = read(narrative + PAGE).projects
    assert project.narrative.overview == "路面大修。"
    assert "标题为“某某路大修”" in project.marks[project.at["overview"]]
    [project] = read(narrative.replace("某某路大修", "上海市普陀区人民政府") + PAGE).projects
    assert project.at["overview"] not in project.marks


def test_narrative_without_a_form_is_named():
    filing = read(f"{PAGE}\n另一项目项目经费情况说明\n一、项目概述\n另一项目的概述。\n")
    assert len(filing.projects) == 1
    [flaw] = filing.flaws
    assert "“另一项目”的项目经费情况说明，没有它的填报表" in flaw.text


def test_narrative_goes_to_the_project_that_its_heading_names():
    def narrative(name):
        return f"{name}项目经费情况说明\n一、项目概述\n{name}的概述。\n"

    second = PAGE.replace("新建万里街道社区公共服务中心", "另一项目")
    text = narrative("新建万里街道社区公共服务中心") + narrative("另一项目") + second + PAGE
    found = {p.name: p.narrative.overview for p in read(text).projects}
    assert found == {name: f"{name}的概述。" for name in found}
    assert len(found) == 2


def test_sentence_that_ends_like_a_heading_stays_in_its_section():
    text = f"项目经费情况说明1\n一、项目概述\n概述。\n二、立项依据\n详见项目经费情况说明\n{PAGE}"
    [project] = read(text).projects
    assert project.narrative.overview == "概述。"
    assert project.narrative.basis == "详见项目经费情况说明"


def test_prose_and_the_list_after_it_are_the_two_goals_and_marked_as_judged():
    goals = "总的目标。\n办好实事。\n1.做完甲。\n2.做完乙。"
    head, _, rest = PAGE.partition("建成后")
    text = head + goals + "\n" + rest[rest.index("一级指标") :]
    [project] = read(text).projects
    assert project.goals.overall == "总的目标。\n办好实事。"
    assert project.goals.annual == "1.做完甲。\n2.做完乙。"
    assert "请核对" in project.marks[project.at["annual"]]


def test_radicals_and_symbols_of_a_copied_text_are_the_characters_that_they_look_like():
    text = PAGE.translate(str.maketrans("目工长立民≥", "⽬⼯⻓⽴⺠\uf0b3"))
    assert [bare(p) for p in read(text).projects] == [bare(p) for p in read(PAGE).projects]


@pytest.mark.parametrize(
    "title", ["2023年财政项目支出绩效目标申报表", "某局2023年度项目绩效目标表"]
)
def test_title_may_name_the_year_and_is_no_part_of_the_prose_above(title):
    prose = "项目经费情况说明\n一、项目概述\n概述。\n二、立项依据\n依据。\n"
    filing = read(prose + PAGE.replace("财政项目支出绩效目标填报表\n（2023年度）", title))
    assert (filing.year, filing.projects[0].narrative.basis) == (2023, "依据。")
    assert filing.projects[0].funding == read(PAGE).projects[0].funding


def test_statement_among_rows_of_cells_is_read():
    statement = "2023年度，本单位编报绩效目标的项目共2个，涉及项目预算资金820.00万元。"
    cells = "项目名称\t某项目\t项目类别\t特定目标类\n主管部门\t某局\t实施单位\t某所\n"
    cells += "计划开始日期\t2023-01-01\t计划完成日期\t2023-12-31\n"
    cells += "项目资金总额\t1.00\t年度资金申请总额\t1.00\n"
    title = "财政项目支出绩效目标填报表\n（2023年度）\n"
    filing = read(f"{statement}\n{title}{cells}{title}{cells}")
    assert len(filing.projects) == 2
    assert (filing.statement.projects, str(filing.statement.at)) == (2, "page.txt!第1行列1")


def test_empty_pages_before_a_form_make_no_lines_and_no_difference():
    blocks = text_blocks("\f" * 1000 + PAGE, "page.txt")
    assert sum(getattr(block, "text", "") == "\f" for block in blocks) <= 1
    [project] = read("\f" * 1000 + PAGE).projects
    assert bare(project) == bare(read(PAGE).projects[0])
