"""One fault at a time in good filings: the right rule, at the right cell, and nothing besides.

A long run seeds some 240 faults a rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from random import Random

import pytest

from tests.rules.faults import MAKERS, Fault, seeded, with_fault
from tests.rules.good import good_filing
from tests.sizes import sizes
from xlperf.filing.model import Address, Filing
from xlperf.rules.catalogue import catalogue
from xlperf.rules.run import check_filings

EDITIONS = ("shanghai-2022", "shanghai-2023", "shanghai-2026")
BATCH = 12
"""Filings checked in one call: the rules run over all of them together anyway."""
MADE_OTHERWISE = {
    "A08",
    "A09",
    "A10",
    "A11",
    "A12",
    "A13",
    "A14",
    "B07",
    "C29",
    "E06",
    "F01",
    "F02",
    "F03",
    "F04",
}
"""Rules of what is no field's value; see below, the tests of workbooks and of gathering."""


def place_of(filing: Filing, fault: Fault) -> Address:
    project = filing.projects[fault.project]
    if isinstance(fault.at, tuple):
        return project.indicators[fault.at[0]].at[fault.at[1]]
    return project.at[fault.at]


def test_every_rule_has_faults():
    assert set(MAKERS) | MADE_OTHERWISE == set(catalogue())


@pytest.mark.parametrize("times", sizes(6, 60))
def test_good_filings_have_no_findings(times: int):
    for number in range(times):
        rng = Random(number)
        filings = [good_filing(rng, rng.choice(EDITIONS)) for _ in range(BATCH)]
        for integrated in (False, True):
            assert check_filings(filings, integrated=integrated) == [[] for _ in filings]


@pytest.mark.parametrize("times", sizes(1, 20))
@pytest.mark.parametrize("code", sorted(MAKERS))
def test_a_fault_gives_one_finding_at_its_cell(code: str, times: int):
    for number in range(times):
        rng = Random(f"{code} {number}")
        good = [good_filing(rng, rng.choice(EDITIONS)) for _ in range(3 * BATCH)]
        pairs = [*one_of_each_kind(rng, code, good), *some(rng, code, good)]
        found = check_filings(
            [with_fault(filing, fault) for filing, fault in pairs], integrated=code.startswith("E")
        )
        for (filing, fault), findings in zip(pairs, found, strict=True):
            named = [(finding.rule, finding.at) for finding in findings]
            expected = [(code, place_of(filing, fault))]
            assert named == expected, (fault, [f.message for f in findings])


def one_of_each_kind(rng: Random, code: str, good: list[Filing]) -> Iterator[tuple[Filing, Fault]]:
    """A fault by each of a rule's makers, in the first filing that gives room for it."""
    more = (good_filing(rng, rng.choice(EDITIONS)) for _ in count())
    for maker in MAKERS[code]:
        yield next(
            (filing, fault)
            for filing in chain(good, more)
            if (fault := maker(rng, filing, rng.randrange(len(filing.projects))))
        )


def some(rng: Random, code: str, good: list[Filing]) -> list[tuple[Filing, Fault]]:
    """A batch of filings with a fault each, of any kind."""
    return [(filing, fault) for filing in good if (fault := seeded(rng, code, filing))][:BATCH]
