"""Rules across files: each fault found once, at its row, and nothing found in good filings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tests.layouts.filings import project
from xlperf.filing.model import Address, Filing, Project
from xlperf.gather.read_batch import Read, tables_of
from xlperf.rules.across_files import Across, check_across

UNIT, OTHER = "上海市松江区教育局", "上海市松江区民政局"
MONEY = "1200000 1000000 200000 1200000 1000000 0 200000"


def filed(unit: str, *projects: Project, year: int = 2022) -> Filing:
    own = (
        replace(
            p,
            unit=unit,
            at={name: Address(p.sheet, cell) for name, cell in
                (("name", "B5"), ("unit", "D7"), ("annual_total", "D10"))},
            start=date(year, 1, 1) if p.start == date(2022, 1, 1) else p.start,
            end=date(year, 12, 31) if p.end == date(2022, 12, 31) else p.end,
        )
        for p in projects
    )  # fmt: skip
    return Filing(tuple(own), "shanghai-2022", year)


def found(*filings: Filing) -> list[Across]:
    reads = [Read(f"{n}.xlsx", "", filing, None) for n, filing in enumerate(filings)]
    return check_across(tables_of(reads).projects)


def spots(*filings: Filing) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.rule, finding.field) for finding in found(*filings)]


def once(name: str = "代表工作", amounts: str = MONEY, **more: object) -> Project:
    return replace(project(name, amounts), category="一次性项目", **more)  # type: ignore[arg-type]  # fields by name


def test_different_projects_of_different_units_are_fine() -> None:
    assert spots(filed(UNIT, once(), once("会议")), filed(OTHER, once())) == []


def test_offices_of_one_name_in_two_departments_are_two_units() -> None:
    first, second = (
        filed("办公室", once(department=department)) for department in ("区财政局", "区审计局")
    )
    assert spots(first, second) == []
    assert spots(first, filed("办公室", once(department="区财政局"))) == [(1, "F01", "name")]


def test_two_spellings_in_one_workbook_are_that_workbooks_affair() -> None:
    one, two = filed(UNIT, once()), filed("松江区教育局", once("会议"))
    assert spots(replace(one, projects=(*one.projects, *two.projects))) == []
    assert spots(one, two) == [(1, "F02", "unit")]


def test_the_better_of_two_spellings_as_frequent_is_the_usual_one() -> None:
    (finding,) = found(filed("松江区教育 局", once()), filed("松江区教育局", once("会议")))
    assert (finding.row, finding.rule) == (0, "F02")


def test_project_filed_twice_is_found_at_the_second_and_names_the_first() -> None:
    (finding,) = found(filed(UNIT, once()), filed(UNIT, once("会议"), once("代表工作 ")))
    assert (finding.row, finding.rule, finding.field) == (2, "F01", "name")
    assert "0.xlsx" in finding.message
    assert "B5" in finding.message


def test_the_same_name_twice_in_one_workbook_is_another_rules_matter() -> None:
    assert spots(filed(UNIT, once(), once())) == []


@pytest.mark.parametrize("field", ["annual_total", "carried_over"])
def test_differing_amounts_are_found_instead_of_the_second_filing(field: str) -> None:
    first = once()
    other = replace(first, funding=replace(first.funding, **{field: Decimal("5.01")}))
    (finding,) = found(filed(UNIT, first), filed(UNIT, other))
    assert (finding.row, finding.rule, finding.field) == (1, "F04", field)
    assert "5.01" in finding.message


def test_unit_under_two_names_is_found_once_in_each_workbook_of_the_rarer() -> None:
    many = [filed(UNIT, once(f"项目{n}")) for n in range(3)]
    short = filed("松江区教育局", once("代表工作"), once("会议"))
    (finding,) = found(*many, short)
    assert (finding.row, finding.rule, finding.field) == (3, "F02", "unit")
    assert UNIT in finding.message


def test_units_of_two_districts_are_two_units() -> None:
    assert spots(filed(UNIT, once()), filed("上海市闵行区教育局", once())) == []
    three = (filed(UNIT, once()), filed("上海市闵行区教育局", once()), filed("教育局", once()))
    assert spots(*three) == []


def test_project_that_goes_on_and_is_not_filed_again_is_missing() -> None:
    goes_on = once("三年行动", end=date(2024, 12, 31))
    last, this = filed(UNIT, once(), goes_on, year=2022), filed(UNIT, once("会议"), year=2023)
    (finding,) = found(last, this)
    assert (finding.row, finding.rule, finding.field) == (1, "F03", "name")
    assert "2023" in finding.message


def test_project_of_a_unit_that_has_not_filed_yet_is_not_missing() -> None:
    goes_on = once("三年行动", end=date(2024, 12, 31))
    assert spots(filed(UNIT, goes_on, year=2022), filed(OTHER, once(), year=2023)) == []


def test_project_filed_in_both_years_is_neither_missing_nor_filed_twice() -> None:
    goes_on = once("三年行动", end=date(2024, 12, 31))
    assert spots(filed(UNIT, goes_on, year=2022), filed(UNIT, goes_on, year=2023)) == []


def test_projects_without_name_or_unit_are_not_compared() -> None:
    nameless = replace(once(), name=None)
    assert spots(filed(UNIT, nameless), filed(UNIT, nameless)) == []
    assert check_across(pl.DataFrame()) == []
