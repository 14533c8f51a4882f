"""`xlperf gather` as a reviewer runs it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path

import openpyxl
import pytest

from tests import commands
from tests.benchmarks.make_filings import Seeded, make_filings
from tests.drawing import FEW
from tests.gather.processes import below, is_running
from xlperf.gather.run import data_files
from xlperf.output.backups import FOLDER

Filings = tuple[Path, set[Seeded]]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "xlperf", "gather", *map(str, arguments)]


def run(*arguments: object) -> commands.Done:
    return commands.run("gather", *arguments)


@pytest.mark.usefixtures("in_process")
def test_figures_and_unreadable_files_are_told(filings: Filings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(filings[0], folder)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 no more")
    done = run(folder, "-o", tmp_path / "all.xlsx", "--json", "--jobs", 2)
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["books"], told["unread"]) == (16, 1)
    assert sum(told["findings"].values()) == len(filings[1])
    assert told["unreadable"][0]["book"] == "坏.xlsx"
    text = run(folder, "-o", tmp_path / "all.xlsx")
    assert "未能读取 坏.xlsx：" in text.stdout
    assert str(folder) not in text.stdout


@pytest.mark.usefixtures("in_process")
def test_filings_without_errors_end_with_0(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    make_filings(folder, 2, faults=0, library=FEW)
    done = run(folder, "-o", tmp_path / "all.xlsx")
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)


@pytest.mark.usefixtures("in_process")
def test_a_workbook_of_others_in_the_outputs_place_is_kept_and_named(
    filings: Filings, tmp_path: Path
) -> None:
    out, book = tmp_path / "all.xlsx", next(filings[0].glob("*/*.xlsx"))
    for options, lines in ((), 2), (("--quiet",), 0):
        openpyxl.Workbook().save(out)
        theirs = out.read_bytes()
        done = commands.run(*options, "gather", book, "-o", out)
        [backup] = (tmp_path / FOLDER).iterdir()
        assert backup.read_bytes() == theirs
        assert done.stderr.count("\n") == lines
        assert (f"留作“{backup}”" in done.stderr) == bool(lines)
        backup.unlink()


@pytest.mark.usefixtures("in_process")
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


def test_ctrl_c_that_comes_late_says_which_files_are_written(
    filings: Filings, tmp_path: Path
) -> None:
    out, data = tmp_path / "all.xlsx", tmp_path / "all.parquet"
    running = subprocess.Popen(
        command(filings[0], "-o", out, "--data", data, "--jobs", 1),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    while running.poll() is None and not out.exists():
        time.sleep(0.0005)
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGINT)
    said = running.communicate()[1].decode()
    assert out.exists()
    assert "没有写出" not in said
    assert "Traceback" not in said
    assert not list(tmp_path.glob(".xlperf-*"))
    files = [out, *data_files(data).values()]
    if running.returncode == 2:
        assert said.strip().startswith("已中断。已写出 ")
        assert [str(path) in said for path in files] == [path.exists() for path in files]
    else:
        assert all(path.exists() for path in files)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are listed as on Linux")
def test_ctrl_c_leaves_no_output_and_no_process(filings: Filings, tmp_path: Path) -> None:
    folder, out, cache = tmp_path / "in", tmp_path / "all.xlsx", tmp_path / "cache"
    for number in range(13):  # of which some are read when the first batch is
        shutil.copytree(filings[0], folder / str(number))
    running = subprocess.Popen(
        command(folder, "-o", out, "--jobs", 2),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "XLPERF_CACHE": str(cache)},
    )
    while running.poll() is None and not list(cache.glob("*/batch-*")):
        time.sleep(0.01)
    workers = below(running.pid)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate()
    assert (running.returncode, said.decode()) == (
        2,
        "已中断，没有写出任何文件。加上 --resume 再运行一次，可从中断处继续。\n",
    )
    assert {path.name for path in tmp_path.iterdir()} == {"in", "cache"}
    assert len(workers) > 2
    deadline = time.monotonic() + 10  # multiprocessing's tracker ends when it sees that we have
    while any(map(is_running, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are listed as on Linux")
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_ctrl_c_while_processes_start_is_one_line(
    processes: int, filings: Filings, tmp_path: Path
) -> None:
    running = subprocess.Popen(
        command(filings[0], "-o", tmp_path / "all.xlsx", "--jobs", 2),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while running.poll() is None and len(below(running.pid)) < processes:
        time.sleep(0.001)
    os.killpg(running.pid, signal.SIGINT)
    said = running.communicate()[1].decode()
    # Where the interrupt falls into an exec(), as where a library makes a named tuple, `python -m`
    # ends by the signal, in spite of the exit code that we give.
    assert running.returncode in (2, -signal.SIGINT), said
    assert said.count("\n") == 1, said
    assert said.startswith("已中断，没有写出任何文件。")


def test_the_script_that_pip_makes_runs_the_same_without_modules_of_the_folder(
    filings: Filings, tmp_path: Path
) -> None:
    """Its processes import it; it stands elsewhere than where it is run."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "xlperf"
    module, name = entry_points(group="console_scripts")["xlperf"].value.split(":")
    script.write_text(
        f"import sys\nfrom {module} import {name}\nif __name__ == '__main__':\n"
        f"    sys.exit({name}())\n"
    )
    (tmp_path / "in").mkdir()
    for module in ("multiprocessing", "pickle", "struct", "polars", "pebble", "random"):
        (tmp_path / "in" / f"{module}.py").write_text(
            "open('taken', 'w').close()\nimport os\nos._exit(3)"
        )
    book = next(filings[0].glob("*/*.xlsx"))
    done = subprocess.run(
        [sys.executable, script, "gather", book, "-o", "all.xlsx"],
        cwd=tmp_path / "in",
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (done.returncode in (0, 1), done.stderr.decode()) == (True, "已生成 all.xlsx。\n")
    assert not (tmp_path / "in" / "taken").exists()
