"""From one edition to another: what moves, what has no place, what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.filings import bare
from xlperf.filing.model import Filing, Indicator, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import edition_ids, load_edition
from xlperf.operations.change_edition import move
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


def one(edition_id, level1="产出指标", level2="数量指标", **more):
    row = Indicator(level1, level2, "预算内经费", read_target("合规"), {})
    project = Project(sheet="", name="代表工作", indicators=(row,), **more)
    return Filing((project,), edition_id, year=2022)


def levels(result):
    return [(i.level1, i.level2) for p in result.filing.projects for i in p.indicators]


def test_kind_of_project_becomes_its_nature_and_the_category_is_missing():
    result = move(read_filing(SEED), load_edition("shanghai-2023"))
    first = result.filing.projects[0]
    assert (first.nature, first.category) == ("经常性项目", None)
    assert result.lines[:2] == [
        "代表工作：项目类别“经常性项目”在新版式中属于项目性质，已移到该栏。",
        "代表工作：缺少项目类别，请从（特定目标类、其他运转类）中选择。",
    ]
    assert len(result.lines) == 2 * 5


def test_nature_becomes_the_kind_again_and_the_category_has_no_place():
    filing = one("shanghai-2023", nature="阶段性项目", category="特定目标类")
    result = move(filing, load_edition("shanghai-2022"))
    [project] = result.filing.projects
    assert project.category == "阶段性项目"
    # What has no field any more is in its note, not lost.
    assert "特定目标类" in f"{project.nature}{project.notes}"
    assert any("特定目标类" in line for line in result.lines)


def test_cost_becomes_a_first_level_and_its_second_level_is_asked_for():
    filing = one("shanghai-2023", level2="成本指标", nature="一次性项目", category="特定目标类")
    result = move(filing, load_edition("shanghai-2026"))
    assert levels(result) == [("成本指标", None)]
    assert result.lines == [
        "代表工作：指标“预算内经费”：成本指标在新版式中是一级指标，"
        "请选二级指标（经济成本指标、社会成本指标、生态环境成本指标）。"
    ]


def test_cost_becomes_a_second_level_and_what_it_was_has_no_place():
    filing = one(
        "shanghai-2026", "成本指标", "经济成本指标", nature="一次性项目", category="特定目标类"
    )
    result = move(filing, load_edition("shanghai-2023"))
    assert levels(result) == [("产出指标", "成本指标")]
    assert result.lines == [
        "代表工作：指标“预算内经费”：经济成本指标在新版式中没有位置，已归入产出指标的成本指标。"
    ]


@pytest.mark.parametrize("edition_id", edition_ids())
def test_same_edition_changes_nothing(edition_id):
    filing = replace(read_filing(SEED), edition=edition_id)
    result = move(filing, load_edition(edition_id))
    assert (result.filing, result.lines) == (filing, [])


def test_there_and_back_again_is_the_same_filing():
    filing = read_filing(SEED)
    there = move(filing, load_edition("shanghai-2026")).filing
    back = move(there, load_edition("shanghai-2022")).filing
    assert [bare(p) for p in back.projects] == [bare(p) for p in filing.projects]
