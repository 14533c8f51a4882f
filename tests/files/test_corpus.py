"""Odd, broken and hostile workbooks, collected by Apache POI and calamine: what becomes of each.

The outcomes are data, so that a change for the better is seen as well as one for the worse.
"""

import tomllib
from pathlib import Path

import pytest

from tests.files.confined import outcomes
from xlperf.files.door import open_source
from xlperf.files.workbook import read_grids

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
EXPECTED = ROOT / "tests" / "data" / "corpus-outcomes.toml"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of workbooks (../shared/corpus) is not here"
)


def read_everything(path: Path) -> None:
    for grid in read_grids(open_source(path)):
        assert grid.name


def test_every_workbook_is_read_or_refused_as_before() -> None:
    paths = sorted(CORPUS.rglob("*.xls?"))
    before = {path: path.stat().st_mtime_ns for path in paths}
    ends = {
        Path(outcome.path).relative_to(CORPUS).as_posix(): outcome.end
        for outcome in outcomes(f"{__name__}:read_everything", paths)
    }
    expected = tomllib.loads(EXPECTED.read_text("utf-8"))
    assert len(ends) == expected["files"]
    refused = {path: code for code, listed in expected["refused"].items() for path in listed}
    assert {path: end for path, end in ends.items() if end != "read"} == refused
    assert before == {path: path.stat().st_mtime_ns for path in paths}
