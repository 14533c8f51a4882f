"""The batch files, run by Wine's cmd with a program in Python's place that records its call."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bundle.wine import Done, Wine, running, windows_path
from xlperf.bundle.texts import batch_files, desktop_files

pytestmark = pytest.mark.wine

FOLDERS = ("绩效 目标", "甲&乙", "一 (1) & 二!三", "a,b;c=d^e")
"""Folders that a bundle may lie in; Wine expands a second time what holds %, Windows does not."""


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    with running(tmp_path_factory.mktemp("wine")) as wine:
        yield wine


class Unpacked(NamedTuple):
    """A folder as a bundle is, without its wheels."""

    folder: Path
    wine: Wine

    def run(self, name: str, *dropped: Path, code: int = 0) -> tuple[Done, list[list[str]]]:
        """How the batch file ended, and the calls of Python, without the Python itself."""
        python = self.folder / "python"
        record = python / "record.txt"
        record.unlink(missing_ok=True)
        (python / "code.txt").write_text(str(code))
        done = self.wine.double_click(self.folder / name, dropped)
        calls = record.read_text("utf-8").splitlines() if record.exists() else []
        split = [call.split("\t") for call in calls]
        assert {words[0] for words in split} <= {windows_path(python / "python.exe")}
        return done, [words[1:] for words in split]


@pytest.fixture(params=FOLDERS)
def unpacked(wine: Wine, request: pytest.FixtureRequest, tmp_path: Path) -> Unpacked:
    return unpack(wine, tmp_path / request.param)


def unpack(wine: Wine, folder: Path) -> Unpacked:
    (folder / "python").mkdir(parents=True)
    for name, content in batch_files().items():
        (folder / name).write_bytes(content)
    shutil.copy(wine.folder / "recorder.exe", folder / "python" / "python.exe")
    return Unpacked(folder, wine)


def test_a_double_click_runs_the_python_beside_it(unpacked: Unpacked) -> None:
    done, calls = unpacked.run("安装.cmd")
    site = windows_path(unpacked.folder / "python" / "Lib" / "site-packages")
    assert calls == [
        ["-I", "-m", "compileall", "-q", site],
        ["-I", "-m", "xlperf", "addin", "install"],
    ]
    assert done.returncode == 0
    assert "安装成功。请重新打开 Excel" in done.words
    for name, command in (("检查.cmd", "status"), ("卸载.cmd", "remove")):
        done, calls = unpacked.run(name)
        assert (done.returncode, calls) == (0, [["-I", "-m", "xlperf", "addin", command]])


def test_dropped_workbooks_are_checked_and_printed_one_by_one(unpacked: Unpacked) -> None:
    books = [unpacked.folder / name for name in ("填报 (1) & 附.xlsx", "一个!.xlsx", "c d.xlsx")]
    if "&" in unpacked.folder.name or "," in unpacked.folder.name:
        # Without a space Explorer leaves out the quotes; that case has a test of its own.
        books = [book for book in books if " " in str(book)]
    for book in books:
        book.write_bytes(b"a workbook")
    done, calls = unpacked.run("校验.cmd", *books)
    names = [windows_path(book) for book in books]
    assert calls == [["-I", "-m", "xlperf", "check", "--write", name] for name in names]
    assert (done.returncode, "没有错误" in done.words) == (0, True)
    done, calls = unpacked.run("打印.cmd", *books)
    outs = [name.removesuffix(".xlsx") + "-打印表.xlsx" for name in names]
    assert calls == [
        ["-I", "-m", "xlperf", "form", name, "-o", out]
        for name, out in zip(names, outs, strict=True)
    ]
    assert (done.returncode, "打印表已经生成" in done.words) == (0, True)


@pytest.fixture
def plain(wine: Wine, tmp_path: Path) -> Unpacked:
    return unpack(wine, tmp_path / "绩效目标")


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("安装.cmd", 2, "没有装成"),
        ("检查.cmd", 1, "打 × 的行"),
        ("卸载.cmd", 2, "没有卸载成"),
        ("安装.cmd", 9, "代码 9。可能被安全软件拦截"),
        ("校验.cmd", 1, "有错误须改正"),
        ("校验.cmd", 2, "没能校验"),
        ("打印.cmd", 2, "没有生成打印表"),
        ("打印.cmd", 3, "可能被安全软件拦截"),
    ],
)
def test_the_exit_code_is_said_in_words_and_passed_on(
    plain: Unpacked, name: str, code: int, words: str
) -> None:
    book = plain.folder / "填报.xlsx"
    book.write_bytes(b"a workbook")
    dropped = [book] if name in ("校验.cmd", "打印.cmd") else []
    done, _ = plain.run(name, *dropped, code=code)
    assert (done.returncode, words in done.words) == (code, True)
    assert "成功" not in done.words
    assert "已经生成" not in done.words


def test_a_crash_is_no_success(plain: Unpacked) -> None:
    book = plain.folder / "填报.xlsx"
    book.write_bytes(b"a workbook")
    done, _ = plain.run("校验.cmd", book, code=-1073741819)
    assert (done.returncode, "没有正常运行" in done.words) == (3, True)


def test_nothing_dropped_says_what_to_do(plain: Unpacked) -> None:
    for name in ("校验.cmd", "打印.cmd"):
        done, calls = plain.run(name)
        assert (done.returncode, calls, "拖到" in done.words) == (2, [], True)


def test_a_batch_file_without_its_folder_says_so(plain: Unpacked) -> None:
    shutil.rmtree(plain.folder / "python")
    for name in batch_files():
        done = plain.wine.double_click(plain.folder / name)
        assert (done.returncode, "请把整个文件夹一起复制" in done.words) == (2, True)


def test_a_name_that_windows_cuts_is_said_and_nothing_after_it_runs(plain: Unpacked) -> None:
    book, other = plain.folder / "甲&b.cmd", plain.folder / "甲,乙.xlsx"
    book.write_bytes(b"")
    other.write_bytes(b"")
    for name in (book, other):
        done, calls = plain.run("校验.cmd", name)
        assert (done.returncode, calls, "请先改名" in done.words) == (2, [], True)
        assert "b.cmd" not in done.words


def test_a_moved_folder_runs_its_own_python(plain: Unpacked) -> None:
    moved = Unpacked(plain.folder.rename(plain.folder.with_name("搬到 别处")), plain.wine)
    done, calls = moved.run("安装.cmd")
    assert (done.returncode, calls[-1]) == (0, ["-I", "-m", "xlperf", "addin", "install"])


def test_starters_on_the_desktop_run_the_python_that_put_them_there(
    wine: Wine, tmp_path: Path
) -> None:
    python = tmp_path / "程序 (x86) & 100%" / "python.exe"
    python.parent.mkdir()
    shutil.copy(wine.folder / "recorder.exe", python)
    (python.parent / "code.txt").write_text("0")
    desktop = tmp_path / "桌面"
    desktop.mkdir()
    for name, content in desktop_files(windows_path(python)).items():
        (desktop / name).write_bytes(content)
    book = desktop / "我的 填报.xlsx"
    book.write_bytes(b"a workbook")
    assert wine.double_click(desktop / "校验.cmd", [book]).returncode == 0
    calls = (python.parent / "record.txt").read_text("utf-8").splitlines()
    assert [call.split("\t")[1:] for call in calls] == [
        ["-I", "-m", "xlperf", "check", "--write", windows_path(book)]
    ]
    python.unlink()
    done = wine.double_click(desktop / "打印.cmd", [book])
    assert (done.returncode, "再运行一次 xlperf shortcuts" in done.words) == (2, True)
