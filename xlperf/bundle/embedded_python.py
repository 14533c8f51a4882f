"""Reads and unpacks Windows' embeddable Python, the zip that IT downloads from python.org.

Its `pythonXY._pth` names all that it imports from, and leaves out `site`. Without `site` no `.pth`
file is read, and pywin32 finds its own modules by one: so that line is opened.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from xlperf.sources.refusals import refusal

_PATHS = re.compile(r"python(3)(\d+)\._pth")
_AMD64 = 0x8664
_CLOSED = re.compile(rb"^#[ \t]*import site[ \t]*$", re.MULTILINE)
_OPEN = re.compile(rb"^import site[ \t]*$", re.MULTILINE)


class EmbeddedPython(NamedTuple):
    """Holds an embeddable Python: its zip's bytes, its version (3.12) and its list of paths."""

    content: bytes
    version: str
    paths: str

    def unpack(self, folder: Path) -> None:
        """Unpack it into a new folder, with `site` open."""
        with ZipFile(BytesIO(self.content)) as package:
            package.extractall(folder)
        paths = folder / self.paths
        paths.write_bytes(with_site(paths.read_bytes()))


def read_embedded(path: Path) -> EmbeddedPython:
    """Reads the zip; raises `XlperfError` where it is no embeddable Python for 64-bit Windows."""
    try:
        content = path.read_bytes()
        with ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            found = next(filter(None, map(_PATHS.fullmatch, names)), None)
            if found is None or "python.exe" not in names or package.testzip():
                raise refusal("not_embeddable", path)
            machine = _machine(package.read("python.exe"))
    except FileNotFoundError as error:
        raise refusal("missing", path) from error
    except (BadZipFile, RuntimeError, EOFError, zlib.error) as error:  # the second: a password
        raise refusal("not_embeddable", path) from error
    except OSError as error:
        raise refusal("unreadable", path, why=error.strerror) from error
    if machine != _AMD64:
        raise refusal("not_amd64", path)
    return EmbeddedPython(content, f"{found[1]}.{found[2]}", found[0])


def with_site(paths: bytes) -> bytes:
    """Returns a `._pth` file in which `import site` is no comment."""
    opened = _CLOSED.sub(b"import site", paths.replace(b"\r\n", b"\n"))
    if not _OPEN.search(opened):
        opened = opened.rstrip(b"\n") + b"\nimport site\n"
    return opened.replace(b"\n", b"\r\n")


def _machine(program: bytes) -> int:
    """Returns the kind of processor that a Windows program is for; 0 where it is no program."""
    try:
        (header,) = struct.unpack_from("<I", program, 0x3C)
        signature, machine = struct.unpack_from("<4sH", program, header)
    except struct.error:
        return 0
    return int(machine) if signature == b"PE\0\0" else 0
