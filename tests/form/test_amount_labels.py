"""Labels that two fields share are told apart by where they stand, in one pass."""

from __future__ import annotations

import pytest

from xlperf.form import amount_labels
from xlperf.form.amount_labels import place_amounts


def test_each_of_two_labels_alike_belongs_to_the_block_on_its_side() -> None:
    labels = {"total": (5, 2), "annual_total": (5, 5)}
    other = ("other", "annual_other")
    placed, left = place_amounts(labels, [(8, 2, other), (8, 5, other)])
    assert dict(placed) == {"other": (8, 2), "annual_other": (8, 5)}
    assert not left


def test_the_further_of_two_labels_alike_is_that_of_the_block_without_a_head() -> None:
    other = ("other", "annual_other")
    placed, _ = place_amounts({"annual_total": (5, 5)}, [(8, 2, other), (8, 5, other)])
    assert dict(placed) == {"other": (8, 2), "annual_other": (8, 5)}


@pytest.mark.parametrize("count", [100, 1000])
def test_each_label_is_measured_a_few_times_however_many_there_are(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = 0
    distance = amount_labels._distance

    def counting(*arguments: object) -> object:
        nonlocal measured
        measured += 1
        return distance(*arguments)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(amount_labels, "_distance", counting)
    hits = [(row, column, ("other", "annual_other")) for row in range(count) for column in (1, 2)]
    place_amounts({"annual_total": (0, 5)}, hits)
    assert measured <= 8 * len(hits)
