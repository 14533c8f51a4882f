"""Texts with a cell a line that hold more than the form, or leave a value in doubt."""

import pytest

from tests.sources.text.test_read_text import PAGE, read, rows


def essence(filing):
    return [
        (p.name, p.category, p.department, p.unit, p.start, p.end, p.funding, p.goals, rows(p))
        for p in filing.projects
    ]


def changed(old, new):
    assert PAGE.count(old) >= 1
    return PAGE.replace(old, new, 1)


def test_list_in_brackets_is_not_what_a_label_says_in_brackets():
    text = changed("建成后作为", "（1）建成后作为").replace("（续建）", "")
    text = text.replace("新建万里", "（续建）新建万里")
    [project] = read(text).projects
    assert project.goals.overall.startswith("（1）建成后作为")
    assert project.name == "（续建）新建万里街道社区公共服务中心"


def test_label_that_the_form_lacks_is_not_found_among_the_indicators():
    text = changed("计划完成日期\n2023-12-31\n", "").replace(
        "完工及时率\n及时率", "项目完成时间\n及时"
    )
    [project] = read(text).projects
    assert project.end is None
    assert project.funding == read(PAGE).projects[0].funding
    assert ("产出指标", "质量指标", "项目完成时间", "及时") in rows(project)


def test_labels_of_other_forms_end_the_value_before_them():
    extra = "项目负责人 张三 联系电话 021-1\n立项依据：区委\n会议纪要。\n"
    text = changed("计划开始日期", f"{extra}计划开始日期")
    filing = read(text + "\n填报人\n李四\n备注：一式三份\n")
    assert essence(filing) == essence(read(PAGE))
    told = ["项目负责人", "联系电话", "立项依据", "填报人", "备注"]
    assert [flaw.text.split("”")[0] for flaw in filing.flaws] == [f"有“{label}" for label in told]


def test_target_keeps_the_space_behind_its_operator():
    text = changed("≥13459.00(平方米)", "≥ 13459.00(平方米)")
    found = [row[2:] for row in rows(read(text).projects[0])]
    assert found[0] == ("规划建筑面积", "≥ 13459.00(平方米)")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("年度(/项目)指标值\n", "年度(/项目)指标值\n备注\n"),
        ("社会效益指标\n完善社区基础设施建设", "社会效益指\n完善社区基础设施建设\n标"),
        (
            "一级指标\n二级指标\n三级指标\n年度(/项目)指标值\n绩效指标\n产出指标\n",
            "绩 一级指标 二级指标 三级指标 年度(/项目)指标值\n产出指标\n效\n",
        ),
        ("新建万里街道社区公共服务中心\n", "新建万里街道社区（公共\n"),
        ("2023-12-31\n", "2023-12-31\n服务中心\n"),
        ("项目类别\n特定目标类\n", "项目类别\n特定目标类\n服务中心\n"),
        ("4,100,000.00\n其中：财政资金", "4,100,000.00\n服务中心\n其中：财政资金"),
        ("阶段性项目 项目类别\n特定目标类", "预算层级\n区级"),
        ("阶段性项目 项目类别\n特定目标类", "阶段性项目 预算层级 区级"),
        ("新建万里街道社区公共服务中心\n", ""),
        ("项目资金\n（元）\n项目资金总额\n4,100,000.00", "项目资金总额\n项目资金\n4,100,000.00"),
        ("项目总目标\n", ""),
        ("年度总体目标\n", ""),
        ("年度总体目标\n", "年度总体目标\n目标\n"),
        ("预算内经费\n合规", "预算内经费 照章"),
        ("预算内经费\n合规", "预算内经费 ≤ 95%"),
        ("社会效益指标\n完善", "社会效益指标 完善"),
        ("社会效益指标\n完善", "社会效益\n指标 完善"),
    ],
)
def test_form_with_other_things_among_its_values_is_refused(old, new):
    text = changed(old, new)
    filing = read(f"{text}\n{PAGE}")
    assert essence(filing) == essence(read(PAGE))
    [flaw] = filing.flaws
    assert flaw.at.cell == "第1行"
    assert "没有读入" in flaw.text


def test_title_of_a_form_without_its_cells_is_named_before_one_that_is_refused():
    lost = "财政项目支出绩效目标填报表\n（2023年度）\n项目名称\n某项目\n主管部门\n某局\n"
    mixed = changed("2023-12-31\n", "2023-12-31\n服务中心\n")
    filing = read(f"{lost}{mixed}\n{PAGE}")
    assert [flaw.at.cell for flaw in filing.flaws] == ["第1行", "第7行"]


def test_goal_does_not_begin_within_a_list_and_a_doubtful_division_says_so():
    goals = "（1）开展阅读活动五十场；（2）参与人数达二万五千人；\n（3）线上阅读一百万次以上\n无"
    head, _, rest = PAGE.partition("建成后")
    [project] = read(head + goals + "\n" + rest[rest.index("一级指标") :]).projects
    assert project.goals.annual == "无"
    either = goals.replace("（3）", "").replace("无", "提升阅读率")
    [project] = read(head + either + "\n" + rest[rest.index("一级指标") :]).projects
    assert "请核对" in project.marks[project.at["annual"]]


@pytest.mark.parametrize(
    "prose",
    [
        "第五部分 名词解释\n财政拨款收入\n指本级财政当年拨付的资金",
        "八、国有资产占有使用情况\n车辆\n2辆",
        "截至2022年12月31日，本部门共有车辆2辆，单位价值50万元以上的通用设备0台（套）。",
    ],
)
def test_prose_behind_the_last_indicator_is_no_indicator(prose):
    assert essence(read(f"{PAGE}\n{prose}\n")) == essence(read(PAGE))


def test_form_without_a_title_begins_with_its_projects_name():
    _, body = PAGE.split("（2023年度）\n")
    filing = read(f"{PAGE}\n{body.replace('新建', '改建')}")
    assert [p.name[:2] for p in filing.projects] == ["新建", "改建"]
    assert filing.projects[0].funding == filing.projects[1].funding
    assert rows(filing.projects[0]) == rows(filing.projects[1]) != []


@pytest.mark.parametrize("at", ["项目资金\n", "一级指标\n", "质量指标\n"])
def test_title_and_heads_that_every_page_repeats_begin_no_form(at):
    title = "财政项目支出绩效目标填报表\n（2023年度）\n"
    heads = "一级指标\n二级指标\n三级指标\n年度(/项目)指标值\n" if at == "质量指标\n" else ""
    text = changed(at, f"第1页\n{title}{heads}{at}")
    filing = read(f"{text}\n{PAGE}")
    assert essence(filing) == 2 * essence(read(PAGE))
    assert not filing.flaws


def test_heading_of_a_narrative_that_was_broken_is_no_indicator():
    text = f"{PAGE}\n某区某某路道路大修（二\n期）工程项目经费情\n况说明\n一、项目概述\n概述。\n"
    second = PAGE.replace("新建万里街道社区公共服务中心", "某区某某路道路大修（二期）工程")
    first, other = read(text + second).projects
    assert rows(first) == rows(other)
    assert (first.narrative.overview, other.narrative.overview) == (None, "概述。")


def marks(project):
    return {field: project.marks.get(at) for field, at in project.at.items()}


def test_kind_on_two_lines_stays_one_value():
    [project] = read(changed("阶段性项目 项目类别", "延续\n性项目\n项目类别")).projects
    assert project.nature == "延续性项目"


@pytest.mark.parametrize("end", ["", "\f"])
def test_names_of_which_one_is_on_two_lines_are_all_marked(end):
    unit = "上海市普陀区人民政府万里街道办事处"
    head, found, rest = PAGE.partition(f"实施单位\n{unit}\n")
    assert found
    [project] = read(f"{head}实施单位\n{unit[:-1]}\n{end}{unit[-1]}\n{rest}").projects
    assert project.unit == project.department == unit
    assert all("请核对" in marks(project)[field] for field in ("name", "department", "unit"))


def test_line_above_the_labels_marks_the_names():
    [project] = read(changed("项目名称\n", "新建\n项目名称\n")).projects
    assert "请核对" in marks(project)["name"]
    [project] = read(changed("项目名称\n", "单位：元\n项目名称\n")).projects
    assert marks(project)["name"] is None


def test_unit_in_the_label_beside_the_amounts_counts():
    [project] = read(changed("（元）", "（万元）")).projects
    assert project.funding.total == 10_000 * read(PAGE).projects[0].funding.total


def test_labels_and_values_may_stand_on_one_line():
    text = changed("项目名称\n", "项目名称 ").replace("主管部门\n", "主管部门：")
    text = text.replace("计划开始日期\n2023-01-01\n", "计划开始日期 2023-01-01 ")
    assert essence(read(text)) == essence(read(PAGE))
    assert marks(read(text).projects[0])["start"] == "自同一行的标签后拆出"
