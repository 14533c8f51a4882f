"""Last year forward: dates and headings move, texts stay, everything is marked."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from xlperf.filing.model import Funding, Goals
from xlperf.form.edition import load_edition
from xlperf.operations.carry_forward import carried
from xlperf.operations.notes import reason
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def last():
    return read_filing(SEED)


@pytest.fixture(scope="module")
def new(last):
    return carried(last, 2023, load_edition("shanghai-2022")).filing


def test_year_dates_and_heading_move_on(new):
    first = new.projects[0]
    assert new.year == 2023
    assert (first.start, first.end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert first.goals.years == (2023, 2023)


def test_projects_indicators_and_narratives_are_carried_on_as_they_are(last, new):
    for before, after in zip(last.projects, new.projects, strict=True):
        assert after.name == before.name
        assert after.narrative == before.narrative
        assert (after.goals.overall, after.goals.annual) == (
            before.goals.overall, before.goals.annual,
        )  # fmt: skip
        assert [(i.level3, i.target) for i in after.indicators] == [
            (i.level3, i.target) for i in before.indicators
        ]
        assert after.funding == before.funding


def test_amounts_are_emptied_where_asked(last):
    filing = carried(last, 2023, load_edition("shanghai-2022"), empty_amounts=True).filing
    assert {project.funding for project in filing.projects} == {Funding()}


def test_every_carried_text_is_marked_and_names_the_years_in_it(new):
    for project in new.projects:
        fields = {"name", "category", "department", "unit", "start", "end", "overall", "annual"}
        assert fields | {"overview", "narrative_goals", "total"} <= set(project.notes)
        assert all("【待核：" in note for note in project.notes.values())
        assert all("【待核：" in row.note for row in project.indicators)
    basis = new.projects[0].notes["basis"]
    assert basis == "【待核：沿用 2022 年；文中有 2022 年】"
    assert new.projects[0].notes["start"] == "【待核：原为 2022-01-01】"


def test_period_that_covers_the_new_year_stays(last):
    project = replace(
        last.projects[0],
        start=date(2021, 3, 1),
        end=date(2024, 2, 29),
        goals=Goals("总", "年", (2021, 2024)),
    )
    filing = replace(last, projects=(project,))
    kept = carried(filing, 2023, load_edition("shanghai-2022")).filing.projects[0]
    assert (kept.start, kept.end) == (date(2021, 3, 1), date(2024, 2, 29))
    assert kept.goals.years == (2021, 2024)


def test_leap_day_moves_to_the_last_of_february(last):
    project = replace(last.projects[0], start=date(2022, 1, 1), end=date(2024, 2, 29))
    filing = replace(last, projects=(project,))
    later = carried(filing, 2027, load_edition("shanghai-2022")).filing.projects[0]
    assert later.end == date(2029, 2, 28)


def test_last_years_reasons_are_no_reasons_any_more(last):
    project = replace(last.projects[0], notes={"name": "年中追加"})
    filing = replace(last, projects=(project,))
    note = carried(filing, 2023, load_edition("shanghai-2022")).filing.projects[0].notes["name"]
    assert "年中追加" in note
    assert reason(note) is None


def test_another_edition_says_what_has_no_place(last):
    result = carried(last, 2026, load_edition("shanghai-2026"))
    assert result.filing.edition == "shanghai-2026"
    assert any("项目性质" in line for line in result.lines)
