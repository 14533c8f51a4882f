"""What strangers made is read in a process of its own, which a file can end but not the command."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.commands import run
from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.gather import limited_workers
from xlperf.gather import read_source as source
from xlperf.grid import Grid
from xlperf.output.as_json import filing_json
from xlperf.output.rebuild import rebuild_workbook
from xlperf.reading.read_filing import read_input
from xlperf.sources.limits import LIMITS
from xlperf.sources.open_file import open_file

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SEED = DATA / "songjiang-npc-2022.txt"
BOOK = ROOT / "workbooks" / "example-songjiang-2022.xlsx"
FORMS = ROOT / "workbooks" / "example-songjiang-2022-forms.xlsx"
LOOP = DATA / "form-that-draws-itself.pdf"


@pytest.fixture
def own_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes of the test's own, which end with it."""
    made: dict[Any, Any] = {}
    begin = source._workers.__wrapped__
    monkeypatch.setattr(
        source, "_workers", lambda *which: made.get(which) or made.setdefault(which, begin(*which))
    )
    yield
    for workers in made.values():
        workers.close()


@pytest.mark.parametrize("path", [SEED, FORMS, DATA / "wanli-2023-page.txt"], ids=lambda p: p.name)
def test_a_source_is_read_there_as_it_is_here(path: Path) -> None:
    here: list[Grid] = []
    there: list[Grid] = []
    filing = read_input(open_file(path), None, here)
    assert filing_json(source.read_source(path, None, there)) == filing_json(filing)
    assert [grid.rows for grid in there] == [grid.rows for grid in here]
    for ours, theirs in zip(here, there, strict=True):
        for row, cells in enumerate(ours.rows):
            for column in range(len(cells)):
                assert theirs.address(row, column) == ours.address(row, column)


@pytest.mark.parametrize(("path", "is_ours"), [(BOOK, True), (FORMS, False), (SEED, False)])
def test_only_workbooks_of_the_template_are_read_here(path: Path, is_ours: bool) -> None:
    assert source._is_ours(open_file(path)) is is_ours


def test_larger_workbooks_than_a_filing_are_not_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(BOOK.read_bytes())
    for most, is_ours in ((size, True), (size - 1, False)):
        limits = dataclasses.replace(LIMITS, foreign_file_bytes=most)
        monkeypatch.setattr(source, "LIMITS", limits)
        assert source._is_ours(open_file(BOOK)) is is_ours


@pytest.mark.parametrize("command", ["dump", "check"])
def test_a_pdf_that_draws_itself_is_one_sentence(command: str) -> None:
    done = run(command, LOOP)
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith(f"{LOOP}：读取")
    assert "改用 Word、Excel 原件" in sentence


def test_a_source_that_takes_too_long_is_given_up(
    own_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = dataclasses.replace(LIMITS, foreign_seconds=0, foreign_bytes_a_second=10**12)
    monkeypatch.setattr(source, "LIMITS", limits)
    monkeypatch.setattr(limited_workers, "LIMITS", limits)
    with pytest.raises(XlperfError) as error:
        source.read_source(LOOP)
    assert error.value.code == "slow"


@pytest.mark.parametrize(
    "options", [("rebuild", FORMS, "-o"), ("new", "--library", FORMS)], ids=lambda o: o[0]
)
def test_foreign_workbooks_are_rebuilt_and_offered_within_the_same_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str | Path, ...]
) -> None:
    failed = limited_workers.Failed(None, "slow")
    monkeypatch.setattr(limited_workers.LimitedWorkers, "run", lambda *_: [failed])
    out = tmp_path / "新.xlsx"
    done = CliRunner().invoke(cli, [*map(str, options), str(out)])
    assert isinstance(done.exception, XlperfError)
    assert done.exception.code == "slow"
    assert not out.exists()


def test_a_foreign_workbook_is_rebuilt_there_as_it_is_here(tmp_path: Path) -> None:
    here, there = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    said = rebuild_workbook(FORMS, here), rebuild_workbook(FORMS, there, None, source.within_limits)
    assert said[0][1:] == said[1][1:]
    assert here.read_bytes() == there.read_bytes()


def test_what_is_said_of_a_source_is_said_there_as_well(tmp_path: Path) -> None:
    empty = tmp_path / "空.txt"
    empty.write_text("没有表", "utf-8")
    with pytest.raises(XlperfError, match="没有找到绩效目标表") as error:
        source.read_source(empty)
    assert str(error.value).startswith(f"{empty}：")


def test_a_process_that_does_not_start_is_one_sentence(
    own_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "__name__", "no.such.module")
    with pytest.raises(XlperfError) as error:
        source.read_source(SEED)
    assert error.value.code == "no_process"
