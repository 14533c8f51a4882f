"""Tables as a browser or a spreadsheet copies them: lost merges, broken labels, quoted cells."""

import pytest

from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

# Cells by |, line breaks in them by /. A browser leaves out the cells that are merged from above.
COPIED = """
财政项目支出绩效目标填报表
（2023年度）
项目名称|社区综合治理经费|项目性质|经常性项目|项目类别|特定目标类
主管部门|某街道办事处|实施单位|某街道服务中心
计划开始日期|2023-01-01|计划完成日期|2023-12-31
项目资金/（元）|项目资金总额|1,832,560.00|年度资金申请总额|1,600,000.00
其中：财政资金|1,800,000.00|其中：当年财政拨款|1,500,000.00
上年结转资金|60,000.00
其他资金|32,560.00|其他资金|40,000.00
项目/绩效/目标|项目总目标|年度总体目标
总的目标。|1.做完甲；/2.做完乙。
|一级指标|二级指标|三级指标|年度(/项目)指标值
绩效指标|产出指标|数量指标|巡逻次数|≥200.00(次)
设施数量|=56.00(套)
质量指标|维护合格率|=100.00(%)
满意度指标|服务对象满意度/指标|居民满意度|≥85.00(%)
""".strip()


def read(text):
    return read_publication(text_blocks(text, "表.txt"))


def browser(table):
    return (
        table.replace("|", "\t").replace("/项目)", "\0").replace("/", "\n").replace("\0", "/项目)")
    )


def spreadsheet(table):
    rows = [line.replace("/项目)", "\0").split("|") for line in table.splitlines()]
    cells = [[f'"{c.replace("/", chr(10))}"' if "/" in c else c for c in row] for row in rows]
    return "\n".join("\t".join(row) for row in cells).replace("\0", "/项目)")


def bars(table):
    kept = table.replace("/项目)", "\0").replace("/", "<br>").replace("\0", "/项目)")
    return "\n".join(f"| {line.replace('|', ' | ')} |" for line in kept.splitlines())


def cells(table):
    rows = [line.replace("/项目)", "\0").split("|") for line in table.splitlines()]
    lines = ["".join(f"\t{cell}\n" for cell in row) for row in rows]
    return "\n".join(lines).replace("/", "\n").replace("\0", "/项目)")


@pytest.mark.parametrize("copied", [browser, spreadsheet, bars, cells])
def test_copied_table_without_its_merges_is_read_in_its_columns(copied):
    filing = read(copied(COPIED))
    [project] = filing.projects
    assert (filing.year, filing.edition) == (2023, "shanghai-2023")
    money = project.funding
    assert [str(a) for a in (money.other, money.carried_over, money.annual_other)] == [
        "32560.00", "60000.00", "40000.00",
    ]  # fmt: skip
    assert project.goals.overall == "总的目标。"
    assert project.goals.annual == "1.做完甲；\n2.做完乙。"
    assert [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators] == [
        ("产出指标", "数量指标", "巡逻次数", "≥200.00(次)"),
        ("产出指标", "数量指标", "设施数量", "=56.00(套)"),
        ("产出指标", "质量指标", "维护合格率", "=100.00(%)"),
        ("满意度指标", "服务对象满意度指标", "居民满意度", "≥85.00(%)"),
    ]
    assert not project.flaws


def test_level_that_a_line_break_cut_is_whole_and_says_so():
    [project] = read(browser(COPIED)).projects
    assert project.marks[project.indicators[-1].at["level2"]] == "由 2 行合并"


def test_address_of_a_shifted_cell_is_where_it_stands_in_the_text():
    [project] = read(spreadsheet(COPIED)).projects
    assert str(project.indicators[1].at["target"]) == "表.txt!第18行列2"


def test_rows_with_the_places_of_merged_cells_left_empty_stay_where_they_are():
    table = "\n".join(
        [
            "财政项目支出绩效目标填报表", "项目名称\t甲\t项目类别\t特定目标类",
            "主管部门\t乙\t实施单位\t丙", "计划开始日期\t2023-01-01\t计划完成日期\t2023-12-31",
            "项目资金总额\t1\t年度资金申请总额\t1",
            "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值",
            "\t产出指标\t数量指标\t次数\t=1次", "\t\t\t场数\t=2场", "\t\t质量指标\t没有指标值",
        ]
    )  # fmt: skip
    [project] = read(table).projects
    assert [i.level3 for i in project.indicators] == ["次数", "场数", "没有指标值"]
    assert project.indicators[-1].target is None


def indicators(text):
    [project] = read(text).projects
    return [(i.level1, i.level2, i.level3, i.target.text) for i in project.indicators]


def mark_of(text, row, field):
    [project] = read(text).projects
    return project.marks.get(project.indicators[row].at[field])


def test_target_on_two_lines_is_one_and_says_so():
    text = COPIED.replace("设施数量|=56.00(套)", "设施数量|第一季度≥20%/第二季度≥50%")
    text = browser(text.replace("维护合格率", "项目完成时间"))
    assert indicators(text)[1][2:] == ("设施数量", "第一季度≥20%\n第二季度≥50%")
    assert mark_of(text, 1, "target") == "由 2 行合并，分界由程序判断，请核对"
    assert indicators(text)[2][2] == "项目完成时间"


def test_name_on_two_lines_below_a_whole_target_is_one_and_says_so():
    text = browser(COPIED.replace("设施数量|", "街道和居民区/设施数量|"))
    assert indicators(text)[1][2:] == ("街道和居民区设施数量", "=56.00(套)")
    assert mark_of(text, 1, "level3") == "由 2 行合并，分界由程序判断，请核对"


def test_level_with_a_character_on_each_line_is_whole():
    text = browser(COPIED.replace("满意度指标|", "满/意/度/指/标|"))
    assert indicators(text) == indicators(browser(COPIED))


def test_blank_cells_of_levels_written_once_stand_below_them():
    rows = COPIED.replace("设施数量|", "||设施数量|").replace("\n质量指标|", "\n|质量指标|")
    assert indicators(browser(rows)) == indicators(browser(COPIED))


def test_lines_between_a_table_and_another_form_are_of_neither():
    text = browser(COPIED) + "\n附件2-2\n其他说明\n" + browser(COPIED).replace("综合", "专项")
    first, second = read(text).projects
    assert first.indicators[-1].target.text == "≥85.00(%)"
    assert second.name == "社区专项治理经费"
