"""Points in the heads of levels (产出指标（50分）): kept with each row, and drawn again."""

from __future__ import annotations

import pytest

from tests.drawing import draw_forms
from tests.layouts.import_tables import read_back
from tests.reading.made_forms import as_grid
from xlperf.form.edition import load_edition
from xlperf.operations.change_edition import move
from xlperf.operations.compare import compare
from xlperf.output.as_json import filing_json
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
^ | 产出指标/（50分） | 数量指标（20分） | 维修条数 | ≥3条
^ | ^ | 质量指标（30分） | 验收合格率 | ＝100%
^ | 效益指标（30分） | 社会效益指标 | 出行时间 | 缩短
^ | 满意度指标(10分) | 服务对象满意度指标 | 居民满意度 | ≥90%
"""
POINTS = [
    ("产出指标", "\n（50分）", "数量指标", "（20分）"),
    ("产出指标", "\n（50分）", "质量指标", "（30分）"),
    ("效益指标", "（30分）", "社会效益指标", None),
    ("满意度指标", "(10分)", "服务对象满意度指标", None),
]


def points_of(filing):
    [project] = filing.projects
    assert not project.flaws
    return [
        (row.level1, row.level1_points, row.level2, row.level2_points) for row in project.indicators
    ]


@pytest.fixture(scope="module")
def filing():
    return read_publication([as_grid(FORM)])


def test_points_are_no_part_of_the_name(filing):
    assert points_of(filing) == POINTS
    codes = {finding.rule for finding in check_filings([filing])[0]}
    assert codes.isdisjoint({"C01", "C02", "C04", "C05", "C29"})
    first = filing_json(filing)["projects"][0]["indicators"][0]
    assert (first["level1"], first["level1_points"]) == ("产出指标", "\n（50分）")


def test_points_come_back_from_the_workbook_the_form_and_the_import_table(filing, tmp_path):
    for read in read_back(filing, tmp_path):
        assert points_of(read) == POINTS


def test_points_stand_on_the_form_of_another_edition_too(filing, tmp_path):
    moved = move(filing, load_edition("shanghai-2026")).filing
    path = tmp_path / "表.xlsx"
    with path.open("wb") as out:
        draw_forms(moved.projects, load_edition(moved.edition), moved.year, out)
    assert points_of(read_filing(path)) == POINTS


def test_other_points_are_a_change(filing):
    later = read_publication([as_grid(FORM.replace("（30分） | 社会", "（20分） | 社会"))])
    [change] = compare(filing, later).pairs[0].changes
    assert (change.old, change.new) == ("（30分）", "（20分）")
