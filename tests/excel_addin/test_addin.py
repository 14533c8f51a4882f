"""Installing and diagnosing: where things go on each system, and what a user is told."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

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


SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
PLACES = rf"{SECURITY}\Trusted Locations"
RULES = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
EXCEL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
Keys = dict[tuple[str, str], dict[str, object]]


class Registry(ModuleType):
    """Windows' registry as Python's module shows it: keys with values, by hive and path."""

    KEY_READ, KEY_WOW64_64KEY = 1, 256
    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, HKEY_CLASSES_ROOT = "user", "machine", "classes"

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: Keys = {}

    def OpenKey(self, hive: str, key: str, reserved: int, access: int) -> Any:
        assert access == self.KEY_READ | self.KEY_WOW64_64KEY
        if not any(h == hive and (k + "\\").startswith(key + "\\") for h, k in self.keys):
            raise FileNotFoundError(key)
        return nullcontext((hive, key))

    def QueryValueEx(self, opened: tuple[str, str], name: str) -> tuple[object, int]:
        values = self.keys.get(opened, {})
        if name not in values:
            raise FileNotFoundError(name)
        return values[name], 1

    def EnumKey(self, opened: tuple[str, str], number: int) -> str:
        hive, key = opened
        below = [k for h, k in self.keys if h == hive and k.startswith(key + "\\")]
        if number >= len(below):
            raise OSError("no more")
        return below[number].removeprefix(key + "\\")


_started = cache(diagnosis._starts)
"""Starts an interpreter once for all tests of what else the status says."""


@pytest.fixture
def windows(home: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """Windows with a 64-bit Excel, both DLLs, and the add-in installed in its trusted place."""
    registry = Registry()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry)
    libraries = {}
    for kind in ("32", "64"):
        path = home / f"xlwings{kind}-1.dll"
        path.write_bytes(b"MZ")
        libraries[kind] = str(path)
    monkeypatch.setattr("xlperf.excel_addin.install.settings._libraries", lambda: libraries)
    monkeypatch.setattr(diagnosis, "_starts", _started)
    registry.keys["machine", EXCEL] = {"": str(program(home, 0x8664))}
    place = str(home / "AppData" / "Microsoft/Excel/XLSTART")
    registry.keys["user", rf"{PLACES}\Location2"] = {"Path": f"{place}\\"}
    return registry


def program(folder: Path, machine: int) -> Path:
    path = folder / "EXCEL.EXE"
    head = b"MZ".ljust(0x3C, b"\0") + (0x80).to_bytes(4, "little")
    path.write_bytes(head.ljust(0x80, b"\0") + b"PE\0\0" + machine.to_bytes(2, "little"))
    return path


def bad_lines() -> list[str]:
    return [line.text for line in diagnosis.diagnosis() if not line.ok]


def test_a_sound_windows_has_nothing_to_mend(windows: Registry) -> None:
    addin.install()
    assert bad_lines() == []
    texts = [line.text for line in diagnosis.diagnosis()]
    assert any(text.endswith("EXCEL.EXE（64 位）") for text in texts)
    assert sum("位 Excel 的通信组件：" in text for text in texts) == 2
    assert any(text.startswith("加载项所在的文件夹是受信任位置") for text in texts)


@pytest.mark.parametrize(("machine", "bits"), [(0x14C, "32"), (0x8664, "64"), (0xAA64, "64")])
def test_install_refuses_without_the_dll_that_this_excel_needs(
    windows: Registry, home: Path, machine: int, bits: str
) -> None:
    program(home, machine)
    (home / f"xlwings{bits}-1.dll").unlink()
    done = CliRunner().invoke(cli, ["addin", "install"])
    assert isinstance(done.exception, XlperfError)
    assert str(done.exception).startswith(f"没有安装：找不到 {bits} 位 Excel 的通信组件")
    assert "已安装" not in done.output
    assert not (home / "AppData").exists()
    assert not user_file().exists()


def test_install_refuses_without_any_dll_where_excel_is_unknown(
    windows: Registry, home: Path
) -> None:
    del windows.keys["machine", EXCEL]
    (home / "xlwings32-1.dll").unlink()
    addin.install()
    (home / "xlwings64-1.dll").unlink()
    with pytest.raises(XlperfError, match="找不到 64、32 位 Excel 的通信组件"):
        addin.install()


def test_status_names_the_dll_that_is_gone_and_not_the_one_of_no_use(
    windows: Registry, home: Path
) -> None:
    addin.install()
    (home / "xlwings32-1.dll").unlink()
    assert bad_lines() == []
    (home / "xlwings64-1.dll").unlink()
    (line,) = bad_lines()
    assert line.startswith("64 位 Excel 的通信组件不在了")
    assert "杀毒软件" in line


def test_status_finds_the_mark_of_the_internet(windows: Registry) -> None:
    path = addin.install()
    mark = Path(f"{path}:Zone.Identifier")
    mark.write_text("[ZoneTransfer]\r\nZoneId=3\r\n", "ascii")
    (line,) = bad_lines()
    assert line.startswith(f"{path} 带有来自互联网的标记")
    assert "解除锁定" in line
    mark.write_text("[ZoneTransfer]\r\nZoneId=1\r\n", "ascii")
    assert bad_lines() == []


def test_status_knows_that_a_trusted_place_outweighs_the_macro_level(windows: Registry) -> None:
    addin.install()
    windows.keys["user", SECURITY] = {"VBAWarnings": 4}
    assert bad_lines() == []
    windows.keys["user", PLACES.replace("Software", r"Software\Policies")] = {
        "AllLocationsDisabled": 1
    }
    told = bad_lines()
    assert told[0].startswith("受信任位置全部停用（由管理员设定）")
    assert told[1].startswith("宏设置：全部禁用且不提示（本机设定）；请管理员")


def test_a_place_of_the_users_own_does_not_count_where_policies_forbid_it(
    windows: Registry,
) -> None:
    addin.install()
    windows.keys["user", SECURITY] = {"VBAWarnings": 3}
    key = r"Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations"
    windows.keys["user", key] = {"Allow User Locations": 0}
    assert [line[:4] for line in bad_lines()] == ["宏设置："]


@pytest.mark.parametrize(
    ("key", "values", "word"),
    [
        (rf"SOFTWARE\Policies\{RULES}", {NO_CHILDREN: "1"}, "不能启动 Python"),
        (rf"SOFTWARE\{RULES}", {NO_CHILDREN: 6}, "先要确认警告才能启动 Python"),
        (rf"SOFTWARE\{RULES}", {NO_CHILDREN: 2}, ""),
        (
            r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager",
            {"ASRRules": f"other=0|{NO_CHILDREN.upper()}=1"},
            "不能启动 Python",
        ),
    ],
)
def test_status_finds_the_rule_against_child_processes(
    windows: Registry, key: str, values: dict[str, object], word: str
) -> None:
    addin.install()
    windows.keys["machine", key] = values
    lines = bad_lines()
    assert [word in line and "排除项" in line for line in lines] == ([True] if word else [])


def test_status_says_what_a_missing_addin_may_mean(windows: Registry) -> None:
    addin.install().unlink()
    (line,) = bad_lines()
    assert line.startswith("加载项没有安装在")
    assert "被杀毒软件隔离" in line


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
    windows: Registry,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    folder: str,
    script: bool,
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
    assert any(text.startswith("× Python 不在了：/没有/python") for text in texts)
    assert any(text.startswith("× 设置指向另一处的 xlperf") for text in texts)


def test_status_answers_in_json_and_by_its_exit_code(home: Path) -> None:
    done = CliRunner().invoke(cli, ["addin", "status", "--json"])
    lines = json.loads(done.stdout)["status"]
    assert done.exit_code == 1
    assert all(set(line) == {"ok", "text"} for line in lines)
    assert any("没有设置文件" in line["text"] for line in lines)
