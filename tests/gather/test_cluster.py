"""Gathering over a cluster on loopback: the same files, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import distributed
import pytest

from tests.benchmarks.make_filings import Seeded
from xlperf.errors import XlperfError
from xlperf.gather import run as running
from xlperf.gather.find_workbooks import Book
from xlperf.gather.limited_workers import LimitedWorkers
from xlperf.gather.run import GatherOptions, data_files, gather

ROOT = Path(__file__).parents[2]


def started(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers, of which dask watches over the second."""
    written = tmp_path / "scheduler.json"  # says which port it was given
    told, host = ("--scheduler-file", str(written)), ("--host", "127.0.0.1")
    scheduler = started("dask_scheduler", *host, *told, "--port", "0", "--no-dashboard")
    workers = [
        started("dask_worker", *told, *host, "--nthreads", "1", nanny, "--no-dashboard")
        for nanny in ("--no-nanny", "--nanny")
    ]
    try:
        with distributed.Client(scheduler_file=str(written), timeout=60) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def by_fours(books: Sequence[Book], _: int) -> list[list[Book]]:
    """Batches so small that both workers hold some when the first is finished."""
    return [list(books[start : start + 4]) for start in range(0, len(books), 4)]


@pytest.mark.usefixtures("in_process")  # here; the cluster has its own
def test_cluster_writes_the_same_bytes_although_a_worker_is_killed(
    filings: tuple[Path, set[Seeded]],
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, _ = filings
    address, workers = cluster
    monkeypatch.setattr(running, "batches", by_fours)
    here, there = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    gather([folder], here, here.with_suffix(".parquet"), GatherOptions())
    killed = False

    def kill_one(done: int, of: int) -> None:
        nonlocal killed
        if done and not killed:
            killed = True
            os.kill(workers[0].pid, signal.SIGKILL)

    gather([folder], there, there.with_suffix(".parquet"), GatherOptions(cluster=address), kill_one)
    assert killed
    assert workers[0].wait() == -signal.SIGKILL
    for name, path in data_files(here.with_suffix(".parquet")).items():
        other = data_files(there.with_suffix(".parquet"))[name]
        assert path.read_bytes() == other.read_bytes(), name
    assert here.read_bytes() == there.read_bytes()


def test_no_cluster_at_the_address_is_one_sentence(
    filings: tuple[Path, set[Seeded]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlperf.gather.cluster._PATIENCE", 1)
    with pytest.raises(XlperfError, match="连接不上"):
        gather([filings[0]], tmp_path / "a.xlsx", None, GatherOptions(cluster="tcp://127.0.0.1:1"))
    with pytest.raises(XlperfError, match="连接不上"):
        gather([filings[0]], tmp_path / "a.xlsx", None, GatherOptions(cluster="no address"))


def test_each_thread_of_a_worker_keeps_a_reader_for_the_time_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xlperf.gather import cluster

    limits: list[float] = []

    class Told(LimitedWorkers):
        def close(self) -> None:
            limits.append(self.limits.seconds)
            super().close()

    monkeypatch.setattr("xlperf.gather.read_workbooks.LimitedWorkers", Told)
    monkeypatch.setattr("xlperf.gather.read_workbooks.LIBRARIES", [])  # nothing is read
    monkeypatch.setattr(cluster, "_local", threading.local())
    for seconds in (0.3, 0.3, 60.0):
        cluster.read_here([], seconds)
    assert limits == [0.3]
    cluster._local.workers.close()
