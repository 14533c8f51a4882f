"""There and back: what is exported for the integrated system and imported again is the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from tests.filings import bare, filings, uneven
from tests.layouts.import_tables import exported
from tests.sizes import for_all, sizes
from xlperf.filing.fields import NAMES, value_of
from xlperf.filing.target import read_target
from xlperf.form.edition import dated_ids
from xlperf.form.labels import fields_of
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


def values(filing):
    """All that a filing says, but for where it was read."""
    return [
        (
            {name: value_of(project, name) for name in NAMES},
            project.goals.years,
            dict(project.typed),
            dict(project.notes),
            dict(project.codes),
            bare(project).indicators,
            [row.note for row in project.indicators],
        )
        for project in filing.projects
    ]


def assert_same(read, filing):
    assert values(read) == values(filing)
    assert (read.year, read.edition) == (filing.year, filing.edition)
    assert not read.flaws


def test_published_filing_comes_back_the_same(tmp_path):
    filing = read_filing(SEED)
    read = read_filing(exported(filing, tmp_path / "a.xlsx"))
    assert_same(read, filing)
    assert read.department == filing.department


@pytest.mark.parametrize("count", sizes(10, 200))
@pytest.mark.parametrize("made", [filings, lambda e: filings(e, 2, uneven)], ids=["whole", "gaps"])
def test_any_filing_comes_back_the_same(made, count, tmp_path):
    def check(filing):
        # Two rows that say the same of a project are one project in a list.
        assume(len({project.name for project in filing.projects}) == len(filing.projects))
        # A name that reads like a head (三级指标) is none for a reader of lists, and is said.
        assume(not any(fields_of(project.name or "") for project in filing.projects))
        assert_same(read_filing(exported(filing, tmp_path / "a.xlsx")), filing)

    for_all(st.sampled_from(dated_ids()).flatmap(made), count, check)


def test_weights_directions_and_reasons_come_back(tmp_path):
    filing = read_filing(SEED)
    first, *others = filing.projects
    rows = [
        replace(row, weight=Decimal("12.5"), direction="正向指标", note="见附件")
        for row in first.indicators
    ]
    first = replace(first, indicators=tuple(rows), notes={"annual_total": "含追加"})
    filing = replace(filing, projects=(first, *others))
    assert_same(read_filing(exported(filing, tmp_path / "a.xlsx")), filing)


@pytest.mark.parametrize(
    ("typed", "cell", "value", "expected"),
    [
        (">=1次", "I5", "2", "≥2次"),
        ("有效", "I5", "良好", "良好"),
        ("80%-90%", "I5", "85%", "85%"),
        (">=1次", "I6", "9", ">=1次"),
    ],
)
def test_target_that_somebody_changed_in_the_table_keeps_the_change(
    typed, cell, value, expected, tmp_path
):
    filing = read_filing(SEED)
    project = filing.projects[0]
    rows = tuple(replace(row, target=read_target(typed)) for row in project.indicators)
    path = exported(
        replace(filing, projects=(replace(project, indicators=rows),)), tmp_path / "a.xlsx"
    )
    book = openpyxl.load_workbook(path)
    book.worksheets[0][cell] = value
    book.save(path)
    assert read_filing(path).projects[0].indicators[0].target.text == expected


def test_what_has_no_project_in_the_table_any_more_is_named(tmp_path):
    path = exported(read_filing(SEED), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B5"] = "另一个项目"
    book.save(path)
    flaws = {flaw.text for flaw in read_filing(path).flaws}
    assert any("在导入表中已没有对应的项目或指标" in text for text in flaws)
