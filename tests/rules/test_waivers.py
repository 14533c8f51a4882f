from __future__ import annotations

from dataclasses import replace

import pytest

from tests.layouts.filings import filing, indicators, project
from xlperf.filing.model import Narrative, Project
from xlperf.rules.run import check_filings


def waived(given: Project) -> dict[str, str | None]:
    """The reason that settles each rule's finding."""
    given = replace(given, narrative=Narrative())
    return {f.rule: f.waived for f in check_filings([filing(given)])[0]}


def one_row(target: str, note: str | None) -> Project:
    table = f"产出指标 | 数量指标 | 更新系统数量 | {target}"
    row = replace(indicators(table, "项目")[0], note=note)
    return project("项目", "200000 200000 0 200000 200000 0 0", indicators=(row,))


def test_a_reason_on_the_row_settles_a_warning_and_an_advice():
    assert waived(one_row("=2", "系统套数"))["C08"] == "系统套数"
    assert waived(one_row("按计划", "难以量化"))["C10"] == "难以量化"


@pytest.mark.parametrize("note", ["无", " — ", "/", "【来源：去年的填报】", "【待核：金额】 "])
def test_a_dash_or_a_notice_of_ours_is_no_reason(note):
    assert waived(one_row("=2", note))["C08"] is None


@pytest.mark.parametrize(
    ("note", "settled"),
    [
        ("C09：行业惯例", {"C09"}),
        ("c08、C09 系统套数，按合同", {"C08", "C09"}),
        ("C10：难以量化", set()),
        ("系统套数", {"C08", "C09"}),
        ("C09", set()),
        ("执行 GB50300 和 A4 纸标准", {"C08", "C09"}),
    ],
)
def test_a_reason_that_names_rules_settles_these_alone(note, settled):
    found = waived(one_row("2", note))
    assert {code for code in ("C08", "C09") if found[code] is not None} == settled
    assert all(found[code] == note for code in settled)


def test_a_notice_is_not_part_of_the_reason():
    assert waived(one_row("=2", "【来源：第3行】系统套数"))["C08"] == "系统套数"


def test_a_reason_never_settles_an_error():
    assert waived(one_row(".", "没有"))["C03"] is None


def test_a_reason_on_the_projects_own_line_settles_the_projects_rules_only():
    given = project(
        "项目", "200000 200000 0 100000 100000 0 0", notes={"name": "分两年支付", "unit": "略"}
    )
    rules = waived(replace(given, indicators=given.indicators[:3]))
    assert rules["B06"] == rules["C04"] == rules["C05"] == "分两年支付"
    rules = waived(one_row("=2", None))
    assert rules["C08"] is None
