"""A filing is checked where its workbook will have it: the drawn workbook, read back, agrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis.strategies import SearchStrategy

from tests.drawing import FEW
from tests.filings import any_unicode, filings, like_labels, projects, spaced, uneven
from tests.sizes import for_all
from xlperf.errors import XlperfError
from xlperf.filing.model import Filing, Goals, Project
from xlperf.layouts.placed_filing import placed_filing
from xlperf.output.save import filing_bytes
from xlperf.reading.read_filing import read_filing
from xlperf.reading.read_workbook import read_workbook
from xlperf.rules.finding import Finding
from xlperf.rules.run import check_filings
from xlperf.sources.open_file import open_bytes

DATA = Path(__file__).parents[1] / "data"


def is_filing(path: Path) -> bool:
    try:
        return bool(read_filing(path).projects)
    except XlperfError:  # forms that are refused have tests of their own
        return False


SOURCES = [
    path
    for path in sorted((*DATA.glob("*.*"), *DATA.glob("forms/*.*")))
    if path.suffix in (".txt", ".docx", ".xlsx") and is_filing(path)
]


def read_back(filing: Filing, findings: list[Finding] | None = None) -> Filing:
    content = filing_bytes(filing, findings, ".xlsx", FEW)
    return read_workbook(open_bytes(Path("drawn.xlsx"), content))


def judged(filings: Sequence[Filing]) -> list[list[Finding]]:
    """The findings of filings in their places, which must be those of their drawn workbooks."""
    found = check_filings([*map(read_back, filings), *filings])
    drawn, findings = found[: len(filings)], found[len(filings) :]
    for filing, one, other in zip(filings, drawn, findings, strict=True):
        assert one == other, filing
    return findings


def agree(placed: Filing, findings: list[Finding]) -> None:
    """With its findings beside the cells a workbook is read as the filing that was drawn."""
    marked = read_back(placed, findings)
    for one, other in zip(marked.projects, placed.projects, strict=True):
        assert one.at.items() <= other.at.items()
        assert [row.at for row in one.indicators] == [row.at for row in other.indicators]
        same = {"at": {}, "sums": frozenset(), "indicators": ()}
        assert replace(one, **same) == replace(other, **same)


def test_findings_are_those_of_the_drawn_workbook() -> None:
    placed = [placed_filing(read_filing(path)) for path in SOURCES]
    for filing, findings in zip(placed, judged(placed), strict=True):
        agree(filing, findings)


def test_rows_behind_a_text_that_needs_several_of_them_are_told_right() -> None:
    filing = read_filing(DATA / "songjiang-npc-2022.txt")
    first, *others = filing.projects
    long = replace(first, goals=Goals("做好保障。" * 2_000, "服务代表。" * 2_000))
    placed = placed_filing(replace(filing, projects=(long, *others)))
    [findings] = judged([placed])
    assert findings
    agree(placed, findings)


KINDS = (projects, like_labels, spaced, any_unicode, uneven)


@pytest.mark.parametrize(
    ("edition", "one", "count"),
    [
        *(("shanghai-2022", one, 3) for one in KINDS[::2]),
        *(("shanghai-2026", one, 3) for one in KINDS[1::2]),
        *(
            pytest.param(edition, one, 200, marks=pytest.mark.long)
            for edition in ("shanghai-2022", "shanghai-2026")
            for one in KINDS
        ),
    ],
)
def test_made_up_filings_are_judged_as_their_workbooks(
    edition: str, one: Callable[[str], SearchStrategy[Project]], count: int
) -> None:
    """Together: a check of many takes hardly longer than one of a few."""
    made: list[Filing] = []
    for_all(filings(edition, one=one), count, lambda filing: made.append(filing))
    judged(list(map(placed_filing, made)))
