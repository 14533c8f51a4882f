"""Finds what is installed and what stands in the way, for `xlperf addin status` and 关于与诊断.

Everything that can be looked at without starting Excel, each line with what to do about it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import xlperf
from xlperf.errors import XlperfError
from xlperf.excel_addin.install.addin import startup_folder
from xlperf.excel_addin.install.settings import (
    package_digest,
    read_addin,
    read_user_file,
    user_file,
)
from xlperf.output.macros import ADDIN, xlwings_version

_SECURITY = r"Software\{policies}Microsoft\Office\16.0\Excel\Security"
_WARNINGS = {1: "全部启用", 2: "禁用并提示", 3: "只启用有数字签名的", 4: "全部禁用且不提示"}
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_OPENS_XLSX = r".xlsx"


class Line(NamedTuple):
    """Holds one thing looked at: whether it is as it should be, and what was found."""

    ok: bool
    text: str

    def __str__(self) -> str:
        return f"{'√' if self.ok else '×'} {self.text}"


def diagnosis() -> list[Line]:
    """Returns all lines, in the order in which one would mend things."""
    return [
        Line(True, f"xlperf {xlperf.__version__}，位于 {Path(xlperf.__file__).parent}"),
        Line(True, f"xlwings {xlwings_version()}"),
        *_excel(),
        *_addin(),
        *_settings(),
        *_trust(),
    ]


def _excel() -> Iterator[Line]:
    if sys.platform == "win32":
        path = _registry(_APP_PATH, "", machine=True)
        yield Line(
            bool(path), f"Excel：{path}" if path else "没有找到 Excel；加载项只能在 Excel 里用。"
        )
        kind = _registry(_OPENS_XLSX, "", classes=True) or ""
        if str(kind).upper().startswith(("ET.", "KET.", "WPS.")):
            yield Line(
                False, "双击 .xlsx 打开的是 WPS；WPS 不能用加载项，请在 Excel 里打开工作簿。"
            )
    elif sys.platform == "darwin":
        app = Path("/Applications/Microsoft Excel.app")
        found = app.exists()
        yield Line(found, f"Excel：{app}" if found else "没有找到 Excel；请先安装 Excel。")
    else:
        yield Line(False, "这个系统没有 Excel；这里只能生成加载项，不能安装。")


def _addin() -> Iterator[Line]:
    folder = startup_folder()
    if folder is None:
        return
    path = folder / ADDIN
    if not path.is_file():
        yield Line(False, f"加载项没有安装在 {folder}；请运行 xlperf addin install。")
        return
    try:
        built = read_addin(path)
    except (OSError, XlperfError):
        yield Line(False, f"加载项 {path} 读不出；请重新运行 xlperf addin install。")
        return
    same = built.get("XLPERF") == xlperf.__version__ and built.get("XLWINGS") == xlwings_version()
    versions = f"xlperf {built.get('XLPERF')}、xlwings {built.get('XLWINGS')}"
    advice = "" if same else "，与已安装的版本不同；请重新运行 xlperf addin install"
    yield Line(same, f"加载项：{path}（{versions}）{advice}")


def _settings() -> Iterator[Line]:
    values = read_user_file()
    if not values:
        yield Line(
            False, f"没有设置文件 {user_file()}，或没有权限读取；请运行 xlperf addin install。"
        )
        return
    interpreter = values.get("INTERPRETER", "")
    yield _starts(interpreter)
    own = values.get("PACKAGE") == package_digest()
    yield Line(
        own,
        "启动的正是这个 xlperf"
        if own
        else "设置指向另一处的 xlperf；请重新运行 xlperf addin install。",
    )
    library = values.get("LIBRARY64", "")
    if sys.platform == "win32":
        found = bool(library) and Path(library).is_file()
        yield Line(
            found,
            f"通信组件：{library}"
            if found
            else "找不到 xlwings 的通信组件；请重新安装 xlwings，再运行 xlperf addin install。",
        )


def _starts(interpreter: str) -> Line:
    """Tells whether the settings' interpreter starts and imports, as the launcher starts it."""
    command = [
        interpreter,
        "-E",
        "-P",
        "-B",
        "-c",
        "import xlwings, xlperf.excel_addin.buttons.filling",
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return Line(False, f"Python 启动不了：{interpreter}；请重新运行 xlperf addin install。")
    if done.returncode:
        return Line(False, f"Python 能启动但不能载入 xlperf：{interpreter}；请重新安装 xlperf。")
    return Line(True, f"Python：{interpreter}，能启动并载入 xlperf")


def _trust() -> Iterator[Line]:
    if sys.platform != "win32":
        return
    policy = _registry(_SECURITY.format(policies="Policies\\"), "VBAWarnings")
    own = _registry(_SECURITY.format(policies=""), "VBAWarnings")
    level = policy if policy is not None else own
    who = "由管理员设定" if policy is not None else "本机设定"
    words = _WARNINGS.get(int(level) if level is not None else 2, str(level))
    ok = level in (None, 1, 2)
    advice = "" if ok else "；请管理员把加载项的文件夹设为受信任位置，或给加载项签名"
    yield Line(ok, f"宏设置：{words}（{who}）{advice}")


def _registry(
    key: str, name: str, *, machine: bool = False, classes: bool = False
) -> str | int | None:
    """Reads a value from the Windows registry; None where there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    root = winreg.HKEY_CURRENT_USER
    if machine:
        root = winreg.HKEY_LOCAL_MACHINE
    if classes:
        root = winreg.HKEY_CLASSES_ROOT
    try:
        with winreg.OpenKey(root, key) as opened:
            value = winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
    return value if isinstance(value, str | int) else os.fspath(value)
