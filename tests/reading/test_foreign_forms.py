"""Forms of other places: right, or left with the reason; no value is ever another field's."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reading.made_forms import as_document, as_grid, as_text, as_workbook
from tests.sources.text.told import expected, told, wrong
from xlperf.errors import XlperfError
from xlperf.filing.model import Address
from xlperf.grid import Line
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

LAYOUTS = tomllib.loads((Path(__file__).parent / "layouts.toml").read_text("utf-8"))
READ = {name: form for name, form in LAYOUTS.items() if "refused" not in form}
REFUSED = {name: form for name, form in LAYOUTS.items() if "refused" in form}


def table(name, old="", new=""):
    return LAYOUTS[name]["table"].replace(old, new) if old else LAYOUTS[name]["table"]


def texts(filing):
    return [flaw.text for flaw in filing.flaws]


@pytest.mark.parametrize("name", READ)
def test_every_value_of_a_form_that_can_be_read_is_right(name):
    filing = read_publication([as_grid(READ[name]["table"])])
    assert told(filing) == expected(READ[name])


@pytest.mark.parametrize("name", REFUSED)
def test_form_that_cannot_be_read_is_left_with_the_reason(name):
    filing = read_publication([as_grid(REFUSED[name]["table"])])
    assert not filing.projects
    assert any(REFUSED[name]["refused"] in text for text in texts(filing))


@pytest.mark.parametrize("lost", [False, True], ids=["empty-places", "lost-places"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_no_value_of_a_tabbed_text_is_wrong(name, lost):
    filing = read_publication(text_blocks(as_text(LAYOUTS[name]["table"], lost=lost), "表.txt"))
    if not filing.projects:
        assert texts(filing)
        return
    assert "refused" not in LAYOUTS[name]
    assert wrong(LAYOUTS[name], filing) == {}


@pytest.mark.parametrize("name", ["hunan", "integrated", "central-2022", "subheads", "transfer"])
def test_worksheet_and_document_of_a_form_say_the_same(name, tmp_path):
    as_workbook(READ[name]["table"], tmp_path / "表.xlsx")
    as_document(READ[name]["table"], tmp_path / "表.docx")
    for path in (tmp_path / "表.xlsx", tmp_path / "表.docx"):
        assert told(read_filing(path)) == expected(READ[name])


def test_reason_names_the_sheet_and_the_cell(tmp_path):
    as_workbook(table("two-tables-unnamed"), tmp_path / "表.xlsx")
    with pytest.raises(XlperfError, match="“Sheet!A10”处这张指标表有两段，表头重复"):
        read_filing(tmp_path / "表.xlsx")


def parts(name, *rows):
    """A form as several tables, cut before some of its rows."""
    whole = as_grid(table(name).replace("^ |", "- |"))
    edges = zip((0, *rows), (*rows, len(whole.rows)), strict=True)
    return [replace(whole, rows=whole.rows[top:bottom], spans=()) for top, bottom in edges]


def without_side(grid):
    return replace(grid, rows=[row[1:] for row in grid.rows])


@pytest.mark.parametrize("are_named_above", [False, True])
def test_blocks_in_tables_of_their_own_are_told_apart(are_named_above):
    head, long, annual, rest = parts("hunan", 15, 18, 22)
    blocks = [head, long, annual, rest]
    if are_named_above:
        names = (
            Line(text, Address("文", "第1段"))
            for text in ("（一）长期绩效指标", "（二）年度绩效指标")
        )
        blocks = [head, next(names), without_side(long), next(names), without_side(annual), rest]
    filing = read_publication(blocks)
    assert wrong(READ["hunan"], filing) == {}
    assert len(filing.projects[0].indicators) == 2
    other = filing.projects[0].other_period
    assert other is not None
    assert other.name.endswith("长期绩效指标")
    assert len(other.indicators) == 2
    assert not any("长期绩效指标" in text for text in texts(filing))


def test_tables_that_repeat_their_heads_without_saying_whose_they_are_are_left():
    head, long, annual, _ = parts("hunan", 15, 18, 22)
    filing = read_publication([head, without_side(long), without_side(annual)])
    assert not filing.projects
    assert any("表头重复" in text for text in texts(filing))


def test_heads_that_a_page_repeats_begin_no_block():
    text = table("two-tables-unnamed").replace(
        "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 维修栋数 | 2栋",
        "一级指标 | 二级指标 | 三级指标 | 指标值\n满意度指标 | 满意度指标 | 师生满意度 | ≥90%",
    )
    filing = read_publication([as_grid(text)])
    assert [row.level3 for row in filing.projects[0].indicators] == [
        "维修栋数", "教学环境", "师生满意度",
    ]  # fmt: skip


def test_amounts_whose_unit_is_nowhere_said_are_left():
    filing = read_publication(
        [as_grid(table("general-total", "（万元）").replace("资金总额", "年度资金总额"))]
    )
    assert told(filing).keys().isdisjoint({"annual_total", "annual_fiscal", "fiscal"})
    assert "金额没有写明是元还是万元，没有读入" in texts(filing)


def test_total_that_does_not_say_whose_it_is_is_left():
    filing = read_publication([as_grid(table("general-total"))])
    assert told(filing).keys().isdisjoint({"total", "annual_total", "fiscal", "annual_fiscal"})
    assert "“资金总额”没有写明是项目总额还是年度金额，没有读入" in texts(filing)


@pytest.mark.parametrize(
    ("label", "beside"),
    [
        ("主管部门/编码", "主管部门"), ("主管部门编码：", "主管部门"),
        ("归口处室", "主管部门"), ("项目负责人及电话", "项目名称"),
        ("实施单位联系人", "实施单位"), ("年初设定目标", "年度目标"),
        ("绩效指标", "实施单位"), ("其中：其它资金", "年度资金总额"),
    ],
)  # fmt: skip
def test_known_label_is_never_a_value(label, beside):
    lines = table("integrated").splitlines()
    row = next(i for i, line in enumerate(lines) if beside in line)
    lines[row] = f"{beside} | {label} | - | - | - | - | -"
    [project] = read_publication([as_grid("\n".join(lines))]).projects
    plain = label.replace("/", "\n")
    values = (project.name, project.department, project.unit, project.goals.annual)
    assert plain not in values
    assert not project.typed


def test_phone_behind_a_name_in_its_cell_is_no_part_of_it():
    lines = table("integrated").splitlines()
    lines[2] = "项目名称：执法装备购置 项目负责人及电话：张三 12345678 | < | < | < | < | < | <"
    text = "\n".join(lines)
    [project] = read_publication([as_grid(text)]).projects
    assert project.name == "执法装备购置"


def test_weights_are_read():
    filing = read_publication([as_grid(table("central-2022", "| 30\n", "| 30分\n"))])
    assert [int(row.weight) for row in filing.projects[0].indicators] == [30, 30, 20, 10]
    assert not any("分值权重" in text for text in texts(filing))


def test_weights_that_are_no_numbers_are_named():
    filing = read_publication([as_grid(table("central-2022", "| 30\n", "| 高\n"))])
    assert "指标表有“分值权重”一列，填报表没有它的位置，没有读入" in texts(filing)


def test_sign_that_is_none_is_named():
    filing = read_publication([as_grid(table("integrated", "| ＝ |", "| 正向 |"))])
    assert any("“计算符号”一列" in text for text in texts(filing))


def test_same_indicators_with_other_targets_are_two_periods_in_one_table():
    lines = table("three-years").splitlines()
    again = [line.replace("10个", "30个").replace("20分钟", "10分钟") for line in lines[-2:]]
    filing = read_publication([as_grid("\n".join([*lines, *again]))])
    assert not filing.projects
    assert any("等指标出现两次" in text for text in texts(filing))


@pytest.mark.parametrize(
    "line",
    ["（2020年度）", "2020年度部门预算项目绩效目标申报表", "2020年", "预算年度：2020"],
)
def test_year_above_the_table_is_found(line):
    form = as_grid("\n".join(table("transfer").splitlines()[2:]))
    title = Line("专项资金绩效目标申报表", Address("文", "第1段"))
    filing = read_publication([title, Line(line, Address("文", "第2段")), form])
    assert filing.year == 2020


def test_edition_of_two_levels_is_told_and_keeps_the_choices():
    filing = read_publication([as_grid(table("hubei"))])
    assert filing.edition == "hubei-2022"
    [project] = filing.projects
    assert (project.category, project.nature) == ("本级支出项目", "持续性项目")


def test_goal_alone_is_the_years_and_none_where_it_heads_two():
    [project] = read_publication([as_grid(table("hubei"))]).projects
    assert project.goals.annual == "传承非遗。"
    alone, beside = "绩效目标 | 传承非遗。 | <", "绩效目标 | 年度目标 | 传承。"
    two = table("hubei", alone, beside)
    [project] = read_publication([as_grid(two)]).projects
    assert project.goals.annual == "传承。"


def test_sum_of_costs_is_no_amount_where_a_label_names_one():
    text = table("hubei", "立项依据 | 非遗法 | < | < | <", "年度资金总额 | 12 | < | < | <")
    [project] = read_publication([as_grid(text)]).projects
    assert project.funding.annual_total == 120000


def test_column_whose_head_stands_in_the_row_above_is_named():
    filing = read_publication([as_grid(table("subheads-of-others"))])
    assert any("“评分标准”一列" in text for text in texts(filing))
