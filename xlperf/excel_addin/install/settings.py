r"""Gathers the launcher's settings of this machine, and reads and spells the user's file of them.

The file is ASCII with every other character as \uXXXX, because VBA reads files in the code page
of the machine, and its lines end in CR LF: VBA's Line Input takes a bare LF for part of the line.
The add-in carries the same settings on its own sheet; the user's file wins.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from importlib.metadata import files as installed_files
from pathlib import Path

import xlperf
from xlperf.errors import XlperfError
from xlperf.output.macros import xlwings_version
from xlperf.sources.input_file import InputFile
from xlperf.sources.xlsx.sheets import read_grids


def home() -> Path:
    """Returns the user's own folder; raises `XlperfError` where the system knows of none."""
    try:
        return Path.home()
    except RuntimeError as error:
        raise XlperfError(
            "没有找到当前用户的文件夹。请把环境变量 HOME（Windows 为 USERPROFILE）设为它的路径。"
        ) from error


def user_file() -> Path:
    """Returns the file where the launcher looks for the user's own settings."""
    if sys.platform == "darwin":
        # The only folder that Excel's sandbox may read without asking.
        return home() / "Library/Containers/com.microsoft.Excel/Data/xlperf.conf"
    return home() / ".xlperf" / "xlperf.conf"


def settings() -> dict[str, str]:
    """Returns what the launcher needs to start this Python with this xlperf."""
    libraries = _libraries()
    return {
        "INTERPRETER": str(_interpreter()),
        "PACKAGE": package_digest(),
        "LIBRARY64": libraries.get("64", ""),
        "LIBRARY32": libraries.get("32", ""),
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
        "XLPERF": xlperf.__version__,
        "XLWINGS": xlwings_version(),
    }


def package_digest() -> str:
    """Returns the SHA-256 of the installed package's folder, by which the launcher knows it again.

    A digest, since a path with Chinese characters does not survive every command line.
    """
    folder = os.path.normcase(os.path.dirname(os.path.realpath(xlperf.__file__)))  # noqa: PTH120 - must be what the launcher's line computes
    return hashlib.sha256(folder.encode()).hexdigest()


def user_file_content(values: dict[str, str]) -> bytes:
    """Returns the bytes of the user's own file."""
    return b"".join(f"{key}={_escaped(value)}\r\n".encode("ascii") for key, value in values.items())


def read_user_file() -> dict[str, str]:
    """Reads the settings in the user's own file; empty when there is none that can be read."""
    path = user_file()
    try:
        lines = path.read_text("ascii", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: _unescaped(value) for key, value in pairs}


def read_addin(path: Path) -> dict[str, str]:
    """Reads the settings on an add-in's own sheet, as they were when it was built."""
    # Past the door for strangers' files, which lets no add-in in: this one is our own.
    sheet = next(read_grids(InputFile(path, path.read_bytes(), "workbook")))
    return {str(key): str(value) for key, value in (row[:2] for row in sheet.rows)}


def _interpreter() -> Path:
    """Returns the Python that runs, on Windows the one without a console window."""
    running = Path(sys.executable)
    windowless = running.with_name("pythonw.exe")
    return windowless if windowless.is_file() else running


def _libraries() -> dict[str, str]:
    """Returns the DLLs that xlwings installed, by the bitness of the Excel they are for."""
    found = {}
    for entry in installed_files("xlwings") or []:
        named = re.fullmatch(r"xlwings(32|64)-.*\.dll", entry.name)
        if named:
            found[named[1]] = str(Path(str(entry.locate())).resolve())
    return found


def _escaped(text: str) -> str:
    def code(found: re.Match[str]) -> str:
        units = found[0].encode("utf-16-be").hex()
        return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))

    return re.sub(r"[^\x20-\x7e]|\\(?=u)", code, text)


def _unescaped(text: str) -> str:
    units = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16", "surrogatepass").decode("utf-16")
