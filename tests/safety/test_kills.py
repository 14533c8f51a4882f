"""A command killed at any moment leaves the old file or the new; `kills.py` kills 200 times."""

from __future__ import annotations

import os

import pytest

from tests.safety.kills import COMMANDS, run

FEW = ("rebuild in place", "gather")
"""One that replaces its input, and one of many files."""


@pytest.mark.parametrize(
    ("names", "times"), [(FEW, 1), pytest.param(tuple(COMMANDS), 15, marks=pytest.mark.long)]
)
@pytest.mark.skipif(os.name != "posix", reason="signals and sessions as on Linux")
def test_a_writing_command_killed_leaves_whole_files(names, times):
    wrong, stages = run(times * len(names), names)
    assert wrong == []
    assert sum(stages.values()) > stages["ended"]  # else nothing was killed
