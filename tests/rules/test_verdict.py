from __future__ import annotations

from xlperf.filing.model import Address
from xlperf.rules.finding import Finding, Subject
from xlperf.rules.verdict import listing, verdict


def finding(rule: str, severity: str, cell: str, sheet: str = "甲", waived: str | None = None):
    return Finding(
        rule, severity, Subject(0, None, ""), Address(sheet, cell), "", f"{rule}。", waived=waived
    )


def test_errors_alone_stand_in_the_way():
    found = [finding("C09", "warning", "D4"), finding("C05", "advice", "A3", waived="不适用")]
    assert (str(verdict(found)), verdict(found).passes) == ("可以报送", True)
    assert verdict(found).rest == "提醒 1 处，已说明 1 处"
    assert str(verdict([*found, finding("A01", "error", "B4")])) == "有 1 处错误须改正"


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
