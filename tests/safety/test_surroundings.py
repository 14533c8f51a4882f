"""Every command where it is started in an odd way: no traceback, and an exit code that is true.

A case is a command, its surroundings, and what must come of it: the exit code, words on stderr, and
the files that are there afterwards. 1 says that errors were found in a filing, and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from tests.safety.children import ROOT
from tests.workbooks import EXAMPLE as WORKBOOK
from xlperf.rules.catalogue import catalogue

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams and names as on Linux")

EXAMPLE = str(WORKBOOK)
SEED = str(ROOT / "tests" / "data" / "songjiang-npc-2022.txt")
GBK = os.fsdecode("填报.xlsx".encode("gbk"))
LONG, MANY = "n" * 245 + ".xlsx", "m" * 240 + ".xlsx"
Streams = dict[str, Any]


class Case(NamedTuple):
    """A command with its surroundings, and what comes of it."""

    command: str
    around: Callable[[], Any]
    code: int
    said: str = ""
    made: str = ""


class Done(NamedTuple):
    """What a command ended with."""

    code: int
    out: bytes
    err: bytes


def closed(*numbers: int) -> Callable[[], Any]:
    @contextmanager
    def streams() -> Iterator[Streams]:
        yield {"preexec_fn": lambda: [os.close(number) for number in numbers]}

    return streams


def full(stream: str) -> Callable[[], Any]:
    @contextmanager
    def streams() -> Iterator[Streams]:
        with Path("/dev/full").open("wb") as device:
            yield {stream: device}

    return streams


@contextmanager
def reader_gone() -> Iterator[Streams]:
    """As with `| head -1`, when it has its line."""
    read, write = os.pipe()
    os.close(read)
    try:
        yield {"stdout": write}
    finally:
        os.close(write)


def env(**changes: str | None) -> Callable[[], Any]:
    @contextmanager
    def streams() -> Iterator[Streams]:
        yield {"env": changes}

    return streams


@contextmanager
def folder_gone() -> Iterator[Streams]:
    yield {"preexec_fn": lambda: shutil.rmtree(Path.cwd())}


def plain() -> Any:
    return closed()()


ASCII = env(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
NO_HOME = env(HOME="/dev/null", XDG_CACHE_HOME=None, XLPERF_CACHE=None)
ALL_CLOSED = closed(0, 1, 2)
FULL, UNSHOWN = full("stdout"), "标准输出：结果没有全部显示（No space left on device）。"
NOT_OPEN = "标准输出：结果没有全部显示（Bad file descriptor）。"
CASES = (
    # Files are written, whoever hears of it.
    Case("new a.xlsx --year 2022", ALL_CLOSED, 0, made="a.xlsx"),
    Case(f"form {EXAMPLE} -o a.xlsx", closed(0), 0, "已生成 a.xlsx", "a.xlsx"),
    Case(f"library {SEED} -o a.xlsx", closed(2), 0, made="a.xlsx"),
    Case("handbook a.docx", full("stderr"), 0, made="a.docx"),
    Case(f"gather {EXAMPLE} -o a.xlsx", FULL, 2, f"已生成 a.xlsx。\n{UNSHOWN}", "a.xlsx"),
    Case("gather wrong.xlsx -o a.xlsx", ALL_CLOSED, 2, made="a.xlsx"),
    # Results that are not shown are not done, unless their reader had enough.
    Case(f"dump {EXAMPLE}", FULL, 2, UNSHOWN),
    Case("editions", closed(1), 2, NOT_OPEN),
    Case("nosuch", FULL, 2, "没有“nosuch”这个命令"),
    Case("check none.xlsx", ALL_CLOSED, 2),
    Case("check wrong.xlsx", reader_gone, 1),
    Case("--help", reader_gone, 0),
    # Names and locales.
    Case("export 填报.xlsx --to integrated -o 新.xlsx", ASCII, 0, "已生成 新.xlsx", "新.xlsx"),
    Case("check 没有.xlsx", ASCII, 2, "没有.xlsx：找不到这个文件"),
    Case(f"check {GBK} --report a{GBK}", plain, 0, made=f"a{GBK}"),
    Case(f"gather {GBK} -o b{GBK}", plain, 0, "已生成 b填报.xlsx。", f"b{GBK}"),
    Case(f"check a{GBK}", plain, 2, "a填报.xlsx：找不到这个文件"),
    Case(f"new {'m' * 300}.xlsx", plain, 2, "File name too long"),
    Case(f"gather {'m' * 300} -o a.xlsx", plain, 2, "文件或文件夹不存在"),
    # Folders that are not there.
    Case("check a.xlsx", folder_gone, 2, "a.xlsx：找不到这个文件"),
    Case(f"gather {EXAMPLE} -o a.xlsx", folder_gone, 2, "a.xlsx：写入失败"),
    Case(f"gather {LONG} -o {MANY} --resume", NO_HOME, 0, "没有可用的缓存文件夹", MANY),
    Case("addin status", env(HOME="~"), 2, "没有找到当前用户的文件夹"),
    Case("new a.xlsm --year 2022", env(TMPDIR="/dev/null"), 0, "已生成 a.xlsm", "a.xlsm"),
    # Terminals.
    Case("rules", env(COLUMNS="²", LINES="²"), 0),
    Case("rules", env(COLUMNS="0", TERM="dumb", NO_COLOR="1"), 0),
)
MORE = (
    Case(f"rebuild {EXAMPLE} -o a.xlsx", closed(2), 0, made="a.xlsx"),
    Case(f"publish {EXAMPLE} -o a.docx", full("stderr"), 0, made="a.docx"),
    Case("addin build -o a.xlam", ALL_CLOSED, 0, made="a.xlam"),
    Case(f"compare {EXAMPLE} {SEED} --json", FULL, 2, UNSHOWN),
    Case("rules", FULL, 2, UNSHOWN),
    Case("addin status", closed(2), 1),
    Case("rules", reader_gone, 0),
    Case(f"import {GBK} -o a.xlsx", plain, 0, "已生成 a.xlsx", "a.xlsx"),
    Case(f"compare {GBK} {SEED} -o a.xlsx", plain, 0, "已生成 a.xlsx", "a.xlsx"),
)
"""Further commands in the surroundings of one above, for long runs."""
ALL = (*CASES, *(pytest.param(case, marks=pytest.mark.long) for case in MORE))


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with an error."""
    path = tmp_path_factory.mktemp("wrong") / "wrong.xlsx"
    book = openpyxl.load_workbook(EXAMPLE)
    book["代表工作"]["B5"] = None
    book.save(path)
    return path


def run(command: str, streams: Streams, folder: Path) -> Done:
    changed = {"PYTHONPATH": str(ROOT), **streams.pop("env", {})}
    environment = {**os.environ, **changed}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    done = subprocess.run(
        [sys.executable, "-m", "xlperf", *command.split()],
        cwd=folder,
        env={name: value for name, value in environment.items() if value is not None},
        check=False,
        **{**pipes, **streams},
    )
    return Done(done.returncode, done.stdout or b"", done.stderr or b"")


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.command.split()[0]}-{case.code}")
def test_exit_code_and_words_are_true_in_odd_surroundings(
    case: Case, wrong: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    copies = {"wrong.xlsx": wrong, **dict.fromkeys(("填报.xlsx", GBK, LONG), EXAMPLE)}
    given = [name for name in copies if name in case.command.split()]
    for name in given:
        shutil.copy(copies[name], folder / name)
    with case.around() as streams:
        done = run(case.command, streams, folder)
    err = done.err.decode("utf-8")
    assert "Traceback" not in err
    assert (done.code, case.said in err) == (case.code, True), err
    left = {path.name for path in folder.iterdir()} if folder.exists() else set()
    assert left == {*given, case.made} - {""}


def test_output_follows_a_locale_that_has_our_words(tmp_path: Path) -> None:
    gbk = {"env": {"PYTHONIOENCODING": "gbk:strict"}}
    assert "必填项为空" in run("rules A01", dict(gbk), tmp_path).out.decode("gbk")
    assert json.loads(run(f"dump {EXAMPLE} --json", dict(gbk), tmp_path).out)["year"] == 2022
    ascii_ = {"env": {"PYTHONIOENCODING": "ascii"}}
    assert "必填项为空" in run("rules A01", ascii_, tmp_path).out.decode("utf-8")


def test_a_pipe_that_does_not_wait_gets_everything(tmp_path: Path) -> None:
    import fcntl

    read, write = os.pipe()
    fcntl.fcntl(write, 1031, 4096)  # F_SETPIPE_SZ: less than is to be written
    os.set_blocking(write, False)
    command = [sys.executable, "-m", "xlperf", "rules"]
    own = {**os.environ, "PYTHONPATH": str(ROOT)}
    own.pop("COLUMNS", None)  # a number there asks for a table
    with subprocess.Popen(command, cwd=tmp_path, env=own, stdout=write) as running:
        os.close(write)
        with os.fdopen(read, "rb") as stream:
            lines = stream.read().decode("utf-8").splitlines()
    assert running.returncode == 0
    assert [line.split("\t")[0] for line in lines] == list(catalogue())


def test_no_file_gets_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    """What a library prints would go into it."""
    program = (
        "import os, sys; from xlperf.cli.terminal.streams import open_streams\n"
        "with open_streams():\n"
        "    opened = open('a.txt', 'w')\n"
        "    os.write(1, b'printed by a library')\n"
        "    sys.exit(opened.fileno() < 3)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: [os.close(number) for number in range(3)],
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "a.txt").read_bytes() == b""
