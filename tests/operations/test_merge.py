"""Several sources as one filing."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.filings import bare
from xlperf.filing.model import Narrative
from xlperf.form.edition import load_edition
from xlperf.operations.change_edition import move
from xlperf.operations.merge import merged
from xlperf.reading.read_filing import read_filing, read_filings

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def filing():
    return read_filing(SEED)


def test_same_project_from_two_sources_is_one_project_and_said(filing):
    both, [line] = merged([("甲.docx", filing), ("乙.pdf", filing)])
    assert [p.name for p in both.projects] == [p.name for p in filing.projects]
    assert line.startswith("有 5 个项目在几个来源中完全相同，各只读入一次：代表工作、")


def test_project_that_is_twice_in_one_source_is_there_twice(filing):
    first = filing.projects[0]
    twice, lines = merged([("甲.docx", replace(filing, projects=(first, first)))])
    assert [p.name for p in twice.projects] == [first.name] * 2
    assert lines == []


def test_form_from_one_source_takes_its_narrative_from_the_other(filing):
    bare = replace(
        filing, projects=tuple(replace(p, narrative=Narrative()) for p in filing.projects)
    )
    both, lines = merged([("表.pdf", bare), ("说明.docx", filing)])
    assert [p.narrative for p in both.projects] == [p.narrative for p in filing.projects]
    assert both.projects[0].notes["overview"] == "【来源：songjiang-npc-2022.txt!第7行】"
    assert both.projects[0].notes["name"].startswith("【来源：表.pdf")
    assert lines == []


def test_two_forms_of_one_project_that_disagree_are_both_kept_and_named(filing):
    first = filing.projects[0]
    other = replace(first, funding=replace(first.funding, annual_total=Decimal(1)))
    both, [line] = merged([("甲.docx", filing), ("乙.docx", replace(filing, projects=(other,)))])
    assert len(both.projects) == 6
    assert line.startswith("项目“代表工作”有两张表（甲.docx 和 乙.docx），内容不一致：")
    assert "年度资金申请总额 1,200,000.00" in line and "）与 1.00" in line


def test_every_value_names_its_source_and_place(tmp_path):
    both, _ = read_filings([SEED])
    first = both.projects[0]
    assert first.notes["name"] == "【来源：songjiang-npc-2022.txt 第45行】"
    assert first.notes["annual"] == "【来源：第91行】"
    assert first.indicators[0].note == "【来源：第103行】"
    empty = {"years", "indicators", "nature"}
    assert set(first.at) - empty <= set(first.notes)


def test_sources_of_several_editions_move_to_one_and_say_what_has_no_place(filing):
    edition = load_edition("shanghai-2026")
    expected = move(filing, edition)
    assert len(expected.lines) > len(filing.projects)
    newer = replace(filing, edition=edition.id, year=2026, projects=())
    both, [said, *lines] = merged([("旧.docx", filing), ("又.docx", filing), ("新.docx", newer)])
    assert "完全相同" in said
    assert lines == [
        "各来源的版式不同（上海市 2022 年版、上海市 2026 年版），合并为上海市 2026 年版。",
        *expected.lines,
    ]  # fmt: skip
    asked, lines = merged([("旧.docx", filing)], edition)
    assert lines == expected.lines
    assert [bare(p) for p in asked.projects] == [bare(p) for p in expected.filing.projects]
    assert both.edition == asked.edition == edition.id
