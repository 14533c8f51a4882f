"""Measure the main job against others, in one run: `python -m tests.benchmarks.run [--rounds 3]`.

Prints ratios only: both sides of each are measured alternately, in processes of their own, and
the median of the paired ratios counts. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.make_filings import make_filings

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"
BARE = "import polars, pandera.polars, python_calamine"
_SHORT = 9
"""Rounds of what takes a second or less."""
INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""The environment of an installed program: nothing is compiled again at every start."""


class Row(NamedTuple):
    """One line of the table: two measured things, their ratio, and the goal for it."""

    what: str
    ours: float
    other: float
    ratio: float
    goal: str


class Cost(NamedTuple):
    """What a command took: seconds on the clock, of all its processors, and memory in MB."""

    clock: float
    processor: float
    megabytes: float


def cost(*command: str) -> Cost:
    """Run a Python command from start to end; the processes it starts count as well."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=INSTALLED,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} failed")
    clock = time.perf_counter() - start
    return Cost(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def task(name: str, folder: Path, *more: str) -> float:
    """The processor seconds that a task measures of itself."""
    command = [sys.executable, "-m", "tests.benchmarks.tasks", name, str(folder), *more]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def paired(
    what: str,
    ours: Callable[[], float],
    other: Callable[[], float],
    goal: str,
    rounds: int,
    faster: bool = False,
) -> Row:
    """Both measured by turns; `faster` asks how many times as fast, else how many times as long."""
    pairs = [(ours(), other()) for _ in range(rounds)]
    ratio = median(b / a if faster else a / b for a, b in pairs)
    return Row(what, median(a for a, _ in pairs), median(b for _, b in pairs), ratio, goal)


def cold(folder: Path) -> Row:
    """`xlperf check` of the worked example, from nothing, against the import of its libraries."""
    example = folder / "example.xlsx"
    cost("-m", "xlperf", "import", str(SEED), "-o", str(example))
    return paired(
        "`xlperf check` of the worked example, cold : bare import of its libraries",
        lambda: cost("-m", "xlperf", "check", str(example)).processor,
        lambda: cost("-c", BARE).processor,
        "≤ 1.6",
        _SHORT,
    )


def thousand(folder: Path, rounds: int) -> list[Row]:
    """1,000 projects in four workbooks, and 100 of them in one."""
    many, few = folder / "1000", folder / "100"
    for place, books, projects in ((many, 4, 250), (few, 1, 100)):
        place.mkdir()
        make_filings(place, books, projects=projects)
    return [
        paired(
            "1,000 projects read, checked, totalled and drawn : the plain script",
            lambda: task("forms", many),
            lambda: task("plain_forms", many),
            "≥ 12 times as fast",
            rounds,
            faster=True,
        ),
        paired(
            "`check` of them : openpyxl merely reading them",
            lambda: task("check", many),
            lambda: task("openpyxl_reads", many),
            "≥ 8 times as fast",
            rounds,
            faster=True,
        ),
        paired(
            "`check` of them : calamine merely reading them",
            lambda: task("check", many),
            lambda: task("calamine_reads", many),
            "≤ 3",
            _SHORT,
        ),
        paired(
            "a project of 1,000 : a project of 100",
            lambda: task("forms", many) / 1000,
            lambda: task("forms", few) / 100,
            "≤ 1.2",
            _SHORT,
        ),
    ]


def show(rows: list[Row]) -> None:
    """The rows as a table in Markdown; processor seconds of this machine."""
    print("| measured | ours | other | ratio | goal |\n|---|---:|---:|---:|---|")
    for row in rows:
        print(f"| {row.what} | {row.ours:.3g} | {row.other:.3g} | {row.ratio:.2f} | {row.goal} |")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="of what takes long")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        show([cold(Path(folder)), *thousand(Path(folder), options.rounds)])


if __name__ == "__main__":
    main()
