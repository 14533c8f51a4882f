"""The indicators of another period on printed forms: drawn where they have a place, and read."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from tests.drawing import draw_forms
from tests.filings import bare
from tests.reading.made_forms import as_grid
from xlperf.filing.model import Indicator, OtherPeriod
from xlperf.filing.target import read_target
from xlperf.form.edition import dated_ids, edition_ids, load_edition
from xlperf.operations.change_edition import move
from xlperf.output.documents.pdf import to_pdf
from xlperf.output.documents.word_publication import publication
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_publication import read_publication
from xlperf.sources.word.read_document import word_blocks

LAYOUTS = tomllib.loads((Path(__file__).parents[1] / "reading" / "layouts.toml").read_text("utf-8"))
UNDATED = [e for e in edition_ids() if e not in dated_ids()]


def filing_with(name, many=1):
    filing = read_publication([as_grid(LAYOUTS["beijing"]["table"])])
    [project] = filing.projects
    rows = (
        Indicator("产出指标", "数量指标", "修复册数", read_target("≥3000册"), {}),
        Indicator("产出指标", "时效指标", "完成时间", read_target("2022年底"), {}),
        Indicator("效益指标", "社会效益指标", "库房环境", read_target("改善"), {}),
    )
    made = replace(project, other_period=OtherPeriod(name, rows * many))
    return replace(filing, projects=(made,))


def printed(filing, edition, path):
    with path.open("wb") as stream:
        draw_forms(filing.projects, load_edition(edition), filing.year, stream)
    return read_filing(path)


@pytest.mark.parametrize("edition", UNDATED)
@pytest.mark.parametrize("name", ["长期绩效指标", "中期目标"])
def test_other_period_comes_back_from_the_printed_form(edition, name, tmp_path):
    [old] = filing_with(name).projects
    held = {"weight": Decimal("12.5"), "direction": "反向指标"}
    columns = {c.get("field") for c in load_edition(edition).form["table"]["columns"]}
    shown = {field: value for field, value in held.items() if field in columns}
    year, other = old.indicators, old.other_period

    def rows(indicators, values):
        return tuple(replace(row, **values) for row in indicators)

    made = replace(
        old,
        indicators=rows(year, held),
        other_period=replace(other, indicators=rows(other.indicators, held)),
    )
    filing = replace(filing_with(name), projects=(made,))
    project = bare(printed(filing, edition, tmp_path / "a.xlsx").projects[0])
    assert project.other_period.name == name
    assert project.other_period.indicators == rows(bare(old).other_period.indicators, shown)
    if "level1" in columns:
        assert project.indicators == rows(bare(old).indicators, shown)
    else:  # which is told by the second level, where that is known
        shown["level1"] = None
        assert rows(project.indicators, shown) == rows(bare(old).indicators, shown)


def test_other_period_over_several_pages_comes_back(tmp_path):
    filing = filing_with("长期绩效指标", many=30)
    [project] = printed(filing, "generic", tmp_path / "a.xlsx").projects
    assert bare(project).other_period == bare(filing.projects[0]).other_period


def test_other_period_comes_back_from_word():
    filing = replace(filing_with("长期绩效指标", many=20), edition="generic")
    content = publication(filing, load_edition("generic"))
    [project] = read_publication(word_blocks(content, Path("公开.docx"))).projects
    assert bare(project).other_period == bare(filing.projects[0]).other_period
    assert len(project.indicators) == len(filing.projects[0].indicators)


@pytest.mark.usefixtures("printing")
@pytest.mark.parametrize("many", [1, 20])
def test_other_period_comes_back_from_pdf(many, tmp_path):
    filing = filing_with("长期绩效指标", many)
    out = BytesIO()
    draw_forms(filing.projects, load_edition("generic"), filing.year, out)
    path = tmp_path / "a.pdf"
    path.write_bytes(to_pdf(out.getvalue()))
    [project] = read_filing(path).projects
    assert bare(project).other_period == bare(filing.projects[0]).other_period
    assert len(project.indicators) == len(filing.projects[0].indicators)


def test_name_that_tells_no_period_is_printed_as_what_it_is(tmp_path):
    filing = filing_with("指标值")
    [project] = printed(filing, "generic", tmp_path / "a.xlsx").projects
    assert project.other_period.name == "其他期间绩效指标"
    assert len(project.indicators) == len(filing.projects[0].indicators)


def test_form_without_a_place_says_that_it_does_not_print_another_period():
    [line] = move(filing_with("中期目标"), load_edition("shanghai-2026")).lines[-1:]
    assert "没有这些栏目的位置" in line
    assert "中期目标" in line
    lines = move(filing_with("中期目标"), load_edition("transfer")).lines
    assert not any("中期目标" in line for line in lines)
