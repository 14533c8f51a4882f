"""Measure gathering: `python -m tests.benchmarks.run_gather --books 100 1000 10000`.

Each number of workbooks is gathered by one process and by two, and read by calamine alone; the
smaller ones by the plain script as well. All in turns, each in a process of its own, from start
to end (the plain script and calamine without what loading Python takes).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.make_filings import make_filings
from tests.benchmarks.run import task

_PLAIN = 1_000
"""The plain script is run on so many workbooks at most; its cost each does not change."""


class Run(NamedTuple):
    """One gathering: seconds from start to end, and the largest process in MB."""

    seconds: float
    megabytes: float


class Measured(NamedTuple):
    """The medians of all rounds for one number of workbooks, in seconds."""

    books: int
    one: Run
    two: Run
    floor: float
    plain: float | None


def gathered(folder: Path, out: Path, jobs: int) -> Run:
    """Gather a folder by the command line."""
    command = [sys.executable, "-m", "xlperf", "gather", str(folder), "-o", str(out)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs), "--data", str(out.with_suffix(".parquet"))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"gathering {folder} failed")
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


def measured(folder: Path, books: int, rounds: int) -> Measured:
    """Everything for one number of workbooks, by turns."""
    ones, twos, floors, plains = [], [], [], []
    for _ in range(rounds):
        ones.append(gathered(folder, folder.with_suffix(".xlsx"), 1))
        twos.append(gathered(folder, folder.with_suffix(".xlsx"), 2))
        floors.append(task("calamine_reads", folder))
        if books <= _PLAIN:
            plains.append(task("plain_gather", folder))
    return Measured(
        books,
        Run(*map(median, zip(*ones, strict=True))),
        Run(*map(median, zip(*twos, strict=True))),
        median(floors),
        median(plains) if plains else None,
    )


def show(rows: list[Measured]) -> None:
    """The rows as a table in Markdown."""
    print("| workbooks | one process | two | two : one | to calamine | to the script "
          "| a workbook | memory |")  # fmt: skip
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        plain = f"{row.plain / row.one.seconds:.1f} times" if row.plain else ""
        print(
            f"| {row.books:,} | {row.one.seconds:.1f} s | {row.two.seconds:.1f} s "
            f"| {row.one.seconds / row.two.seconds:.2f} times "
            f"| {row.one.seconds / row.floor:.2f} | {plain} "
            f"| {row.one.seconds / row.books * 1000:.2f} ms | {row.one.megabytes:.0f} MB |"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        rows = []
        for books in options.books:
            folder = Path(scratch, str(books))
            folder.mkdir()
            make_filings(folder, books)
            rows.append(measured(folder, books, options.rounds))
        show(rows)


if __name__ == "__main__":
    main()
