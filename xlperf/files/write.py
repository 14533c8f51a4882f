"""Writing a file so that it is whole at any moment: the old one, or the new one.

The content goes to a temporary file beside the target, is forced to the disk, and takes the
target's name in one step. Nothing remains of a write that fails or is interrupted by an
exception; a killed process leaves at most its temporary file, for the next write to remove.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from xlperf.errors import XlperfError
from xlperf.files.keep import backup_of, kept, or_without, say_kept
from xlperf.files.refusals import refusal
from xlperf.files.temporary import temporary_beside

_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
_EFFECTIVE = os.access in os.supports_effective_ids
_SOMEBODY = "其他人"


@contextmanager
def writing(out: Path, keeps: bool = True) -> Iterator[BinaryIO]:
    """A binary stream whose content becomes the file at `out` when the block ends well.

    A file that people have worked on is kept beside it, which is said, unless `keeps` is false.
    Raises `XlperfError` where the target cannot be written; after any exception the file that
    was there is untouched.
    """
    target, mode = target_of(out)
    # A replaced file's content must not be open to more people, not even for a moment.
    permissions = 0o666 if mode is None else 0o600
    try:
        with temporary_beside(target, permissions) as (temporary, stream):
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if mode is not None:
                temporary.chmod(mode)
            backup = kept(target, stream) if keeps and mode is not None else None
            if os.name == "nt":
                stream.close()  # no open file can be renamed there
            with or_without(backup):
                temporary.replace(target)
            _sync_folder(target.parent)
            if backup is not None:
                say_kept(out, backup)
    except OSError as error:
        raise _failure(out, error) from error


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for a moment; raises `XlperfError` where the machine has no room for it."""
    try:
        with TemporaryDirectory(prefix="xlperf-") as folder:
            yield Path(folder)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise refusal("scratch", Path("临时文件夹"), why=why) from error


def write_bytes(out: Path, content: bytes, keeps: bool = True) -> None:
    """Write a whole file at once, in the manner of `writing`."""
    with writing(out, keeps) as stream:
        stream.write(content)


def replacing(book: Path, before: bytes, after: bytes) -> Path:
    """Put `after` in the place of a file that holds `before`; gives the backup beside it.

    The backup takes the next free name and never an older one's place. Raises `XlperfError` where
    the file holds something else by now, or cannot be replaced; then there is no backup either.
    """
    target, _ = target_of(book)
    try:
        backup = backup_of(target)
    except OSError as error:
        raise _failure(book, error) from error
    with or_without(backup):
        if backup.read_bytes() != before:
            raise refusal("changed", book)
        write_bytes(book, after, keeps=False)
    return backup


def refuse_overwrite(inputs: Sequence[Path], out: Path) -> None:
    """Raise where `out` is one of the inputs, by whatever path or link."""
    try:
        there = out.stat()
    except (OSError, ValueError):
        return  # nothing is there
    for path in inputs:
        with suppress(OSError, ValueError):  # an input that does not exist
            if os.path.samestat(path.stat(), there):
                raise refusal("same", out)


def target_of(out: Path) -> tuple[Path, int | None]:
    """Where the content goes, through links, and the permission bits of the file there.

    Raises where it cannot go.
    """
    try:
        target = Path(os.path.realpath(out))
        if target.is_dir():
            raise refusal("out_folder", out)
        if not target.parent.is_dir():
            raise refusal("out_missing", out)
        _check_lock(out, target)
        if not target.exists():
            return target, None
        if not os.access(target, os.W_OK, effective_ids=_EFFECTIVE):
            raise refusal("out_permission", out)
        return target, stat.S_IMODE(target.stat().st_mode)
    except OSError as error:
        raise _failure(out, error) from error
    except ValueError as error:  # a name with a NUL in it
        raise refusal("out_failed", out, why="文件名中有不允许的字符") from error


def _check_lock(out: Path, target: Path) -> None:
    """Raise where Excel, WPS or LibreOffice keeps an owner file beside the target."""
    excel = target.with_name(f"~${target.name}")
    libre = target.with_name(f".~lock.{target.name}#")
    for lock, read in ((excel, _excel_owner), (libre, _libre_owner)):
        try:
            with lock.open("rb") as stream:
                owner = read(stream.read(1024))
        except FileNotFoundError:
            continue
        except OSError:
            owner = ""  # Excel on Windows holds its owner file open
        raise refusal("out_open", out, owner=owner or _SOMEBODY, lock=lock.name)


def _excel_owner(content: bytes) -> str:
    """The user's name in Excel's `~$` file: a length, then ASCII; from byte 55 UTF-16."""
    wide = content[55:165]
    if len(wide) >= 2 and 0 < (length := int.from_bytes(wide[:2], "little")) <= 54:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace").strip("\0 ")
    length = content[0] if content else 0
    return content[1 : 1 + length].decode("gb18030", "replace").strip("\0 ")


def _libre_owner(content: bytes) -> str:
    """The user's name in LibreOffice's `.~lock` file: the first that is there of three fields."""
    fields = content.decode("utf-8", "replace").split(",")
    return next((field.strip() for field in fields[:3] if field.strip()), "")


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
