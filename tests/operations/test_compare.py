"""What changed between two filings."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from xlperf.filing.target import read_target
from xlperf.operations.compare import compare
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


@pytest.fixture(scope="module")
def filing():
    return read_filing(SEED)


def with_first(filing, **more):
    return replace(filing, projects=(replace(filing.projects[0], **more), *filing.projects[1:]))


def changes(old, new):
    return [
        (pair.new.name, c.field, c.indicator, c.old, c.new)
        for pair in compare(old, new).pairs
        for c in pair.changes
    ]


def test_filing_is_the_same_as_itself(filing):
    assert compare(filing, filing).is_same


def test_amount_that_changed_is_named_with_both_values_and_places(filing):
    first = filing.projects[0]
    new = with_first(filing, funding=replace(first.funding, annual_total=Decimal(1300000)))
    assert changes(filing, new) == [
        ("代表工作", "annual_total", None, "1,200,000.00", "1,300,000.00")
    ]
    [pair] = [pair for pair in compare(filing, new).pairs if pair.changes]
    assert str(pair.changes[0].old_at) == "songjiang-npc-2022.txt!第64行"


def test_renamed_project_is_matched_and_its_name_is_the_change(filing):
    new = with_first(filing, name="人大代表工作经费（2023年）")
    assert changes(filing, new) == [
        ("人大代表工作经费（2023年）", "name", None, "代表工作", "人大代表工作经费（2023年）")
    ]


def test_project_that_is_gone_and_one_that_is_new_are_not_taken_for_each_other(filing):
    first = filing.projects[0]
    other = replace(first, name="办公楼维修", unit="某中心", indicators=())
    new = replace(filing, projects=(other, *filing.projects[1:]))
    pairs = compare(filing, new).pairs
    assert [p.new.name for p in pairs if p.old is None] == ["办公楼维修"]
    assert [p.old.name for p in pairs if p.new is None] == ["代表工作"]


def test_target_level_and_renamed_indicator_are_told_apart(filing):
    first = filing.projects[0]
    rows = list(first.indicators)
    rows[0] = replace(rows[0], target=read_target("≥95%"))
    rows[1] = replace(rows[1], level2="数量指标")
    rows[2] = replace(rows[2], level3="项目完成的及时性")
    new = with_first(filing, indicators=tuple(rows))
    assert changes(filing, new) == [
        ("代表工作", "target", "产出指标/数量指标/工作计划完成率", ">90%", "≥95%"),
        ("代表工作", "level2", "产出指标/数量指标/推动代表履职", "质量指标", "数量指标"),
        ("代表工作", "level3", "产出指标/时效指标/项目完成的及时性", "项目完成及时性",
         "项目完成的及时性"),
    ]  # fmt: skip


def test_indicators_added_and_removed_are_named(filing):
    first = filing.projects[0]
    fewer = with_first(filing, indicators=first.indicators[1:])
    assert changes(filing, fewer) == [
        ("代表工作", "indicator", "产出指标/数量指标/工作计划完成率", ">90%", None)
    ]
    assert changes(fewer, filing) == [
        ("代表工作", "indicator", "产出指标/数量指标/工作计划完成率", None, ">90%")
    ]


def test_order_of_projects_is_no_difference(filing):
    turned = replace(filing, projects=filing.projects[::-1])
    assert compare(filing, turned).is_same


def test_two_hundred_renamed_projects_are_matched_in_bounded_work(filing):
    def many(stem):
        return replace(
            filing,
            projects=tuple(
                replace(filing.projects[n % 5], name=f"{stem}{n}号工程建设", indicators=())
                for n in range(200)
            ),
        )

    pairs = compare(many("第"), many("新第")).pairs
    assert all(pair.old is not None and pair.new is not None for pair in pairs)
