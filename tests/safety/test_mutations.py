"""Damaged copies of our own files: findings or one sentence, never a wrong total in silence.

The suite takes each kind of damage; a long run takes 2,400 workbooks and 960 others.
"""

from __future__ import annotations

import pytest

from tests.safety.mutations import FULL, failures, make_bases, run, run_each

FEW = {"workbook": 2, "docx": 2, "text": 2, "pdf": 2}
"""How often each damage is done to the files of a kind, which take turns."""


@pytest.mark.parametrize("times", [FEW, pytest.param(None, marks=pytest.mark.long)])
@pytest.mark.parametrize("kind", FULL)
def test_a_damaged_copy_is_refused_or_found_or_read_as_it_is(kind, times, bases, tmp_path):
    if kind not in bases.values():
        pytest.skip("a PDF of ours is made by LibreOffice, which is not installed")
    if times is None:
        answers = run(bases, {kind: FULL[kind]}, tmp_path)
    else:
        answers = run_each(bases, kind, times[kind], tmp_path)
    assert failures(answers) == []
    outcomes = {answer.result[1] for _, answer in answers}
    assert outcomes >= {"refused", "same"}  # else the damage, or the judge, is none


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    return make_bases(tmp_path_factory.mktemp("bases"))
