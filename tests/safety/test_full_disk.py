"""A disk that fills up while a command writes: one sentence, the old file, nothing beside it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.safety.children import ROOT

EXAMPLE = ROOT / "workbooks" / "example-songjiang-2022.xlsx"
SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
COMMANDS = {
    "import": (["import", str(SEED), "-o", "out.xlsx"], 20_000),
    "rebuild": (["rebuild", str(EXAMPLE), "-o", "out.xlsx"], 20_000),
    "rebuild in place": (["rebuild", "book.xlsx", "--in-place"], 20_000),
    "macros": (["rebuild", str(EXAMPLE), "-o", "out.xlsm"], 20_000),
    "form": (["form", str(EXAMPLE), "-o", "out.xlsx"], 2_000),
    "publish": (["publish", str(EXAMPLE), "-o", "out.docx"], 20_000),
    "export": (["export", str(EXAMPLE), "--to", "integrated", "-o", "out.xlsx"], 2_000),
    "library": (["library", str(EXAMPLE), "-o", "out.xlsx"], 2_000),
    "compare": (["compare", str(EXAMPLE), str(SEED), "-o", "out.xlsx"], 2_000),
    "check": (["check", str(EXAMPLE), "--report", "out.xlsx"], 2_000),
    "new": (["new", "fresh.xlsx", "--year", "2022"], 20_000),
    "handbook": (["handbook", "out.docx"], 20_000),
    "gather": (["gather", str(EXAMPLE), "-o", "out.xlsx"], 2_000),
    "gather, tables": (["gather", str(EXAMPLE), "-o", "out.xlsx", "--data", "out.parquet"], 2_000),
}
# The limit on a file's size stands for the disk: the write fails where the disk would be full,
# in the command and in the processes that it starts.
EVERYWHERE = """
import errno
import xlperf.output.target_file as target_file
target_file._FULL = (*target_file._FULL, errno.EFBIG)
"""
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[1:] = sys.argv[2:]
from xlperf.cli import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="limits on a process as on Linux")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_said_once_and_leaves_the_old_file(name, tmp_path):
    arguments, room = COMMANDS[name]
    for old in ("out.xlsx", "out.xlsm", "out.docx", "out-books.parquet"):
        (tmp_path / old).write_bytes(b"old")
    (tmp_path / "book.xlsx").write_bytes(EXAMPLE.read_bytes())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    scratch = tmp_path.with_name(f"{tmp_path.name}-scratch")
    scratch.mkdir()
    start = tmp_path.with_name(f"{tmp_path.name}-start")
    start.mkdir()
    (start / "sitecustomize.py").write_text(EVERYWHERE)
    path = os.pathsep.join((str(start), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(scratch)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    # The macros are put together in a folder of their own, which has as little room.
    said = "临时文件夹：不能写入" if name == "macros" else "磁盘空间不足，没有写入"
    assert said in done.stderr
    assert list(scratch.iterdir()) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
