"""Puts starters on the desktop that take a dropped workbook, for those without the ribbon.

On Windows they are batch files, on Linux desktop entries as freedesktop.org describes them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from platformdirs import user_desktop_path

from xlperf.bundle.texts import desktop_files
from xlperf.filing.toml_data import toml_data
from xlperf.output.atomic_write import write_bytes
from xlperf.sources.refusals import refusal

_SPECIAL = re.compile(r"([\"`$\\])")


def put_shortcuts(folder: Path | None = None, system: str = sys.platform) -> list[Path]:
    """Write the starters 校验 and 打印 into a folder, the desktop by default; returns their paths.

    Raises `XlperfError` on macOS, where nothing takes a dropped file without an application, where
    there is no such folder, and where a batch file cannot spell this Python's place.
    """
    folder = folder or user_desktop_path()
    if system == "darwin":
        raise refusal("no_shortcuts", folder)
    if not folder.is_dir():
        raise refusal("no_desktop", folder)
    try:
        made = desktop_files(sys.executable) if system == "win32" else _entries(sys.executable)
    except UnicodeEncodeError as error:
        raise refusal("python_place", folder, python=sys.executable) from error
    for name, content in made.items():
        write_bytes(folder / name, content)
        if system != "win32":
            (folder / name).chmod(0o755)
    return [folder / name for name in made]


def _entries(python: str) -> dict[str, bytes]:
    words = dict(toml_data(__package__, "templates/starters.toml"))
    close = words.pop("window")["close"]
    return {f"{name}.desktop": _entry(name, python, close, **own) for name, own in words.items()}


def _entry(name: str, python: str, close: str, comment: str, shell: str) -> bytes:
    run = f'{shell}; echo; echo "{close}"; read -r line'
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Comment={comment}",
        f"Exec=sh -c {_quoted(run)} {_quoted(python)} %F",
        "Terminal=true",
    )
    return ("\n".join(lines) + "\n").encode("utf-8")


def _quoted(argument: str) -> str:
    """Spells an argument as the key Exec wants it: quoted, then escaped as any text there."""
    quoted = _SPECIAL.sub(r"\\\1", argument).replace("%", "%%")
    return '"' + quoted.replace("\\", "\\\\") + '"'
