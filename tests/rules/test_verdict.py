from __future__ import annotations

from xlperf.filing.model import Address
from xlperf.rules.finding import Finding, Subject
from xlperf.rules.verdict import listing, verdict


def finding(rule: str, severity: str, cell: str, sheet: str = "甲", waived: str | None = None):
    return Finding(
        rule, severity, Subject(0, None, ""), Address(sheet, cell), "", f"{rule}。", waived=waived
    )


def test_the_verdict_is_one_of_three_words():
    settled = finding("C09", "warning", "A3", waived="行业惯例")
    advice, warning = finding("C05", "advice", "A3"), finding("C09", "warning", "D4")
    error = finding("A01", "error", "B4")
    for found, words in (
        ([], ("ready", "可以报送", True)),
        ([advice, settled], ("ready", "可以报送", True)),
        ([advice, warning], ("mend", "建议修改后报送", True)),
        ([warning, error], ("blocked", "不能报送", False)),
    ):
        judged = verdict(found)
        assert (judged.state, str(judged), judged.passes) == words
    assert verdict([warning, settled, error]).rest == "错误 1 处，提醒 1 处，已说明 1 处"


def test_errors_come_first_then_sheets_in_order_and_settled_ones_last():
    found = [
        finding("C09", "warning", "D4"),
        finding("C05", "advice", "A3", waived="不适用"),
        finding("A01", "error", "B4"),
        finding("A01", "error", "B4", sheet="乙"),
        finding("C10", "advice", "D5"),
    ]
    sections, left = listing(found)
    assert [(s.severity, s.sheet, [f.rule for f in s.findings]) for s in sections] == [
        ("error", "甲", ["A01"]),
        ("error", "乙", ["A01"]),
        ("warning", "甲", ["C09"]),
        ("advice", "甲", ["C10"]),
        (None, "甲", ["C05"]),
    ]
    assert left == {}


def test_of_one_rules_repeats_three_are_listed_and_the_rest_counted():
    found = [finding("C09", "warning", f"D{row}") for row in range(10)]
    sections, left = listing([*found, finding("C08", "warning", "D20")])
    assert [f.at.cell for s in sections for f in s.findings] == ["D0", "D1", "D2", "D20"]
    assert left == {"C09": 7}
