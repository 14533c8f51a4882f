"""What is looked at in a long text is bounded, and a long text is read through once."""

from __future__ import annotations

from time import process_time

import pytest

from xlperf.rules.checks.texts import tidy
from xlperf.rules.prose.stated import CLAUSES, SENTENCES, before


@pytest.mark.parametrize(
    ("text", "ends", "expected"),
    [
        ("总预算，其中", CLAUSES, "其中"),
        ("总预算，其中", SENTENCES, "总预算，其中"),
        ("一。二；三\n", SENTENCES, ""),
        ("万" * 32_000, SENTENCES, "万" * 500),
    ],
)
def test_it_ends_with_its_clause_or_after_500_characters(
    text: str, ends: str, expected: str
) -> None:
    assert before(text, len(text), ends) == expected


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("甲 乙 ，丙\t丁", "甲乙，丙丁"),
        ("甲 乙a 丙", "甲乙a 丙"),
        ("及时不\t" * 7_500, "及时不" * 7_500),
    ],
)
def test_stray_spaces_go_in_one_pass(text: str, tidied: str) -> None:
    before_it = process_time()
    assert tidy(text) == tidied
    assert process_time() - before_it < 1
