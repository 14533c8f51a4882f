"""Installing and diagnosing: where things go on each system, and what a user is told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.excel_addin.install import addin, diagnosis
from xlperf.excel_addin.install.settings import (
    package_digest,
    read_addin,
    read_user_file,
    settings,
    user_file,
    user_file_content,
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "用户 张三"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("APPDATA", str(folder / "AppData"))
    return folder


@pytest.mark.parametrize(
    ("platform", "folder", "script"),
    [
        ("win32", "AppData/Microsoft/Excel/XLSTART", False),
        (
            "darwin",
            "Library/Group Containers/UBF8T346G9.Office/User Content.localized/"
            "Startup.localized/Excel",
            True,
        ),
    ],
)
def test_installing_makes_the_folder_and_removing_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, folder: str, script: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    path = addin.install()
    assert path == home / folder / "xlperf.xlam"
    assert read_addin(path) == settings()
    assert read_user_file() == settings()
    there = addin.script_file()
    assert (there is not None and there.is_file()) == script
    gone = addin.remove()
    assert path in gone
    assert user_file() in gone
    assert addin.remove() == []


def test_linux_builds_but_says_what_it_cannot_do(home: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    out = tmp_path / "xlperf.xlam"
    built = runner.invoke(cli, ["addin", "build", "-o", str(out)])
    assert (built.exit_code, "只供查看" in built.output) == (0, True)
    with pytest.raises(XlperfError) as error:
        runner.invoke(cli, ["addin", "install"], catch_exceptions=False)
    assert str(error.value).count("。") == 1
    assert not user_file().exists()


def test_the_users_file_is_ascii_and_comes_back_whole(home: Path) -> None:
    values = {
        "INTERPRETER": r"C:\用户\张三 & 李'四\u4e00\新\python.exe",
        "PACKAGE": package_digest(),
        "LIBRARY64": "D:\\𠮷\\x=y%TEMP%.dll",
    }
    user_file().parent.mkdir(parents=True)
    user_file().write_bytes(user_file_content(values))
    assert read_user_file() == values


def test_vba_finds_every_line_of_the_users_file_whatever_its_code_page(home: Path) -> None:
    """Excel's Line Input ends a line at CR LF or CR, and reads in the machine's code page."""
    user_file().parent.mkdir(parents=True)
    addin.record()
    content = user_file().read_bytes()
    assert content.isascii()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert not any(ending in line for line in lines for ending in (b"\r", b"\n"))
    assert [line.partition(b"=")[0].decode() for line in lines] == list(settings())
    odd = {"INTERPRETER": "C:\\用户\\u4e00\n\t ", "XLPERF": "1"}
    assert user_file_content(odd) == (
        b"INTERPRETER=C:\\\\u7528\\u6237\\u005cu4e00\\u000a\\u0009 \r\nXLPERF=1\r\n"
    )


def test_status_finds_an_addin_of_another_version(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    addin.install()
    told = [line for line in diagnosis.diagnosis() if line.text.startswith("加载项：")]
    assert [line.ok for line in told] == [True]
    monkeypatch.setattr("xlperf.__version__", "9.9.9")
    told = [line for line in diagnosis.diagnosis() if line.text.startswith("加载项：")]
    assert [line.ok for line in told] == [False]
    assert "请重新运行 xlperf addin install" in told[0].text


def test_status_starts_the_interpreter_that_is_recorded(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_file().parent.mkdir(parents=True)
    values = {"INTERPRETER": "/没有/python", "PACKAGE": "0" * 64}
    user_file().write_bytes(user_file_content(values))
    texts = [str(line) for line in diagnosis.diagnosis()]
    assert any(text.startswith("× Python 启动不了：/没有/python") for text in texts)
    assert any(text.startswith("× 设置指向另一处的 xlperf") for text in texts)


def test_status_answers_in_json_and_by_its_exit_code(home: Path) -> None:
    done = CliRunner().invoke(cli, ["addin", "status", "--json"])
    lines = json.loads(done.stdout)["status"]
    assert done.exit_code == 1
    assert all(set(line) == {"ok", "text"} for line in lines)
    assert any("没有设置文件" in line["text"] for line in lines)
