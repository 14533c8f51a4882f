"""Lists of many projects: every value is what a person reads, in each kind of file, or refused."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from tests.reading.made_forms import as_document, as_grid, as_text, as_workbook
from xlperf.errors import XlperfError
from xlperf.filing.codes import coded
from xlperf.operations.stated_totals import disagreements
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.text.read_text import text_blocks

LISTED = Path(__file__).parents[1] / "data" / "lists" / "list-of-projects.xlsx"
LISTS = tomllib.loads(Path(__file__).with_name("lists.toml").read_text("utf-8"))
LAYOUTS = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8"))
READ = [name for name, truth in LISTS.items() if "refused" not in truth]


def told(filing):
    """The projects of a filing as the truth writes them."""
    return [
        [
            project.name,
            coded(project, "unit"),
            f"{project.funding.annual_total:f}",
            project.goals.annual,
            *(_row(indicator) for indicator in project.indicators),
        ]
        for project in filing.projects
    ]


def _row(row):
    weight = [] if row.weight is None else [f"{row.weight:f}"]
    parts = [row.level1, row.level2, row.level3, str(row.target), *weight, row.direction]
    return " | ".join(part for part in parts if part)


def expected(truth):
    projects = [list(project) for project in truth["projects"]]
    for project in projects:
        if not truth.get("goals", True):
            project[3] = None
    return projects


def with_exact_amounts(projects):
    return [[*p[:2], Decimal(p[2]), *p[3:]] for p in projects]


def saved(kind, table, folder):
    if kind == "workbook":
        as_workbook(table, path := folder / "a.xlsx")
    elif kind == "document":
        as_document(table, path := folder / "a.docx")
    else:
        path = folder / "a.txt"
        path.write_text(as_text(table), "utf-8")
    return path


@pytest.mark.parametrize("kind", ["workbook", "document", "text"])
@pytest.mark.parametrize("name", READ)
def test_every_value_of_a_list_is_read(name, kind, tmp_path):
    truth = LISTS[name]
    filing = read_filing(saved(kind, truth["table"], tmp_path))
    assert with_exact_amounts(told(filing)) == with_exact_amounts(expected(truth))
    assert filing.year == truth["year"]
    sums = [total.found for total in disagreements(filing)]
    sums += [flaw.text for flaw in filing.flaws]
    assert len(sums) == len(truth["sums"]), sums
    for number, found in zip(truth["sums"], sums, strict=True):
        assert f"{Decimal(number):,.2f}" in found


@pytest.mark.parametrize("name", [name for name in LISTS if name not in READ])
def test_list_that_cannot_be_read_right_is_refused_with_the_reason(name, tmp_path):
    with pytest.raises(XlperfError, match=LISTS[name]["refused"]):
        read_filing(saved("workbook", LISTS[name]["table"], tmp_path))


def test_values_keep_their_addresses_in_the_list():
    [first, second] = read_publication([as_grid(LISTS["merged"]["table"])]).projects
    assert [str(first.at[name]) for name in ("unit", "name", "annual_total", "annual")] == [
        "表!A5", "表!B5", "表!C5", "表!D5",
    ]  # fmt: skip
    assert str(second.at["name"]) == "表!B7"
    assert str(second.indicators[0].at["target"]) == "表!I7"
    assert str(second.indicators[0].at["level1"]) == "表!E7"


def test_department_is_that_of_the_row_of_its_sum():
    filing = read_publication([as_grid(LISTS["merged"]["table"])])
    assert filing.department == "某县交通局部门"
    assert {project.codes["department"] for project in filing.projects} == {"301"}


def test_column_that_no_field_has_is_named():
    table = LISTS["once-in-wan"]["table"].replace("序号", "联系电话")
    [flaw] = read_publication([as_grid(table)]).flaws
    assert flaw.text == "列表有“联系电话”一列，填报表没有它的位置，没有读入"


def test_units_with_codes_are_known_by_their_names():
    table = LISTS["merged"]["table"].replace("| 道路养护", "| 51092324T000010263357-道路养护")
    [project, _] = read_publication([as_grid(table)]).projects
    assert (project.name, project.unit) == ("道路养护", "某县公路所")
    assert project.codes == {"name": "51092324T000010263357", "unit": "301001", "department": "301"}


def test_edition_of_a_list_is_told_and_said():
    filing = read_publication([as_grid(LISTS["merged"]["table"])])
    assert filing.edition == "integrated"
    assert "按标签认作“预算管理一体化版式”" in (filing.told or "")


def test_list_of_a_town_is_read_and_its_wrong_sum_is_said():
    filing = read_filing(LISTED)
    assert [(p.name, coded(p, "unit")) for p in filing.projects] == [
        ("村组干部报酬", "820001-某县某镇人民政府"),
        ("基层组织活动经费", "820001-某县某镇人民政府"),
    ]
    assert [p.funding.annual_total for p in filing.projects] == [3_309_840, 660_000]
    assert [len(p.indicators) for p in filing.projects] == [8, 5]
    assert {row.direction for p in filing.projects for row in p.indicators} == {"正向指标"}
    [total] = disagreements(filing)
    assert (total.found, total.expected) == ("8,827,620.53 元", "3,969,840.00 元")


def test_name_without_amount_and_indicators_is_a_heading():
    table = LISTS["headings-among-projects"]["table"].replace(
        "特定目标类 | - | 30000", "一、项目 | - | -"
    )
    filing = read_publication([as_grid(table)])
    assert [project.name for project in filing.projects] == ["巡河", "清淤", "补贴"]
    [flaw] = filing.flaws
    assert flaw.text == "“一、项目”一行没有金额，也没有指标，没有当作项目读入"


@pytest.mark.parametrize("name", READ)
def test_no_value_of_a_list_that_a_browser_copied_is_wrong(name):
    truth = LISTS[name]
    filing = read_publication(text_blocks(as_text(truth["table"], lost=True), "表.txt"))
    right = with_exact_amounts(expected(truth))
    assert not filing.projects or with_exact_amounts(told(filing)) == right


@pytest.mark.parametrize("name", ["two-rows-of-heads"])
def test_heads_in_two_rows_that_lost_their_merged_cells_are_refused_with_the_reason(name):
    text = as_text(LISTS[name]["table"], lost=True)
    filing = read_publication(text_blocks(text, "表.txt"))
    assert not filing.projects
    assert any("表头有几行，合并的单元格已丢失" in flaw.text for flaw in filing.flaws)


def test_each_unit_has_the_department_of_its_code():
    filing = read_publication([as_grid(LISTS["departments-with-units"]["table"])])
    assert [coded(project, "department") for project in filing.projects] == ["101-甲局", "102-乙局"]
    assert [project.category for project in filing.projects] == ["特定目标类", "特定目标类"]


def test_no_label_is_missed_that_a_list_never_had():
    table = LISTS["repeated-in-each-row"]["table"]
    projects = read_publication([as_grid(table)]).projects
    assert not [flaw for project in projects for flaw in project.flaws]


def test_code_beside_its_label_on_a_form_is_kept():
    lines = LAYOUTS["integrated"]["table"].splitlines()
    at = next(n for n, line in enumerate(lines) if "项目名称" in line)
    lines.insert(at, "项目编码 | 51092324T000010263357" + " | <" * 6)
    filing = read_publication([as_grid("\n".join(lines))])
    assert filing.projects[0].codes["name"] == "51092324T000010263357"
    assert not any("项目编码" in flaw.text for flaw in filing.flaws)
