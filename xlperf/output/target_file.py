"""Finds the file that an output goes to, through links, and what prevents writing it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from xlperf.sources.refusals import refusal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_EFFECTIVE = os.access in os.supports_effective_ids
_SOMEBODY = "其他人"


def refuse_overwrite(inputs: Sequence[Path], out: Path) -> None:
    """Raise `XlperfError` where `out` is one of the inputs, by whatever path or link."""
    try:
        there = out.stat()
    except (OSError, ValueError):
        return  # nothing is there
    for path in inputs:
        with suppress(OSError, ValueError):  # an input that does not exist
            if os.path.samestat(path.stat(), there):
                raise refusal("same", out)


def target_of(out: Path) -> tuple[Path, int | None]:
    """Finds where the content goes, through links, and the permission bits of the file there.

    Raises `XlperfError` where it cannot go.
    """
    try:
        with refusing(out):
            target = Path(os.path.realpath(out))
            if target.is_dir():
                raise refusal("out_folder", out)
            if not target.parent.is_dir():
                raise refusal("out_missing", out)
            _check_lock(out, target)
            if not target.exists():
                return target, None
            if not target.is_file():  # a pipe would be waited for, and a device replaced
                raise refusal("special", out)
            if not os.access(target, os.W_OK, effective_ids=_EFFECTIVE):
                raise refusal("out_permission", out)
            return target, stat.S_IMODE(target.stat().st_mode)
    except ValueError as error:  # a name with a NUL in it
        raise refusal("out_failed", out, why="文件名中有不允许的字符") from error


@contextmanager
def refusing(out: Path) -> Iterator[None]:
    """Raise `XlperfError` where the machine does not let a file be written."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise refusal("out_full", out) from error
        if os.name == "nt" and isinstance(error, PermissionError) and out.exists():
            raise refusal("out_locked", out) from error
        if error.errno in _DENIED:
            raise refusal("out_permission", out) from error
        raise refusal("out_failed", out, why=reason(error)) from error


def is_full(error: OSError) -> bool:
    """Tells whether there is no more room on the disk, or none for this user."""
    return error.errno in _FULL


def reason(error: OSError) -> str:
    """Tells why the machine did not do something, in its own words."""
    return error.strerror or type(error).__name__


def _check_lock(out: Path, target: Path) -> None:
    """Raise `XlperfError` where Excel, WPS or LibreOffice keeps an owner file beside the target."""
    excel = target.with_name(f"~${target.name}")
    libre = target.with_name(f".~lock.{target.name}#")
    for lock, read in ((excel, _excel_owner), (libre, _libre_owner)):
        try:
            with lock.open("rb") as stream:
                owner = read(stream.read(1024))
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENAMETOOLONG):
                continue
            owner = ""  # Excel on Windows holds its owner file open
        raise refusal("out_open", out, owner=owner or _SOMEBODY, lock=lock.name)


def _excel_owner(content: bytes) -> str:
    """Reads the user's name in Excel's `~$` file: a length, then ASCII; from byte 55 UTF-16."""
    wide = content[55:165]
    if len(wide) >= 2 and 0 < (length := int.from_bytes(wide[:2], "little")) <= 54:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    length = content[0] if content else 0
    return content[1 : 1 + length].decode("gb18030", "replace").strip("\0 ")


def _libre_owner(content: bytes) -> str:
    """Reads the user's name in LibreOffice's `.~lock` file: the first non-empty of three fields."""
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:3] if field.strip()), "")
