"""Looks up what Windows knows about Excel and files: the registry, marks, the kind of a program.

Everywhere but on Windows there is nothing to look up.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Literal

Hive = Literal["user", "machine", "classes"]
_HIVES = {
    "user": "HKEY_CURRENT_USER",
    "machine": "HKEY_LOCAL_MACHINE",
    "classes": "HKEY_CLASSES_ROOT",
}
_APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_MACHINES = {0x014C: "32", 0x8664: "64", 0xAA64: "64"}
"""Maps a program's kind of processor to the DLL it loads; an Excel for ARM loads those for x64."""
_HEAD = 4096
_FROM_OUTSIDE = 3
"""Is the zone of the internet; that of restricted sites is the next, and there is no other."""


def registry(key: str, name: str, hive: Hive = "user") -> str | int | None:
    """Reads a value from the registry, of the 64-bit programs; None where there is none."""
    if sys.platform != "win32":
        return None
    import winreg

    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    try:
        with winreg.OpenKey(getattr(winreg, _HIVES[hive]), key, 0, access) as opened:
            value = winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
    return value if isinstance(value, str | int) else os.fspath(value)


def subkeys(key: str, hive: Hive = "user") -> list[str]:
    """Lists the keys below a key, by their full paths."""
    if sys.platform != "win32":
        return []
    import winreg

    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    found: list[str] = []
    try:
        with winreg.OpenKey(getattr(winreg, _HIVES[hive]), key, 0, access) as opened:
            while True:
                found.append(f"{key}\\{winreg.EnumKey(opened, len(found))}")
    except OSError:  # which also says that there are no more
        return found


def excel_program() -> str | None:
    """Finds the program of Excel."""
    path = registry(_APP_PATH, "", "machine")
    return str(path) if path else None


def excel_bits() -> str | None:
    """Tells whether Excel is of 32 or 64 bits, by the head of its program; None where unknown."""
    program = excel_program()
    if program is None:
        return None
    try:
        with Path(program.strip('"')).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    at = int.from_bytes(head[0x3C:0x40], "little")
    if head[:2] != b"MZ" or head[at : at + 4] != b"PE\0\0":
        return None
    return _MACHINES.get(int.from_bytes(head[at + 4 : at + 6], "little"))


def is_from_outside(path: Path) -> bool:
    """Tells whether Windows has marked a file as one from the internet."""
    try:
        mark = Path(f"{path}:Zone.Identifier").read_text("ascii", errors="replace")
    except OSError:
        return False
    zone = re.search(r"ZoneId=(\d)", mark)
    return zone is not None and int(zone[1]) >= _FROM_OUTSIDE
