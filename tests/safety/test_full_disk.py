"""A disk that fills up while a command writes: one sentence, the old file, nothing beside it."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.commands import run
from tests.safety.children import ROOT
from tests.workbooks import EXAMPLE
from xlperf.output import target_file

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
    "gather": (["gather", str(EXAMPLE), "-o", "out.xlsx"], 5_000),
    "gather, tables": (["gather", str(EXAMPLE), "-o", "out.xlsx", "--data", "out.parquet"], 5_000),
}
# Processes that a command starts know as well as it does what stands for a full disk.
EVERYWHERE = """
import errno
import xlperf.output.target_file as target_file
target_file._FULL = (*target_file._FULL, errno.EFBIG)
"""


@contextmanager
def no_larger(size: int) -> Iterator[None]:
    """A limit on a file's size stands for the disk: the write fails where that would be full.

    The processes that are started inherit the limit.
    """
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.skipif(os.name != "posix", reason="limits on a process as on Linux")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_said_once_and_leaves_the_old_file(name, tmp_path, monkeypatch):
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
    monkeypatch.setattr(target_file, "_FULL", (*target_file._FULL, errno.EFBIG))
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    path = os.pathsep.join((str(start), str(ROOT)))
    with no_larger(room):
        done = run(*arguments, cwd=tmp_path, PYTHONPATH=path, TMPDIR=str(scratch))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    # The macros are put together in a folder of their own, which has as little room.
    said = "临时文件夹：不能写入" if name == "macros" else "磁盘空间不足，没有写入"
    assert said in done.stderr
    assert list(scratch.iterdir()) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
