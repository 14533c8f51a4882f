"""No import table is written from which a project would not come back: it is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.filings import bare
from xlperf.errors import XlperfError
from xlperf.filing.model import Address, Filing, Funding, Goals, Indicator, Project
from xlperf.filing.target import read_target
from xlperf.output.save import save_import_table
from xlperf.reading.read_filing import read_filing


def project(name, rows=2, **others):
    indicators = tuple(
        Indicator("产出指标", "数量指标", f"场次{row}", read_target(f"≥{row + 1}场"), {})
        for row in range(rows)
    )
    made = Project(
        sheet=name,
        name=name,
        unit="某单位",
        funding=Funding(annual_total=Decimal(100)),
        goals=Goals(annual="办好活动。"),
        indicators=indicators,
        at={"name": Address(name, "B3")},
    )
    return replace(made, **others)


def saved(path, *projects):
    save_import_table(Filing(projects, "integrated", year=2024), path, inputs=())
    return read_filing(path)


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("before", [0, 1, 2])
@pytest.mark.parametrize("name", ["项目名称", "合计", "备注", "审核意见", "年度目标"])
def test_project_named_like_a_head_or_a_sum_is_named(name, before, rows, tmp_path):
    projects = [project("甲活动"), project("乙活动")]
    projects.insert(before, project(name, rows))
    with pytest.raises(XlperfError) as refused:
        saved(tmp_path / "a.xlsx", *projects)
    assert f"第 {before + 1} 个项目“{name}”（{name}!B3）" in str(refused.value)
    assert not (tmp_path / "a.xlsx").exists()


def test_project_like_the_one_above_it_is_named(tmp_path):
    with pytest.raises(XlperfError, match="第 3 个项目“甲活动”"):
        saved(tmp_path / "a.xlsx", project("乙活动"), project("甲活动", 1), project("甲活动", 1))


def test_projects_that_a_row_of_indicators_or_a_code_tells_apart_come_back(tmp_path):
    alike = [project("甲活动"), project("甲活动"), project("甲活动", 1)]
    read = saved(tmp_path / "a.xlsx", *alike)
    assert [len(one.indicators) for one in read.projects] == [2, 2, 1]
    coded = project("合计", codes={"name": "51092324T000010263357"})
    read = saved(tmp_path / "b.xlsx", project("甲活动", 1), coded)
    assert bare(read.projects[1]) == bare(coded)
