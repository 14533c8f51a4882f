"""Processes that hang, die or eat memory cost the item at work, and nothing else."""

from __future__ import annotations

import errno
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from pebble import ProcessExpired, ProcessFuture

from tests.gather import work
from tests.gather.processes import below, is_running
from xlperf.gather import limited_workers
from xlperf.gather.limited_workers import Failed, LimitedWorkers, Limits

ROOT = Path(__file__).parents[2]
SMALL = Limits(seconds=1, memory=256 * 2**20)
FINE = [f"fine {number}" for number in range(6)]
linux = pytest.mark.skipif(sys.platform != "linux", reason="as Linux lists and limits processes")


@pytest.fixture(scope="module")
def workers() -> Iterator[LimitedWorkers]:
    """Two processes for all tests here, though hardly the same at the end."""
    with LimitedWorkers(2, SMALL) as workers:
        yield workers


def taken(answers: list[list[str] | Failed[str]]) -> list[str]:
    return sorted(item for answer in answers if isinstance(answer, list) for item in answer)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("stall", "slow"),
        ("hold", "slow"),
        ("stall together", "slow"),
        ("leave 1", "crashed"),
        ("leave 0", "slow"),  # as if it had not ended
        pytest.param("die", "crashed", marks=linux),
        ("abort", "crashed"),
        ("abort together", "crashed"),
        ("fail", "crashed"),
        pytest.param("eat", "crashed", marks=linux),
        pytest.param("eat together", "crashed", marks=linux),
    ],
)
def test_a_bad_item_is_named_and_all_others_are_taken(
    bad: str, why: str, workers: LimitedWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = replace(limited_workers.LIMITS, work_seconds=1)  # what all have together
    monkeypatch.setattr(limited_workers, "LIMITS", limits)
    told: list[int] = []
    batches = [[*FINE[:2], bad, FINE[2]], FINE[3:]]
    answers = list(workers.run(work.work, batches, told.append))
    assert [answer for answer in answers if isinstance(answer, Failed)] == [Failed(bad, why)]
    assert taken(answers) == [item.upper() for item in FINE]
    assert all(more > 0 for more in told)
    assert sum(told) == len(FINE) + 1


def test_bad_items_alone_and_side_by_side(workers: LimitedWorkers) -> None:
    answers = list(workers.run(work.work, [["stall"], ["abort", "abort 2", *FINE, "fail"], []]))
    failed = {(answer.item, answer.why) for answer in answers if isinstance(answer, Failed)}
    assert failed == {(bad, "crashed") for bad in ("abort", "abort 2", "fail")} | {
        ("stall", "slow")
    }
    assert taken(answers) == [item.upper() for item in FINE]


def test_processes_that_break_together_are_started_anew() -> None:
    with LimitedWorkers(2, SMALL) as workers:
        broken: list[int] = []

        def break_once(_: int) -> None:
            if not broken:
                broken.append(1)
                workers._pool.stop()

        batches = [FINE[:2], FINE[2:4], FINE[4:]]
        answers = list(workers.run(work.work, batches, break_once))
        assert broken
        assert taken(answers) == [item.upper() for item in FINE]


def test_what_breaks_all_processes_each_time_is_named_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = limited_workers._failure

    def broken(future: ProcessFuture[list[str]]) -> str:
        if not (why := told(future)) and "BREAK" in future.result():
            raise BrokenProcessPool
        return why

    monkeypatch.setattr(limited_workers, "_failure", broken)
    monkeypatch.setattr(limited_workers, "_RENEWALS", 2)
    with LimitedWorkers(2, SMALL) as workers:
        answers = list(workers.run(work.work, [[*FINE[:2], "break", FINE[2]], FINE[3:]]))
    failed = [answer for answer in answers if isinstance(answer, Failed)]
    assert failed == [Failed("break", "crashed")]
    assert taken(answers) == [item.upper() for item in FINE]


def test_what_no_process_takes_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with LimitedWorkers(1, SMALL) as workers:
        workers.call(work.path)  # its process has loaded all it needs
        monkeypatch.setattr(limited_workers, "_PATIENCE", 3)
        lost: list[ProcessFuture[list[str]]] = [ProcessFuture()]
        send = limited_workers.ProcessPool.schedule
        monkeypatch.setattr(
            limited_workers.ProcessPool,
            "schedule",
            lambda *arguments: lost.pop() if lost else send(*arguments),
        )
        assert taken(list(workers.run(work.work, [FINE]))) == [item.upper() for item in FINE]
        lost.append(ProcessFuture())
        with pytest.raises(BrokenExecutor):
            workers.call(work.path)


def test_leaving_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(multiprocessing.active_children())
    never = threading.Event()
    monkeypatch.setattr(limited_workers, "_FAREWELL", 0.1)
    with LimitedWorkers(1, Limits()) as workers:
        workers.call(work.path)
        monkeypatch.setattr(workers._pool, "join", never.wait)
    deadline = time.monotonic() + 30
    while set(multiprocessing.active_children()) - before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    never.set()


def test_a_fault_of_our_own_shows_its_traceback(
    workers: LimitedWorkers, caplog: pytest.LogCaptureFixture
) -> None:
    list(workers.run(work.work, [["fail"]]))
    assert "KeyError: 'fail'" in caplog.text
    assert "work.py" in caplog.text


@linux
def test_what_is_called_has_no_limit_and_raises_as_it_does() -> None:
    with LimitedWorkers(1, SMALL) as workers:
        assert workers.call(work.memory) == 512
        with pytest.raises(KeyError):
            workers.call(work.fail, "so")
        with pytest.raises(ProcessExpired):
            workers.call(work.abort, "so")


@pytest.mark.parametrize("items", [["stall"] * 4, ["hold"] * 4, FINE])
def test_leaving_ends_all_processes_at_once(items: list[str]) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt), LimitedWorkers(2, Limits()) as workers:
        time.sleep(1)  # they have begun with their libraries, or with an item
        began = time.monotonic()
        list(workers.run(work.work, [[item] for item in (*FINE, *items)], interrupt))
    assert time.monotonic() - began < 30
    assert set(multiprocessing.active_children()) <= before


def test_processes_that_cannot_start_are_no_items_fault() -> None:
    with LimitedWorkers(1, SMALL, ["no.such.module"]) as workers, pytest.raises(BrokenExecutor):
        list(workers.run(work.work, [FINE]))


def test_where_no_memory_can_be_shared_no_process_can_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = os.environ.get("PYTHONSAFEPATH")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(multiprocessing.get_context("spawn"), "RawArray", full, raising=False)
    with pytest.raises(BrokenExecutor):
        LimitedWorkers(1, SMALL)
    assert os.environ.get("PYTHONSAFEPATH") == before


def test_no_process_takes_modules_from_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "x"):
        if value is None:
            monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
        else:
            monkeypatch.setenv("PYTHONSAFEPATH", value)
        with LimitedWorkers(1, SMALL) as workers:
            assert workers.call(work.path) == "1"
        assert work.path() == value


@contextmanager
def started(program: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has two processes stall, once they do."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # where the tests' own functions are
    running = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stderr=subprocess.PIPE,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


STALLING = """
from tests.gather.work import work
from xlperf.gather.limited_workers import LimitedWorkers, Limits
with LimitedWorkers(2, Limits()) as workers:
    list(workers.run(work, [["fine", "stall"]] * 2, lambda more: print(flush=True)))
"""


@linux
@pytest.mark.parametrize("idle", [True, False])
def test_processes_end_with_one_that_is_killed(idle: bool) -> None:
    program = (
        STALLING.replace("list(", "import time; time.sleep(1000); list(") if idle else STALLING
    )
    with started(program) as running:
        deadline = time.monotonic() + 60
        while len(processes := below(running.pid)) < 3:  # multiprocessing's tracker is the third
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(2)
        running.kill()
        while any(map(is_running, processes)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
