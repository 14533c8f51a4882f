"""Finds what is installed and what stands in the way, for `xlperf addin status` and 关于与诊断.

Everything that can be looked at without starting Excel, each line with what to do about it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import xlperf
from xlperf.errors import XlperfError
from xlperf.excel_addin.install.addin import NO_LIBRARY, startup_folder
from xlperf.excel_addin.install.line import Line
from xlperf.excel_addin.install.settings import (
    package_digest,
    read_addin,
    read_user_file,
    user_file,
)
from xlperf.excel_addin.install.trust import trust_lines
from xlperf.excel_addin.install.windows import excel_bits, excel_program, registry
from xlperf.output.macros import ADDIN, xlwings_version

_OPENS_XLSX = r".xlsx"
_QUARANTINED = "多半被杀毒软件隔离：请在杀毒软件中恢复它并加入信任，再运行 xlperf addin install。"


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
        path, bits = excel_program(), excel_bits()
        found = f"Excel：{path}{f'（{bits} 位）' if bits else ''}"
        yield Line(bool(path), found if path else "没有找到 Excel；加载项只能在 Excel 里用。")
        kind = registry(_OPENS_XLSX, "", "classes") or ""
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
        yield Line(
            False,
            f"加载项没有安装在 {folder}；请运行 xlperf addin install。"
            f"装过而不见了的，{_QUARANTINED}",
        )
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
    if sys.platform == "win32":
        yield from _libraries(values, excel_bits())


def _libraries(values: Mapping[str, str], bits: str | None) -> Iterator[Line]:
    """Yields the DLLs for Excels of 64 and of 32 bits; the one for this Excel must be there."""
    paths = {kind: values.get(f"LIBRARY{kind}", "") for kind in ("64", "32")}
    there = {kind for kind, path in paths.items() if path and Path(path).is_file()}
    for kind, path in paths.items():
        name = f"{kind} 位 Excel 的通信组件"
        if kind in there:
            yield Line(True, f"{name}：{path}")
        elif bits != kind and (bits or there):
            yield Line(True, f"没有{name}，本机用不到")
        elif path:
            yield Line(False, f"{name}不在了：{path}；{_QUARANTINED}")
        else:
            yield Line(False, f"没有{name}；{NO_LIBRARY}")


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
    except FileNotFoundError:
        return Line(False, f"Python 不在了：{interpreter}；已卸载、移动，或{_QUARANTINED}")
    except (OSError, subprocess.TimeoutExpired):
        return Line(False, f"Python 启动不了：{interpreter}；请重新运行 xlperf addin install。")
    if done.returncode:
        return Line(False, f"Python 能启动但不能载入 xlperf：{interpreter}；请重新安装 xlperf。")
    return Line(True, f"Python：{interpreter}，能启动并载入 xlperf")


def _trust() -> Iterator[Line]:
    folder = startup_folder()
    if sys.platform != "win32" or folder is None:
        return
    values = read_user_file()
    paths = (values.get(name, "") for name in ("LIBRARY64", "LIBRARY32"))
    files = [Path(path) for path in paths if path]
    yield from trust_lines(folder / ADDIN, files, values.get("INTERPRETER", ""))
