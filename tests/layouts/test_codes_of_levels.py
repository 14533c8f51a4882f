"""Codes before levels (11-数量指标), and first levels that a form leaves out: all come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drawing import draw_forms
from tests.layouts.import_tables import read_back
from tests.reading.made_forms import as_grid
from xlperf.filing.codes import with_whole_levels
from xlperf.form.edition import load_edition
from xlperf.gather.consolidated_workbook import _indicators
from xlperf.gather.read_batch import Read, tables_of
from xlperf.output.as_json import filing_json
from xlperf.output.import_table_file import drawn_table
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.rules.run import check_filings

FORM = """
项目支出绩效目标申报表 | < | < | < | <
（2024年度） | < | < | < | <
项目名称 | 道路维修 | < | 主管部门 | 某县交通局
实施单位 | 某县公路站 | < | 年度资金总额（元） | 90000
年度目标 | 维修三条道路。 | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
^ | 1-产出指标（50分） | 11-数量指标（20分） | 维修条数 | ≥3条
^ | ^ | 特色指标 | 验收合格率 | ＝100%
^ | 效益指标 | 22-社会效益指标 | 出行时间 | 缩短
^ | 产出指标 | 进度指标 | 完成时间 | 12月
"""
LEVELS = [
    ("1", "产出指标", "（50分）", "11", "数量指标", "（20分）"),
    ("1", "产出指标", "（50分）", None, "特色指标", None),
    (None, "效益指标", None, "22", "社会效益指标", None),
    (None, "产出指标", None, None, "进度指标", None),
]
PARTS = ("level1_code", "level1", "level1_points", "level2_code", "level2", "level2_points")


def levels_of(filing):
    [project] = filing.projects
    return [tuple(getattr(row, part) for part in PARTS) for row in project.indicators]


@pytest.fixture(scope="module")
def filing():
    return read_publication([as_grid(FORM)])


def test_code_is_no_part_of_the_name(filing):
    assert levels_of(filing) == LEVELS
    found = [(f.rule, f.value) for f in check_filings([filing])[0]]
    assert not [one for one in found if "11-" in str(one) or "22-" in str(one)]
    first = filing_json(filing)["projects"][0]["indicators"][0]
    assert (first["level2"], first["level2_code"]) == ("数量指标", "11")


def test_codes_come_back_from_the_workbook_the_form_and_the_import_table(filing, tmp_path):
    for read in read_back(filing, tmp_path):
        assert levels_of(read) == LEVELS


def test_edition_that_parts_no_codes_keeps_them_in_the_levels(filing, tmp_path):
    [project] = filing.projects
    whole = tuple(map(with_whole_levels, project.indicators))
    assert whole[0].level2 == "11-数量指标"
    typed = replace(filing, edition="shanghai-2026", projects=(replace(project, indicators=whole),))
    path = tmp_path / "导入.xlsx"
    path.write_bytes(drawn_table(typed, path)[0])
    assert [row.level2 for row in read_filing(path).projects[0].indicators] == [
        row.level2 for row in whole
    ]


@pytest.mark.parametrize("rows", [slice(None), slice(1, 2), slice(2, 4)])
def test_form_without_first_levels_has_those_that_nothing_else_tells(filing, rows, tmp_path):
    project = replace(filing.projects[0], indicators=filing.projects[0].indicators[rows])
    path = tmp_path / "表.xlsx"
    with path.open("wb") as out:
        draw_forms([project], load_edition("hubei-2022"), filing.year, out)
    read = read_filing(path)
    assert read.edition == "hubei-2022"
    assert levels_of(read) == LEVELS[rows]


def test_points_and_codes_stand_in_the_lists_of_many_workbooks(filing):
    tables = tables_of([Read("填报.xlsx", "", replace(filing, told=None), None)])
    assert [row[:6] for row in tables.indicators.select(PARTS).rows()] == LEVELS
    heads = [column.name for column in _indicators(tables.indicators)]
    assert set(PARTS) < set(heads) and "weight" not in heads
