"""Every command opens a file once, reads it once, checks once and draws once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.commands import run
from tests.conftest import Counted
from xlperf.output import excel_writer
from xlperf.rules import run as rules
from xlperf.sources import open_file as opening
from xlperf.sources.input_file import InputFile

ROOT = Path(__file__).parents[1]
SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
BOOK = ROOT / "workbooks" / "example-songjiang-2022.xlsx"
STATIONS = {
    "open": (opening, "_read"),
    "read": (InputFile, "package"),
    "check": (rules, "build_tables"),
    "draw": (excel_writer, "draw"),
}


@pytest.fixture
def passed(counted: Counted) -> Counter[str]:
    """How often each station of a value's way was passed."""
    calls = [counted(name, module, function) for name, (module, function) in STATIONS.items()]
    return calls[0]


@pytest.mark.parametrize(
    ("command", "stations"),
    [
        (("import", SEED, "-o", "out.xlsx"), {"open": 1, "check": 1, "draw": 1}),
        (("import", BOOK, "-o", "out.xlsx"), {"open": 1, "read": 1, "check": 1, "draw": 1}),
        # Its own result is read back, to tell what it does not hold.
        (("rebuild", BOOK, "-o", "out.xlsx"), {"open": 1, "read": 2, "check": 1, "draw": 1}),
        (("form", BOOK, "-o", "out.xlsx"), {"open": 1, "read": 1, "check": 1, "draw": 1}),
        (("check", BOOK), {"open": 1, "read": 1, "check": 1}),
        (("check", BOOK, "--report", "out.xlsx"), {"open": 1, "read": 1, "check": 1, "draw": 1}),
        (("dump", BOOK), {"open": 1, "read": 1}),
    ],
    ids=lambda value: " ".join(map(str, value[:1])) if isinstance(value, tuple) else "",
)
def test_a_file_is_opened_once_checked_once_and_drawn_once(
    command: tuple[object, ...],
    stations: dict[str, int],
    passed: Counter[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*command).returncode == 0
    assert passed == stations
