"""The starters on a desktop: desktop entries are run as the desktop would, by their Exec line."""

from __future__ import annotations

import os
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.commands import run
from xlperf.bundle.shortcuts import put_shortcuts
from xlperf.errors import XlperfError
from xlperf.reading.read_filing import read_filing

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


def dropped(entry: Path, *books: Path) -> str:
    """What a desktop entry says that books were dropped on, closed by the return key."""
    parser = RawConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys as they are
    parser.read(entry, "utf-8")
    own = parser["Desktop Entry"]
    assert (own["Type"], own["Name"], own["Terminal"]) == ("Application", entry.stem, "true")
    # Between double quotes a shell takes the same characters as escaped as a desktop does.
    line = own["Exec"].replace("\\\\", "\\")
    split = subprocess.run(["sh", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    *words, dropped_here = split.stdout.decode().removesuffix("\0").split("\0")
    assert dropped_here == "%F"
    words = [word.replace("%%", "%") for word in words]
    done = subprocess.run(
        [*words, *map(str, books)], input="\n", capture_output=True, text=True, check=False,
        env={**os.environ, "LANG": "zh_CN.UTF-8"},
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.skipif(os.name != "posix", reason="runs a shell")
def test_dropped_workbooks_are_checked_and_printed(tmp_path: Path) -> None:
    desktop = tmp_path / "桌面"
    desktop.mkdir()
    made = put_shortcuts(desktop, "linux")
    assert [path.name for path in made] == ["校验.desktop", "打印.desktop"]
    assert all(os.access(path, os.X_OK) for path in made)
    first, second = desktop / "我的 填报 $HOME.xlsx", desktop / "乙.xlsx"
    assert run("import", SEED, "-o", first).returncode == 0
    shutil.copy(first, second)
    said = dropped(made[0], first, second)
    assert said.count("建议修改后报送") >= 2
    assert "按回车键关闭" in said
    said = dropped(made[1], first, second)
    for book in (first, second):
        out = book.with_name(f"{book.stem}-打印表.xlsx")
        assert len(read_filing(out).projects) == 5


def test_where_nothing_takes_a_dropped_file_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(XlperfError, match="macOS"):
        put_shortcuts(tmp_path, "darwin")
    with pytest.raises(XlperfError, match="没有这个文件夹"):
        put_shortcuts(tmp_path / "没有", "linux")


def test_a_place_that_no_batch_file_can_spell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", r"C:\用户\张喆\python.exe")
    with pytest.raises(XlperfError, match="张喆"):
        put_shortcuts(tmp_path, "win32")
    assert list(tmp_path.iterdir()) == []


def test_the_same_again_changes_and_keeps_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        assert run("shortcuts", "--folder", tmp_path).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["打印.desktop", "校验.desktop"]
