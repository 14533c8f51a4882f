"""What is looked at before an amount ends with its clause, however long the text is."""

from __future__ import annotations

import pytest

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
