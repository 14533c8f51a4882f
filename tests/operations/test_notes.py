"""Notices in 说明: they travel with the value and are no reasons."""

from dataclasses import replace
from pathlib import Path

from xlperf.operations.notes import joined, reason, review_notice, source_notice, with_notice
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


def test_reason_is_what_the_clerk_wrote_beside_the_notices():
    note = with_notice(source_notice("某单位.pdf 第3页"), "年中追加")
    assert note == "【来源：某单位.pdf 第3页】年中追加"
    assert reason(note) == "年中追加"
    assert reason(with_notice(review_notice("沿用 2022 年"), note)) == "年中追加"
    assert reason(source_notice("某单位.pdf")) is None
    assert reason(None) is None


def test_notice_replaces_an_older_one_of_its_kind_only():
    note = with_notice(source_notice("甲"), with_notice(review_notice("乙"), "丙"))
    assert with_notice(source_notice("丁"), note) == "【来源：丁】【待核：乙】丙"


def test_bracket_in_a_file_name_does_not_end_the_notice():
    assert reason(source_notice("甲】乙.pdf")) is None


def test_notice_settles_no_finding():
    filing = read_filing(SEED)
    noted = replace(
        filing,
        projects=tuple(
            replace(
                project,
                notes=dict.fromkeys(project.at, source_notice("某单位.pdf 第3页")),
                indicators=tuple(
                    replace(row, note=source_notice("某单位.pdf 第3页"))
                    for row in project.indicators
                ),
            )
            for project in filing.projects
        ),
    )
    findings = check_filings([noted])[0]
    assert findings
    assert all(finding.waived is None for finding in findings)


def test_the_notices_of_a_row_become_one_and_reasons_stay_apart():
    notes = ["【来源：甲.txt 第45行】", "【来源：第47行；由两行拼接】年中追加", "年中追加"]
    assert joined(notes) == "【来源：甲.txt 第45行；第47行；由两行拼接】年中追加"
    assert joined([joined(notes)]) == joined(notes)
    assert joined([]) is None
