"""Writing a file so that it is whole at any moment: the old one, or the new one.

The content goes to a temporary file beside the target, is forced to the disk, and takes the
target's name in one step. Nothing remains of a write that fails or is interrupted by an
exception; a killed process leaves at most its temporary file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

from xlperf.errors import XlperfError
from xlperf.files.refusals import refusal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def writing(out: Path) -> Iterator[BinaryIO]:
    """A binary stream whose content becomes the file at `out` when the block ends well.

    Raises `XlperfError` where the target cannot be written; after any exception the file that
    was there is untouched.
    """
    target = _target(out)
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".tmp", delete=False
        ) as stream:
            temporary = Path(stream.name)
            yield cast("BinaryIO", stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(target))
        temporary.replace(target)
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        raise _failure(out, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_bytes(out: Path, content: bytes) -> None:
    """Write a whole file at once, in the manner of `writing`."""
    with writing(out) as stream:
        stream.write(content)


def refuse_overwrite(inputs: Sequence[Path], out: Path) -> None:
    """Raise where `out` is one of the inputs, by whatever path or link."""
    for path in inputs:
        try:
            same = path.samefile(out)
        except (OSError, ValueError):
            same = False  # one of the two does not exist
        if same:
            raise refusal("same", out)


def _target(out: Path) -> Path:
    """Where the content goes, through links; raises where it cannot go."""
    try:
        target = Path(os.path.realpath(out))
        if target.is_dir():
            raise refusal("out_folder", out)
        if not target.parent.is_dir():
            raise refusal("out_missing", out)
    except (OSError, ValueError) as error:
        raise refusal("out_failed", out, why=type(error).__name__) from error
    owner = lock_owner(target)
    if owner is not None:
        raise refusal("out_open", out, owner=owner)
    if target.exists() and not os.access(target, os.W_OK):
        raise refusal("out_permission", out)
    return target


def lock_owner(path: Path) -> str | None:
    """Who has the file open, by the owner file that Excel or LibreOffice keeps beside it."""
    excel = path.with_name(f"~${path.name}")
    libre = path.with_name(f".~lock.{path.name}#")
    for owner_file, read in ((excel, _excel_owner), (libre, _libre_owner)):
        try:
            content = owner_file.read_bytes()[:4096]
        except FileNotFoundError:
            continue
        except OSError:
            return _SOMEBODY  # Excel holds its owner file open on Windows
        return read(content) or _SOMEBODY
    return None


_SOMEBODY = "其他人"


def _excel_owner(content: bytes) -> str:
    """The user's name in Excel's `~$` file: a length, then ASCII; from byte 55 UTF-16."""
    wide = content[55:165]
    if len(wide) >= 2 and 0 < (length := int.from_bytes(wide[:2], "little")) <= 54:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    length = content[0] if content else 0
    return content[1 : 1 + length].decode("gb18030", "replace").strip("\0 ")


def _libre_owner(content: bytes) -> str:
    """The user's name in LibreOffice's `.~lock` file: the first of the comma-separated fields."""
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:3] if field.strip()), "")


def _mode(target: Path) -> int:
    """The permission bits of the file that is replaced, or those of any new file."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk; Windows does so by itself and opens no folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failure(out: Path, error: OSError) -> XlperfError:
    if error.errno in _FULL:
        return refusal("out_full", out)
    if os.name == "nt" and isinstance(error, PermissionError) and out.exists():
        return refusal("out_locked", out)
    if error.errno in _DENIED:
        return refusal("out_permission", out)
    return refusal("out_failed", out, why=error.strerror or type(error).__name__)
