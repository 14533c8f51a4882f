"""Keeps pandera from loading hypothesis.

Where hypothesis is installed, pandera imports it at the first validation, for generating data,
which nothing here does; it doubles the time of a short command.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_hypothesis() -> Iterator[None]:
    """Makes `import hypothesis` fail inside, unless it is loaded already."""
    if "hypothesis" in sys.modules:
        yield
        return
    sys.modules["hypothesis"] = None  # type: ignore[assignment]  # how the import system says no
    try:
        yield
    finally:
        del sys.modules["hypothesis"]
