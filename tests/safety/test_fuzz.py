"""What fuzzing found, as ordinary cases of the functions that were fuzzed."""

from __future__ import annotations

import pytest

from tests.safety.children import ROOT
from tests.safety.fuzz import both, flattened, one_text
from tests.safety.hostile import NOWHERE, TEXTS

SENTENCE = (
    "按照本区预算绩效管理工作的总体要求，本部门{}个预算单位开展了2022年项目预算绩效目标编报工作，"
    "编报绩效目标的项目{}个，涉及项目预算资金{}万元。"
)


@pytest.mark.parametrize(
    "figures",
    [
        ("1", "5", "296.00"),
        ("1", "5", ","),
        ("1", "5", ",,.1"),
        ("9" * 5000, "9" * 5000, "9" * 5000),
        ("٣", "٣", "٣"),
    ],
)
def test_a_statement_of_odd_figures_is_read_or_is_none(figures):
    one_text(SENTENCE.format(*figures))


@pytest.mark.parametrize("text", [*TEXTS.values(), *NOWHERE.values()])
def test_any_text_is_a_target_a_label_or_a_value_without_harm(text):
    one_text(text)


def test_the_example_cut_off_anywhere_is_read_as_far_as_it_goes():
    seed = (ROOT / "tests" / "data" / "songjiang-npc-2022.txt").read_text("utf-8")
    for end in range(0, len(seed), 997):
        flattened(seed[:end])
    both(seed.encode("utf-8")[::-1])
