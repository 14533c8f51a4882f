"""How long one click takes, Python's part: `python -m tests.benchmarks.click`.

Cold is a new interpreter from its start, loaded as the launcher does it, to a check done, against
the bare import of xlwings, polars and pandera.polars. Warm is the check of 50 open projects in a
running interpreter. A check goes from the grids that Excel has handed over to the drawn 校验结果,
without the application's own calls.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.run import INSTALLED
from tests.benchmarks.tasks import clicked
from xlperf.form.find_labels import find_labels
from xlperf.grid import Grid
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "example-songjiang-2022.xlsx"
PROJECTS, ROUNDS = 50, 9
BARE = "import xlwings, polars, pandera.polars"
COLD = """
import pickle, sys, xlwings
from xlperf.excel_addin import launch
launch.load()
from tests.benchmarks.tasks import clicked
with open(sys.argv[1], "rb") as file:
    clicked(pickle.load(file))
"""


def grids(count: int) -> list[Grid]:
    """The sheets of the worked example, as often as makes `count` projects."""
    sheets = [g for g in read_grids(open_file(EXAMPLE)) if find_labels(g).is_template]
    return [replace(sheets[n % len(sheets)], name=f"项目{n}") for n in range(count)]


def seconds(code: str, *arguments: str) -> float:
    """The time of a new interpreter that runs the code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, env=INSTALLED)
    return time.perf_counter() - start


def main() -> None:
    """Measure in turns, so that the machine's load falls on both alike, and print medians."""
    bare, cold, warm = [], [], []
    sheets = grids(PROJECTS)
    clicked(sheets)
    with TemporaryDirectory() as folder:
        handed = Path(folder, "grids")
        handed.write_bytes(pickle.dumps(grids(5)))
        for _ in range(ROUNDS):
            bare.append(seconds(BARE))
            cold.append(seconds(COLD, str(handed)))
            start = time.perf_counter()
            clicked(sheets)
            warm.append(time.perf_counter() - start)
    ratio = median(c / b for c, b in zip(cold, bare, strict=True))
    print(f"bare import {median(bare) * 1000:.0f} ms, cold click {median(cold) * 1000:.0f} ms: "
          f"{ratio:.2f} times")  # fmt: skip
    print(f"warm click, {PROJECTS} projects: {median(warm) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
