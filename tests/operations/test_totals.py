from __future__ import annotations

from decimal import Decimal

from tests.layouts.filings import example, project
from xlperf.form.edition import load_edition
from xlperf.operations.totals import completed, in_wan, statement_sentence, totals


def test_sums_are_exact_and_an_empty_total_counts_as_its_parts() -> None:
    whole = totals(example().projects)
    assert whole.amounts["total"] == Decimal("2590001.10")
    assert whole.amounts["annual_total"] == Decimal("2589999.10")
    assert whole.amounts["carried_over"] == Decimal("70000.05")
    assert (whole.projects, whole.units, whole.indicators) == (6, 2, 17)


def test_share_is_of_the_targets_that_are_there() -> None:
    whole = totals(example().projects)
    assert (whole.targets, whole.quantified) == (16, 13)
    assert whole.share == Decimal(13) / 16
    assert totals([]).share is None


def test_typed_total_is_never_replaced_by_the_sum() -> None:
    wrong = project("总额不符", "700001 700000 0 - 700000 0 0", typed={"annual_total": "七十万"})
    assert completed(wrong).total == Decimal(700001)
    assert completed(wrong).annual_total is None


def test_wan_is_rounded_half_up_to_two_decimals() -> None:
    assert in_wan(Decimal("2960000")) == Decimal("296.00")
    assert str(in_wan(Decimal("12345650"))) == "1234.57"
    assert str(in_wan(Decimal("50"))) == "0.01"


def test_statement_reads_as_published() -> None:
    projects = [project("代表工作", "2960000 2960000 0 2960000 2960000 0 0")] * 5
    sentence = statement_sentence(load_edition("shanghai-2022"), totals(projects), 2022)
    assert sentence == (
        "按照本区预算绩效管理工作的总体要求，本部门1个预算单位开展了2022年项目预算绩效目标编报工作，"
        "编报绩效目标的项目5个，涉及项目预算资金1480.00万元。"
    )
