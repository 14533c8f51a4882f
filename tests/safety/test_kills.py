"""A command killed at any moment leaves the old file or the new; `kills.py` kills 200 times."""

from __future__ import annotations

import os

import pytest

from tests.safety.kills import COMMANDS, run
from tests.sizes import sizes


@pytest.mark.parametrize("times", sizes(1, 15))
@pytest.mark.skipif(os.name != "posix", reason="signals and sessions as on Linux")
def test_every_writing_command_killed_leaves_whole_files(times):
    wrong, stages = run(times * len(COMMANDS))
    assert wrong == []
    assert sum(stages.values()) > stages["ended"]  # else nothing was killed
