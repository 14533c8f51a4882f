"""Unpacks a wheel into a Windows Python's folder, as pip on that machine would.

pip on this machine would write scripts that name its own interpreter, and would record some files
where they are not. xlperf asks the record of xlwings where its DLLs are.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from zipfile import ZipFile

from xlperf.bundle.hashes import record_line

_DATA = re.compile(r"[^/]+\.data/([^/]+)/(.+)")
_LEFT_OUT = ("scripts", "headers")
"""Names what nobody needs who starts the program by its modules."""


def unpack_wheel(wheel: Path, prefix: Path, site: Path) -> None:
    """Unpack it: modules into `site`, other data below `prefix`, with a record of where."""
    lines, record = [], None
    with ZipFile(wheel) as package:
        for name in package.namelist():
            if name.endswith("/") or (target := _target(name, prefix, site)) is None:
                continue
            if name.endswith(".dist-info/RECORD"):
                record = target
                continue
            content = package.read(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            lines.append(record_line(Path(os.path.relpath(target, site)).as_posix(), content))
    if record is not None:
        lines.append(f"{record.relative_to(site).as_posix()},,\n")
        record.write_bytes("".join(lines).encode())


def _target(name: str, prefix: Path, site: Path) -> Path | None:
    """Finds where a wheel's entry goes; None where it goes nowhere."""
    if ".." in name.split("/") or name.startswith("/"):
        return None
    found = _DATA.fullmatch(name)
    if found is None:
        return site / name
    scheme, rest = found.groups()
    if scheme in _LEFT_OUT:
        return None
    return (prefix if scheme == "data" else site) / rest
