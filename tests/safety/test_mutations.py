"""Damaged copies of our own files: findings or one sentence, never a wrong total in silence.

The suite takes a part; `python -m tests.safety.mutations` takes 2,400 workbooks and 960 others.
"""

from __future__ import annotations

import pytest

from tests.safety.mutations import failures, make_bases, run


@pytest.mark.parametrize(
    ("kind", "count"), [("workbook", 150), ("text", 40), ("docx", 20), ("pdf", 4)]
)
def test_a_damaged_copy_is_refused_or_found_or_read_as_it_is(kind, count, bases, tmp_path):
    if kind not in bases.values():
        pytest.skip("a PDF of ours is made by LibreOffice, which is not installed")
    answers = run(bases, {kind: count}, tmp_path)
    assert failures(answers) == []
    outcomes = {answer.result[1] for _, answer in answers}
    assert outcomes >= {"refused", "same"}  # else the damage, or the judge, is none


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    return make_bases(tmp_path_factory.mktemp("bases"))
