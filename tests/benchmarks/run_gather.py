"""Measure gathering: `python -m tests.benchmarks.run_gather --books 100 1000 10000`.

Each number of workbooks is gathered by one process and by two, and read by calamine alone; the
smaller ones by the plain script and three better ones as well. All in turns, each in processes of
its own. One against two is by the clock; everything else by processor time. The others are measured
without what loading Python and their libraries takes; ours as a whole, and without what gathering a
single workbook takes, which is hardly more than loading. `memory` is the largest of our processes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.make_filings import make_filings
from tests.benchmarks.run import Cost, cost, task
from tests.benchmarks.tasks import GATHERERS

_OTHERS = {
    "plain_gather": "openpyxl and loops",
    **dict(zip(GATHERERS, ("openpyxl with care", "pandas with calamine",
                           "calamine and XlsxWriter"), strict=True)),
}  # fmt: skip
_FEW = 1_000
"""The others are run on so many workbooks at most; their cost each does not change."""


class Measured(NamedTuple):
    """The medians of all rounds for one number of workbooks; from `start` in processor seconds."""

    books: int
    one: Cost
    two: Cost
    start: float
    floor: float
    others: dict[str, float]


def gathered(folder: Path, jobs: int) -> Cost:
    """Gather a folder by the command line."""
    out = folder.with_suffix(".xlsx")
    options = ("-o", str(out), "--data", str(out.with_suffix(".parquet")), "--jobs", str(jobs))
    return cost("-m", "xlperf", "gather", str(folder), *options)


def measured(folder: Path, books: int, rounds: int) -> Measured:
    """Everything for one number of workbooks, by turns."""
    single = folder.with_name(f"{folder.name}-single")
    single.mkdir()
    make_filings(single, 1)
    ones, twos, starts, floors = [], [], [], []
    others: dict[str, list[float]] = {name: [] for name in _OTHERS if books <= _FEW}
    for _ in range(rounds):
        ones.append(gathered(folder, 1))
        twos.append(gathered(folder, 2))
        starts.append(gathered(single, 1).processor)
        floors.append(task("calamine_reads", folder))
        for name, seconds in others.items():
            seconds.append(task(name, folder))
    return Measured(
        books,
        Cost(*map(median, zip(*ones, strict=True))),
        Cost(*map(median, zip(*twos, strict=True))),
        median(starts),
        median(floors),
        {name: median(seconds) for name, seconds in others.items()},
    )


def show(rows: list[Measured]) -> None:
    """The rows as a table in Markdown; ratios as a whole / without the start."""
    print("| workbooks | one process | two | two : one | to calamine | a workbook | memory |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        whole = row.one.processor
        work = whole - row.start
        print(
            f"| {row.books:,} | {row.one.clock:.1f} s | {row.two.clock:.1f} s "
            f"| {row.one.clock / row.two.clock:.2f} times as fast "
            f"| {whole / row.floor:.2f} / {work / row.floor:.2f} "
            f"| {work / row.books * 1000:.2f} ms | {row.one.megabytes:.0f} MB |"
        )
    print("\n| other | workbooks | a workbook | ours as a whole is | without the start |")
    print("|---|---:|---:|---:|---:|")
    for row in rows:
        for name, seconds in row.others.items():
            work = row.one.processor - row.start
            print(
                f"| {_OTHERS[name]} | {row.books:,} | {seconds / row.books * 1000:.2f} ms "
                f"| {seconds / row.one.processor:.2f} times as fast "
                f"| {seconds / work:.2f} times as fast |"
            )
    print(f"\nThe start: {median(row.start for row in rows):.2f} s.")


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
