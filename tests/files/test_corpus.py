"""Odd, broken and hostile workbooks, collected by Apache POI and calamine: what becomes of each.

The outcomes are data, so that a change for the better is seen as well as one for the worse.
"""

import tomllib
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="limits on a process as Linux and macOS have them")

from tests.files.confined import outcomes

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
EXPECTED = ROOT / "tests" / "data" / "corpus-outcomes.toml"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of workbooks (../shared/corpus) is not here"
)


@pytest.mark.parametrize("work", ["read_everything", "run_every_command"])
def test_every_workbook_is_read_or_refused_as_before(work: str) -> None:
    paths = sorted(CORPUS.rglob("*.xls?"))
    before = {path: path.stat() for path in paths}
    ends = {
        Path(outcome.path).relative_to(CORPUS).as_posix(): (outcome.end, outcome.said)
        for outcome in outcomes(f"tests.files.every_command:{work}", paths)
    }
    expected = tomllib.loads(EXPECTED.read_text("utf-8"))
    refused = {path: code for code, listed in expected["refused"].items() for path in listed}
    assert len(ends) == expected["files"]
    assert not {
        path: outcome for path, outcome in ends.items() if outcome[0] != refused.get(path, "read")
    }
    for path, old in before.items():
        new = path.stat()
        assert (new.st_size, new.st_mtime_ns) == (old.st_size, old.st_mtime_ns)
