"""A filing is checked where its workbook will have it: the drawn workbook, read back, agrees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis.strategies import SearchStrategy

from tests.drawing import FEW
from tests.filings import any_unicode, filings, like_labels, projects, spaced, uneven
from tests.sizes import for_all, sizes
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


def agree(filing: Filing) -> list[Finding]:
    placed = placed_filing(filing)
    drawn, findings = check_filings([read_back(placed), placed])
    assert findings == drawn
    marked = read_back(placed, findings)
    for one, other in zip(marked.projects, placed.projects, strict=True):
        assert one.at.items() <= other.at.items()
        assert [row.at for row in one.indicators] == [row.at for row in other.indicators]
        same = {"at": {}, "sums": frozenset(), "indicators": ()}
        assert replace(one, **same) == replace(other, **same)
    return findings


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_findings_are_those_of_the_drawn_workbook(path: Path) -> None:
    agree(read_filing(path))


def test_rows_behind_a_text_that_needs_several_of_them_are_told_right() -> None:
    filing = read_filing(DATA / "songjiang-npc-2022.txt")
    first, *others = filing.projects
    long = replace(first, goals=Goals("做好保障。" * 2_000, "服务代表。" * 2_000))
    assert agree(replace(filing, projects=(long, *others)))


@pytest.mark.parametrize("count", sizes(3, 200))
@pytest.mark.parametrize("one", [projects, like_labels, spaced, any_unicode, uneven])
@pytest.mark.parametrize("edition", ["shanghai-2022", "shanghai-2026"])
def test_made_up_filings_are_judged_as_their_workbooks(
    edition: str, one: Callable[[str], SearchStrategy[Project]], count: int
) -> None:
    def is_judged_alike(filing: Filing) -> None:
        placed = placed_filing(filing)
        drawn, findings = check_filings([read_back(placed), placed])
        assert findings == drawn

    for_all(filings(edition, one=one), count, is_judged_alike)
