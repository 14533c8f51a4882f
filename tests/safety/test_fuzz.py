"""What fuzzing found, as ordinary cases of the functions that were fuzzed."""

from __future__ import annotations

import pytest

from tests.safety.children import ROOT
from tests.safety.fuzz import FORM, flattened, one_text, sheet
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


FOUND = ["\x02::*::*::", "a¨", "e\u3000\u0301"]
"""A label's colon behind its mark; characters that become one where white space goes."""


@pytest.mark.parametrize("text", [*TEXTS.values(), *NOWHERE.values(), *FOUND])
def test_any_text_is_a_target_a_label_or_a_value_without_harm(text):
    one_text(text)


def test_the_example_cut_off_anywhere_is_read_as_far_as_it_goes():
    seed = (ROOT / "tests" / "data" / "songjiang-npc-2022.txt").read_text("utf-8")
    for end in range(0, len(seed), 997):
        flattened(seed[:end])
    flattened(seed.encode("utf-8")[::-1].decode("utf-8", "replace"))


@pytest.mark.parametrize("row", range(len(FORM)))
def test_the_form_with_a_row_changed_is_read_as_it_stands(row):
    for changed in ([], FORM[row][::-1], [None, *FORM[row]], [*FORM[row], "项目名称", 1e300]):
        sheet([*FORM[:row], changed, *FORM[row + 1 :]], rules=False)
