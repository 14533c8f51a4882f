"""The machinery: one schema a table, causes, severities, our own mistakes."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import get_args

import pandera.polars as pa
import polars as pl
import pytest

from tests.commands import run
from tests.layouts.filings import filing, money, project
from tests.rules.good import good_filing
from tests.workbooks import EXAMPLE
from xlperf.filing.model import Address, Flaw, Narrative
from xlperf.rules import run as running
from xlperf.rules.catalogue import catalogue
from xlperf.rules.registry import CHECKS, Check, Table
from xlperf.rules.run import check_filings, schema
from xlperf.rules.tables import build_tables

ROWS = """
产出指标   | 数量指标           | 更新系统数量 | =2个
产出指标   | 质量指标           | 系统合格率   | ≥95%
产出指标   | 时效指标           | 完工及时率   | ≥95%
效益指标   | 社会效益指标       | 代表履职能力 | 提升
满意度指标 | 服务对象满意度指标 | 代表满意度   | >90%
"""


def test_every_check_has_its_entry_and_every_entry_its_check():
    across_books = {code for code in catalogue() if code.startswith("F")}  # gathering's own
    assert {check.code for check in CHECKS} == {
        code for code in catalogue() if code[0] != "F"
    } - across_books


def test_every_message_ends_with_what_to_do():
    for rule in catalogue().values():
        sentences = (
            rule.message.replace("{nearest}", "请从下拉列表中选择。").rstrip("。；").split("。")
        )
        asked = ("请", "建议", "宜", "{advice}", "不适用的可以", "重建工作簿")
        assert any(word in sentences[-1] for word in asked), rule.code


def test_a_judging_rule_says_how_it_can_be_wrong():
    judging = {"B08", "C07", "C10", "C11", "C13", "C14", "C15", "C16", "C17"}
    judging |= {f"C{n}" for n in (19, *range(21, 29))}
    judging |= {f"D{n:02}" for n in (1, 3, 4, 6, 7, 8, 10, 12)}
    assert all(catalogue()[code].doubt for code in judging)


def test_a_rule_that_raises_is_our_mistake_and_never_a_finding(monkeypatch):
    broken = Check("C08", "indicators", pl.col("level1") == 1, "target")
    monkeypatch.setattr(running, "CHECKS", [*CHECKS, broken])
    cached = (running._checks, running._columns, running.schema)
    for function in cached:
        function.cache_clear()
    try:
        with pytest.raises(pa.errors.SchemaError, match="cannot compare string with numeric"):
            check_filings([good_filing(Random(1))])
    finally:
        for function in cached:
            function.cache_clear()


def test_pandera_is_called_once_a_table_whatever_the_sheets(monkeypatch):
    calls = []
    validate = pa.DataFrameSchema.validate

    def counted(self, *args, **kwargs):
        calls.append(self.name)
        return validate(self, *args, **kwargs)

    monkeypatch.setattr(pa.DataFrameSchema, "validate", counted)
    check_filings([good_filing(Random(1))] * 40)
    assert len(calls) == len(set(calls)) > 2


def test_schemas_name_the_rules_that_the_command_shows():
    printed = {
        code
        for table in get_args(Table)
        for code in re.findall(r"<Check (\w+)>", str(schema(table, integrated=True)))
    }
    assert printed == {code for code in catalogue() if not code.startswith("F")}
    for code in printed:
        shown = run("rules", code)
        assert shown.returncode == 0
        assert code in shown.stdout


def test_failure_cases_carry_the_code_of_their_rule():
    given = project("项目", "120 120 0 120 120 0 0", ROWS.replace("=2个", "2"))
    frame = build_tables([filing(given)]).indicators
    with pytest.raises(pa.errors.SchemaErrors) as raised:
        schema("indicators").validate(frame, lazy=True)
    cases = raised.value.failure_cases
    found = set(cases.select("check", "index").iter_rows())
    assert {("C08", 0), ("C09", 0)} <= found
    assert not {("C08", 1), ("C09", 1)} & found


def test_a_check_beside_pandas_loads_neither_it_nor_numpy_and_leaves_both_to_others():
    program = (
        "import sys; from xlperf.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('pandas', 'numpy', 'hypothesis') if m in sys.modules])\n"
        "import hypothesis, numpy, pandas; print(pandas.Series([1, 2]).sum())"
    )
    command = [sys.executable, "-c", program, "check", str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-2:] == ["[]", "3"]


def test_filing_without_anything_to_check_has_no_findings():
    assert check_filings([filing()]) == [[]]
    assert check_filings([]) == []


def test_a_warning_that_explains_an_error_is_as_grave_as_it():
    # 120 beside 1200000: a unit mixed up, but the sums fail all the same.
    given = replace(
        project("项目", "1200000 120 0 1200000 1200000 0 0", ROWS), narrative=Narrative()
    )
    found = [(f.rule, f.severity, f.field) for f in check_filings([filing(given)])[0]]
    assert found == [("B09", "error", "fiscal")]


def test_a_place_that_could_not_be_read_is_an_error_of_the_filing():
    at = Address("公开文本", "第9行")
    given = replace(
        good_filing(Random(1)), flaws=(Flaw("A08", "", at, "找到“项目名称”，但读不出整张表"),)
    )
    found = [f for f in check_filings([given])[0] if f.at == at]
    assert [(f.rule, f.severity) for f in found] == [("A08", "error")]


def test_a_number_in_the_summary_is_named_with_the_projects_cell():
    from xlperf.filing.model import SummaryRow

    at = {"name": Address("汇总", "B5"), "total": Address("汇总", "F5")}
    row = SummaryRow("项目", {"total": Decimal("5")}, at)
    given = replace(
        project("项目", "7 7 0 7 7 0 0"), funding=money("70000 70000 0 70000 70000 0 0")
    )
    found = check_filings([replace(filing(given), summary=(row,))])[0]
    (finding,) = [f for f in found if f.rule == "B07"]
    assert finding.at == at["total"]
    assert str(given.at["total"]) in finding.message


def test_a_row_too_many_or_missing_on_the_summary_is_said_in_one_sentence():
    from xlperf.filing.model import SummaryRow

    row = SummaryRow("别的项目", {}, {"name": Address("汇总", "B5")})
    given = project("项目", "7 7 0 7 7 0 0")
    found = check_filings([replace(filing(given), summary=(row,))])[0]
    assert [f.message for f in found if f.rule == "B07"] == [
        "汇总中“别的项目”的行数为 1，按各项目表应为 0。请重建汇总（xlperf rebuild）。",
        f"汇总中“项目”的行数为 0，按各项目表应为 1（{given.at['name']}）。"
        "请重建汇总（xlperf rebuild）。",
    ]


def test_a_statement_of_more_projects_than_forms_is_a_warning_of_a_publication():
    from xlperf.filing.model import Statement

    given = good_filing(Random(2))
    at = Address("公开文本", "第2行")
    for extra, severity in ((2, "warning"), (-1, "error")):
        stated = Statement(1, len(given.projects) + extra, Decimal("99999.00"), at)
        found = check_filings([replace(given, statement=stated)])[0]
        assert {(f.rule, f.severity, f.at) for f in found} == {("B07", severity, at)}


def test_two_units_may_run_a_project_of_the_same_name():
    given = next(f for f in (good_filing(Random(n)) for n in range(50)) if len(f.projects) > 1)
    first, second, *_ = given.projects
    for unit, severity in ((first.unit, "error"), ("某区第二小学", "warning")):
        twin = replace(second, name=first.name, unit=unit)
        found = check_filings([replace(given, projects=(first, twin))])[0]
        assert [(f.rule, f.severity, f.at) for f in found if f.rule == "A06"] == [
            ("A06", severity, twin.at["name"])
        ]


def test_levels_may_wrap_and_go_without_their_last_word():
    table = """
    产出   | 数量           | 更新系统数量 | =2个
    产出   | 质量指标       | 设备合格率   | ≥95%
    产出   | 时效           | 完工及时率   | ≥95%
    效益   | 社会效益指标   | 代表履职能力 | 提升
    满意度 | 服务对象满意度 | 代表满意度   | >90%
    """
    given = project("项目", "200000 200000 0 200000 200000 0 0", table, narrative=Narrative())
    assert check_filings([filing(given)])[0] == []


@pytest.mark.parametrize(
    ("text", "left"),
    [("本项目覆盖     个村，受益群众。", "“盖     个村”"), ("覆盖XX个村。", "“XX”")],
)
def test_a_placeholder_is_quoted_alone(text, left):
    [findings] = check_filings(
        [filing(project("项目", "0 0 0 0 0 0 0", narrative=Narrative(text)))]
    )
    [message] = [f.message for f in findings if f.rule == "D01"]
    assert left in message
    assert text not in message


def test_a_placeholder_explains_no_finding_in_another_text():
    filing = good_filing(Random(1))
    project = filing.projects[0]
    text = "本项目可研批复总投资为13526.06万元。"
    for body, found in (("街道文化中心", ["D11"]), ("某某单位", ["D01", "D11"])):
        narrative = replace(project.narrative, body=body, budget=text)
        period = {"start": date(filing.year - 1, 1, 1), "end": date(filing.year, 12, 31)}
        changed = replace(project, narrative=narrative, **period)
        [findings] = check_filings([replace(filing, projects=(changed,))])
        told = [f.rule for f in findings if f.field in ("body", "budget")]
        assert [code for code in told if code in ("D01", "D11")] == found
