"""Makes temporary files beside a target: locked while being written, removed when abandoned.

A killed process cannot tidy up; the next write to the same target does so for it. Whether a
temporary file is still being written is told by its lock, which ends with its process, however
that ends; Windows lets nobody delete a file that is open.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from xlperf.output.target_file import reason
from xlperf.sources.refusals import refusal

if sys.platform != "win32":
    import fcntl

_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ANY = "[0-9a-f]" * 16
_TURNS, _TURN = 100, 0.02
"""Give how often another writer is waited for, and for how many seconds each time."""


@dataclass
class Temporary:
    """Holds a temporary file, until it takes its target's name or is removed.

    `made` tells it from other files, once it is there.
    """

    path: Path
    target: Path
    made: os.stat_result | None = None
    _has_moved: bool = field(default=False, init=False)
    _is_removed: bool = field(default=False, init=False)

    def move(self) -> None:
        """Take the target's name; raises `OSError` where it did not."""
        try:
            self.path.replace(self.target)
        except OSError:  # a network may lose the answer where the name was taken
            if not self.has_moved():
                raise
        self._has_moved = True

    def has_moved(self) -> bool:
        """Tells whether it has taken the target's name, also where `move` was interrupted."""
        if self._has_moved or self._is_removed or self.made is None:
            return self._has_moved
        try:
            return not self.is_there() and os.path.samestat(self.made, self.target.stat())
        except OSError:
            return False

    def is_there(self) -> bool:
        """Tells whether it has its first name still; raises `OSError` where that is unknown."""
        try:
            self.path.lstat()
        except FileNotFoundError:
            return False
        return True

    def remove(self) -> None:
        """Remove it where it is still there; where that fails, it is left."""
        with suppress(OSError):
            if self.is_there():
                self._is_removed = True
                self.path.unlink()


@contextmanager
def temporary_beside(target: Path, permissions: int) -> Iterator[tuple[Temporary, BinaryIO]]:
    """Opens a new file beside the target for writing; at the end it is removed if still there.

    What killed writes to the same target have left is removed first.
    """
    _remove_leftovers(target)
    tried: list[Temporary] = []
    try:
        handle = None
        while handle is None:
            path = target.with_name(_name(target, secrets.token_hex(8)))
            tried.append(Temporary(path, target))
            handle = _made(path, permissions)
        tried[-1].made = os.fstat(handle)
        stream = os.fdopen(handle, "w+b")
        try:
            yield tried[-1], stream
        finally:
            with suppress(OSError):  # of what was not forced to the disk nothing is wanted
                stream.close()
    finally:
        for temporary in tried:
            temporary.remove()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other writers of this program waiting while files take their places in a folder.

    Else what one of them has just written could be replaced by another that has not seen it. Where
    the folder cannot be locked, or stays so, nobody waits for long.
    """
    if sys.platform == "win32":
        yield
        return
    handle = None
    try:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            _wait_for(handle)
        yield
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def scratch() -> Iterator[Path]:
    """Makes a folder for the block; raises `XlperfError` where the machine has no room for it."""
    try:
        # A file that a virus scanner still holds stays: the work is done, and the system tidies up.
        with TemporaryDirectory(prefix="xlperf-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise refusal("scratch", Path("临时文件夹"), why=reason(error)) from error


def _wait_for(handle: int) -> None:
    for _ in range(_TURNS if sys.platform != "win32" else 0):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_TURN)


def _name(target: Path, token: str) -> str:
    """Makes a short name, since the target's own may be as long as names can be."""
    return f".xlperf-{zlib.crc32(os.fsencode(target.name)):08x}-{token}.tmp"


def _made(path: Path, permissions: int) -> int | None:
    """Opens and locks a new file; None where another write took it for a leftover before that."""
    handle = os.open(path, _CREATE, permissions)
    if _is_held(path, handle):
        return handle
    os.close(handle)
    return None


def _is_held(path: Path, handle: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:  # a folder without locks: nobody takes anything away there
        return True


def _remove_leftovers(target: Path) -> None:
    for path in target.parent.glob(_name(target, _ANY)):
        with suppress(OSError):  # held, another user's, or gone by now
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()
        return
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    finally:
        os.close(handle)
