"""How often a property is tried: a few times in every run, many times with `pytest -m long`.

The few are the same in every run, so that a failure is one of the program's; the many are drawn
anew each time, where they are drawn at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

_DRAWN_ANEW = 40
"""Of so many examples or more it does not matter which they are."""


def sizes(few: int, many: int) -> list[Any]:
    """The values of a parameter that says how often: the second is for long runs."""
    return [few, pytest.param(many, marks=pytest.mark.long)]


def for_all(
    values: SearchStrategy[Any], count: int, check: Callable[[Any], None], *known: Any
) -> None:
    """Run a check on known values and on so many made-up ones."""
    for value in known:
        check(value)
    runs = settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=count < _DRAWN_ANEW,
    )
    runs(given(values)(check))()
