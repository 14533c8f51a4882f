"""Generated filings that several of these tests gather."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded, make_filings
from tests.drawing import FEW


@pytest.fixture(scope="session")
def filings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[Seeded]]:
    """A folder of sixteen workbooks, most of their projects faulty, and the faults."""
    folder = tmp_path_factory.mktemp("filings")
    seeded = make_filings(folder, 16, seed=7, faults=0.85, library=FEW)
    (folder / "expected.json").unlink()
    return folder, set(seeded)
