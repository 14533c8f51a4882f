"""A stand-in for Windows' embeddable Python: the same names, and programs that only record."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

PATHS = b"python311.zip\r\n.\r\n\r\n# Uncomment to run site.main()\r\n#import site\r\n"
AMD64, X86 = 0x8664, 0x14C
NOTHING: Mapping[str, bytes | None] = MappingProxyType({})


def program(machine: int = AMD64) -> bytes:
    """No more of a Windows program than what tells the processor."""
    head = bytearray(0x48)
    head[:2] = b"MZ"
    struct.pack_into("<I", head, 0x3C, 0x40)
    struct.pack_into("<4sH", head, 0x40, b"PE\0\0", machine)
    return bytes(head)


def embeddable(path: Path, changes: Mapping[str, bytes | None] = NOTHING) -> Path:
    """A zip as python.org's for 3.11 and amd64; a change to None leaves a file out."""
    contents: dict[str, bytes | None] = {
        "python.exe": program(),
        "pythonw.exe": program(),
        "python311.dll": b"a library",
        "python311.zip": b"the standard library",
        "python311._pth": PATHS,
        "vcruntime140.dll": b"a library",
        **changes,
    }
    with ZipFile(path, "w") as package:
        for name, content in contents.items():
            if content is not None:
                package.writestr(name, content)
    return path
