"""`xlperf gather` as a reviewer runs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.make_filings import Seeded

Filings = tuple[Path, set[Seeded]]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "xlperf", "gather", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, encoding="utf-8", check=False)


def test_figures_and_unreadable_files_are_told(filings: Filings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(filings[0], folder)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no more")
    done = run(folder, "-o", tmp_path / "all.xlsx", "--json", "--jobs", 2)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["books"], told["unread"]) == (40, 1)
    assert sum(told["findings"].values()) == len(filings[1])
    assert told["unreadable"][0]["book"] == "坏.xlsx"
    text = run(folder, "-o", tmp_path / "all.xlsx")
    assert "未能读取 坏.xlsx：" in text.stdout
    assert str(folder) not in text.stdout


def test_filings_without_errors_end_with_0(tmp_path: Path) -> None:
    from tests.benchmarks.make_filings import make_filings

    folder = tmp_path / "in"
    folder.mkdir()
    make_filings(folder, 2, faults=0)
    done = run(folder, "-o", tmp_path / "all.xlsx")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)


def test_what_cannot_be_done_is_one_line_and_2(tmp_path: Path) -> None:
    for arguments in (
        [tmp_path / "none", "-o", tmp_path / "all.xlsx"],
        [tmp_path, "-o", tmp_path / "all.xlsx"],
        [tmp_path, "-o", tmp_path / "all.ods"],
    ):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert not list(tmp_path.iterdir())


def test_ctrl_c_leaves_no_output_and_no_process(filings: Filings, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "all.xlsx"
    for number in range(20):
        shutil.copytree(filings[0], folder / str(number))
    running = subprocess.Popen(
        command(folder, "-o", out, "--jobs", 1),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    while running.poll() is None and not list(tmp_path.glob("all.xlsx.cache/*/batch-*")):
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate()
    assert (running.returncode, said.decode()) == (
        2,
        "已中断，没有写出任何文件。加上 --resume 再运行一次，可从中断处继续。\n",
    )
    assert {path.name for path in tmp_path.iterdir()} == {"in", "all.xlsx.cache"}
    try:
        os.killpg(running.pid, 0)
    except ProcessLookupError:
        return
    raise AssertionError("a worker outlives the command")
