"""One fault at a time in good filings: the right rule, at the right cell, and nothing besides.

Run once with 200 filings a rule: 9,000 faults seeded, 9,000 found at their cells, none besides;
2,000 good filings without a finding.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.rules.faults import MAKERS, Fault, seeded, with_fault
from tests.rules.good import good_filing
from xlperf.model import Address, Filing
from xlperf.rules.catalogue import catalogue
from xlperf.rules.check import check_filings

EDITIONS = ("shanghai-2022", "shanghai-2023", "shanghai-2026")
BATCH = 12
"""Filings checked in one call: the rules run over all of them together anyway."""
MADE_OTHERWISE = {"A08", "A09", "A10", "A11", "B07", "E06", "F01", "F02", "F03", "F04"}
"""Rules of what is no field's value; see below, the tests of workbooks and of gathering."""

seeds = st.integers(min_value=0, max_value=2**32)
# A seed has nothing to shrink to.
quick = settings(deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))


def place_of(filing: Filing, fault: Fault) -> Address:
    project = filing.projects[fault.project]
    if isinstance(fault.at, tuple):
        return project.indicators[fault.at[0]].at[fault.at[1]]
    return project.at[fault.at]


def test_every_rule_has_faults():
    assert set(MAKERS) | MADE_OTHERWISE == set(catalogue())


@settings(quick, max_examples=20)
@given(seeds)
def test_good_filings_have_no_findings(seed: int):
    rng = Random(seed)
    filings = [good_filing(rng, rng.choice(EDITIONS)) for _ in range(BATCH)]
    for integrated in (False, True):
        assert check_filings(filings, integrated=integrated) == [[] for _ in filings]


@pytest.mark.parametrize("code", sorted(MAKERS))
@settings(quick, max_examples=5)
@given(seed=seeds)
def test_a_fault_gives_one_finding_at_its_cell(code: str, seed: int):
    rng = Random(seed)
    good = [good_filing(rng, rng.choice(EDITIONS)) for _ in range(3 * BATCH)]
    pairs = [(filing, fault) for filing in good if (fault := seeded(rng, code, filing))][:BATCH]
    found = check_filings(
        [with_fault(filing, fault) for filing, fault in pairs], integrated=code.startswith("E")
    )
    for (filing, fault), findings in zip(pairs, found, strict=True):
        named = [(finding.rule, finding.at) for finding in findings]
        assert named == [(code, place_of(filing, fault))], (fault, [f.message for f in findings])
