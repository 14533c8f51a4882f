"""Builds the add-in, puts it into Excel's start-up folder, takes it out again.

Building needs neither Excel nor any trust setting; installing needs the folder, which differs
by system and is made where it is missing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.excel_addin.install.settings import home, settings, user_file, user_file_content
from xlperf.excel_addin.install.windows import excel_bits
from xlperf.output import macros
from xlperf.output.atomic_write import write_bytes
from xlperf.output.macro_package import addin as addin_bytes

SCRIPT = "xlperf.applescript"
NO_LIBRARY = (
    "没有它 Excel 与 Python 不能通信。请在杀毒软件中查看它是否被隔离，恢复后加入信任；再用 "
    "pip install --force-reinstall xlwings 重新安装，最后运行 xlperf addin install。"
)
ONLY_TO_LOOK_AT = (
    "这台机器的系统没有 Excel：文件里记的是本机的 Python，只供查看，不能拿到别的电脑上用；"
    "请在要使用的电脑上安装 xlperf，再运行 xlperf addin install。"
)


def build(out: Path) -> None:
    """Write the add-in for this Python and this xlwings to `out`, a path ending in .xlam."""
    if out.suffix.lower() != ".xlam":
        raise XlperfError(f"加载项的文件名应以 .xlam 结尾，而给出的是 {out.name}；请改名。")
    write_bytes(out, addin_bytes(settings()))


def install() -> Path:
    """Build the add-in into the start-up folder and record this Python; returns its path.

    Raises `XlperfError` where the DLL that this Excel needs is missing: nothing would work.
    """
    folder = startup_folder()
    if folder is None:
        raise XlperfError(
            "这台机器的系统没有 Excel，不能安装加载项；"
            "请在装有 Excel 的 Windows 或 macOS 电脑上安装 xlperf，再运行 xlperf addin install。"
        )
    if sys.platform == "win32":
        _check_libraries(excel_bits())
    _make(folder)
    build(folder / macros.ADDIN)
    record()
    return folder / macros.ADDIN


def _check_libraries(bits: str | None) -> None:
    """Raise `XlperfError` where no DLL is there that this Excel could load."""
    found = settings()
    kinds = (bits,) if bits else ("64", "32")
    if not any(Path(found[f"LIBRARY{kind}"] or ".").is_file() for kind in kinds):
        which = "、".join(kinds)
        raise XlperfError(
            f"没有安装：找不到 {which} 位 Excel 的通信组件（xlwings 的 DLL）。{NO_LIBRARY}"
        )


def record() -> None:
    """Write the user's own settings, by which macros find this Python, and on a Mac the script."""
    _make(user_file().parent)
    write_bytes(user_file(), user_file_content(settings()))
    script = script_file()
    if script is not None:
        _make(script.parent)
        write_bytes(script, macros.source(SCRIPT).encode("utf-8"))


def record_once() -> None:
    """Call `record` where there is an Excel and no add-in was ever installed."""
    if startup_folder() is not None and not user_file().is_file():
        record()


def remove() -> list[Path]:
    """Remove what `install` put there; returns the files that were removed."""
    folder = startup_folder()
    candidates = (folder / macros.ADDIN if folder else None, user_file(), script_file())
    there = [path for path in candidates if path is not None and path.is_file()]
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise XlperfError(f"没能删除 {path}；请先关闭 Excel，再试一次。") from error
    return there


def startup_folder() -> Path | None:
    """Finds the folder from which Excel opens add-ins by itself; None where there is no Excel."""
    if sys.platform == "win32":
        own = os.environ.get("APPDATA")
        return (Path(own) if own else home() / "AppData/Roaming") / "Microsoft/Excel/XLSTART"
    if sys.platform == "darwin":
        office = home() / "Library/Group Containers/UBF8T346G9.Office"
        return office / "User Content.localized/Startup.localized/Excel"
    return None


def script_file() -> Path | None:
    """Finds where Excel on a Mac looks for scripts that VBA may start; None on other systems."""
    if sys.platform == "darwin":
        return home() / "Library/Application Scripts/com.microsoft.Excel" / SCRIPT
    return None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise XlperfError(f"没能建立文件夹 {folder}；请检查写入的权限。") from error
