"""Backs up each file that is replaced, in a folder beside it, under its name and the time.

Nothing judges which file is worth it. The newest few of each name stay (`backups.toml` says how
many); what does not have a name of this making is nobody's to remove but the user's.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import zlib
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from xlperf.filing.toml_data import toml_data

_DATA = toml_data(__package__, "backups.toml")
FOLDER: str = _DATA["folder"]
"""Names the folder beside a replaced file; commands over folders pass over it."""
KEPT: int = _DATA["kept"]["value"]
_TIME = "%Y-%m-%d %H%M%S"
_STAMP = re.compile(r" (\d{4}-\d\d-\d\d \d{6})(?: ([2-9]|[1-9]\d+))?", re.ASCII)
_STAMP_BYTES = len(" 2026-11-29 183512 9999")
_LONGEST_SUFFIX = 20
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class _Dated(NamedTuple):
    time: str
    number: int
    path: Path


def back_up(target: Path) -> Path:
    """Give the file a second name in the folder beside it, or where that cannot be, a copy there.

    The backup takes no other file's place. Raises `OSError` where there can be none; then nothing
    of it is left, nor of an attempt that was interrupted.
    """
    folder = target.parent / FOLDER
    _make(folder)
    stem, suffix = _parts(target.name, _longest_name(folder))
    now = datetime.now().strftime(_TIME)
    numbers = [dated.number for dated in _dated(folder, stem, suffix) if dated.time == now]
    for number in count(max(numbers, default=0) + 1):
        backup = folder / f"{stem} {now}{f' {number}' if number > 1 else ''}{suffix}"
        try:
            _link_or_copy(target, backup)
            return backup
        except FileExistsError:
            continue
        except BaseException:
            _remove_begun(backup, target)
            raise
    raise AssertionError


def discard(target: Path, backup: Path | None) -> None:
    """Remove the backup of a file that was not replaced after all, and a folder that is empty."""
    with suppress(OSError):
        if backup is not None:
            backup.unlink()
        (target.parent / FOLDER).rmdir()


def backups_of(target: Path) -> list[Path]:
    """Returns the backups of a file, the oldest first."""
    folder = target.parent / FOLDER
    stem, suffix = _parts(target.name, _longest_name(folder))
    return [dated.path for dated in sorted(_dated(folder, stem, suffix))]


def prune(target: Path, newest: Path) -> None:
    """Leave the newest few backups of a file's name, `newest` among them; failing is no failure."""
    others = [backup for backup in backups_of(target) if backup != newest]
    for backup in others[: max(0, len(others) + 1 - KEPT)]:
        with suppress(OSError):
            backup.unlink()


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk where that can be done; Windows does so by itself."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _dated(folder: Path, stem: str, suffix: str) -> list[_Dated]:
    """Lists the backups of one name: files alone, and only those named as we name them."""
    found = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith(stem) and name.endswith(suffix):
                stamp = _STAMP.fullmatch(name[len(stem) : len(name) - len(suffix)])
                if stamp and entry.is_file(follow_symlinks=False):
                    found.append(_Dated(stamp[1], int(stamp[2] or 1), Path(entry.path)))
    return found


def _make(folder: Path) -> None:
    """Make the folder, open to whoever may write beside it; raises `OSError` for something else.

    A link is something else: it would lead the backups to wherever somebody likes.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir() or _resolved(folder) != os.path.normcase(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
    else:
        with suppress(OSError):
            folder.chmod(stat.S_IMODE(folder.parent.stat().st_mode))


def _resolved(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))


def _parts(name: str, longest: int) -> tuple[str, str]:
    """Returns what stands before and after the time in the names of a file's backups.

    Where that would be too long the stem is cut between two characters, and a sum of the whole
    name tells it from others that begin alike.
    """
    suffix = Path(name).suffix
    if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
        suffix = ""
    stem = name[: len(name) - len(suffix)]
    room = longest - _STAMP_BYTES - len(os.fsencode(suffix))
    if len(os.fsencode(stem)) <= room:
        return stem, suffix
    mark = f"…{zlib.crc32(os.fsencode(name)):08x}"
    while stem and len(os.fsencode(stem + mark)) > room:
        stem = stem[:-1]
    return stem + mark, suffix


def _longest_name(folder: Path) -> int:
    """Returns the bytes of the longest name that a folder takes."""
    if sys.platform == "win32":  # most programs there know no longer path than 259 characters
        return max(64, min(255, 258 - len(str(folder))))
    try:
        longest = os.pathconf(folder, "PC_NAME_MAX")
    except (OSError, ValueError):
        return 255
    return longest if longest > 0 else 255


def _link_or_copy(target: Path, backup: Path) -> None:
    try:
        os.link(target, backup)
    except OSError as error:
        if _is_same(backup, target):  # a network may lose the answer where the name was given
            return
        if isinstance(error, FileExistsError):
            raise
        _copy(target, backup)  # a network drive, a memory stick, or another user's file


def _copy(target: Path, backup: Path) -> None:
    handle = os.open(backup, _CREATE, 0o600)
    try:
        with os.fdopen(handle, "wb") as new, target.open("rb") as old:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
        with suppress(OSError):
            shutil.copystat(target, backup)
    except BaseException:
        with suppress(OSError):
            backup.unlink()
        raise


def _remove_begun(backup: Path, target: Path) -> None:
    """Remove what an attempt may have begun: a second name of the file in place, or nothing yet."""
    with suppress(OSError):
        if backup.lstat().st_size == 0 or _is_same(backup, target):
            backup.unlink()


def _is_same(backup: Path, target: Path) -> bool:
    try:
        there = target.stat()
        # Where files have no numbers, none is told from another.
        return there.st_ino != 0 and os.path.samestat(backup.lstat(), there)
    except OSError:
        return False
