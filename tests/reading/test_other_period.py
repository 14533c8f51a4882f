"""Two periods on one form: the year's indicators are the filing's, the others are kept beside."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.drawing import draw_filing
from tests.filings import bare
from tests.layouts.import_tables import exported, read_back
from tests.reading.made_forms import as_grid
from xlperf.filing.model import Indicator, OtherPeriod
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.layouts.placed_filing import placed_filing
from xlperf.operations.compare import compare
from xlperf.output.as_json import filing_json
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication

LAYOUTS = tomllib.loads(Path(__file__).with_name("layouts.toml").read_text("utf-8"))
ROWS = {
    "beijing": [
        ("产出指标", "数量指标", "修复册数", "3000册"),
        ("产出指标", "进度指标", "完成时间", "2022年底"),
        ("效果指标", "环境效益指标", "库房环境", "改善"),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%"),
    ],
    "two-parted-blocks": [
        ("产出指标", "数量指标", "加固座数", "≥3座"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
    ],
    "parts-side-by-side": [
        ("产出指标", "数量指标", "修复面积", "≥500公顷"),
        ("效益指标", "生态效益指标", "鸟类种数", "＞30个"),
    ],
}
_OF_ROADS = [
    ("产出指标", "数量指标", "维护里程", "≥30公里"),
    ("效益指标", "社会效益指标", "通行时间", "缩短"),
]
ROWS |= dict.fromkeys(
    ["parts-below-two-periods", "heads-of-three-rows", "numbers-below-two-periods"], _OF_ROADS
)
ROWS["one-sign-of-two-periods"] = [_OF_ROADS[0], (*_OF_ROADS[1][:3], "≤8分钟")]
NAMES = {
    "two-parted-blocks": "长期绩效指标",
    "parts-below-two-periods": "实施期",
    "heads-of-three-rows": "中期",
    "numbers-below-two-periods": "中期",
    "one-sign-of-two-periods": "中期",
}


def rows_of(other):
    return [(row.level1, row.level2, row.level3, str(row.target)) for row in other.indicators]


@pytest.mark.parametrize("name", ROWS)
def test_other_period_is_read_with_its_name(name):
    [project] = read_publication([as_grid(LAYOUTS[name]["table"])]).projects
    assert project.other_period.name == NAMES.get(name, "中期目标")
    assert rows_of(project.other_period) == ROWS[name]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "two-parted-blocks"])
def test_parted_targets_of_both_periods_come_back_as_typed(name, tmp_path):
    filing = read_publication([as_grid(LAYOUTS[name]["table"])])
    for read in read_back(filing, tmp_path):
        [project] = read.projects
        assert project.other_period.name == NAMES[name]
        assert rows_of(project.other_period) == ROWS[name]
        assert bare(project).indicators == bare(filing.projects[0]).indicators


def test_workbook_json_and_import_table_keep_the_other_period(tmp_path):
    filing = read_publication([as_grid(LAYOUTS["beijing"]["table"])])
    path = tmp_path / "a.xlsx"
    out = BytesIO()
    draw_filing(placed_filing(filing), load_edition(filing.edition), None, out)
    path.write_bytes(out.getvalue())
    read = read_filing(path)
    [project] = read.projects
    assert rows_of(project.other_period) == ROWS["beijing"]
    assert [len(p.indicators) for p in read.projects] == [
        len(p.indicators) for p in filing.projects
    ]
    assert not project.flaws
    assert not project.unread
    assert not list(compare(filing, read).pairs[0].changes)
    shown = filing_json(read)["projects"][0]["other_period"]
    assert [row["target"] for row in shown["indicators"]] == [row[3] for row in ROWS["beijing"]]
    back = read_filing(exported(read, tmp_path / "b.xlsx"))
    assert rows_of(back.projects[0].other_period) == ROWS["beijing"]


def test_weights_and_directions_of_another_period_are_kept(tmp_path):
    filing = read_publication([as_grid(LAYOUTS["two-parted-blocks"]["table"])])
    [project] = filing.projects
    first, *rest = project.other_period.indicators
    assert [row.weight for row in (first, *rest)] == [60, 30]
    rows = (replace(first, direction="正向指标"), *rest)
    made = replace(project, other_period=replace(project.other_period, indicators=rows))
    filing = replace(filing, projects=(made,))
    path = tmp_path / "a.xlsx"
    with path.open("wb") as out:
        draw_filing(placed_filing(filing), load_edition(filing.edition), None, out)
    read = read_filing(path)
    for back in (read, read_filing(exported(read, tmp_path / "b.xlsx"))):
        [one] = back.projects
        assert bare(one).other_period == bare(made).other_period
        assert not one.unread


@pytest.mark.parametrize("text", ["a|b", "一\n二", "\\i", "\\\\n|"])
def test_any_text_of_another_period_comes_back_from_the_import_table(text, tmp_path):
    filing = read_publication([as_grid(LAYOUTS["transfer"]["table"])])
    row = Indicator(None, text, text, read_target(text), {})
    [project] = filing.projects
    made = replace(project, other_period=OtherPeriod("长期", (row, row)))
    read = read_filing(exported(replace(filing, projects=(made,)), tmp_path / "a.xlsx"))
    assert rows_of(read.projects[0].other_period) == [(None, text, text, text)] * 2


def test_a_change_of_the_other_period_is_a_change():
    filing = read_publication([as_grid(LAYOUTS["beijing"]["table"])])
    later = read_publication([as_grid(LAYOUTS["beijing"]["table"].replace("3000册", "2000册"))])
    [change] = compare(filing, later).pairs[0].changes
    assert (change.old, change.new) == ("3000册", "2000册")
    assert change.indicator.startswith("中期目标/")
