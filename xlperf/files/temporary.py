"""Temporary files beside a target: locked while somebody writes them, removed when nobody does.

A killed process cannot tidy up; the next write to the same target does so for it. Whether a
temporary file is still being written is told by its lock, which ends with its process, however
that ends; Windows lets nobody delete a file that is open.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_CREATE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ANY = "[0-9a-f]" * 16


@contextmanager
def temporary_beside(target: Path, permissions: int) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside the target, open for writing; it is gone at the end if it is still there.

    What killed writes to the same target have left is removed first.
    """
    _remove_leftovers(target)
    path, handle = _made(target, permissions)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield path, stream
    finally:
        path.unlink(missing_ok=True)


def _name(target: Path, token: str) -> str:
    """Short, since the target's own name may be as long as names can be."""
    return f".xlperf-{zlib.crc32(os.fsencode(target.name)):08x}-{token}.tmp"


def _made(target: Path, permissions: int) -> tuple[Path, int]:
    while True:
        path = target.with_name(_name(target, secrets.token_hex(8)))
        handle = os.open(path, _CREATE, permissions)
        if _is_held(path, handle):
            return path, handle
        os.close(handle)


def _is_held(path: Path, handle: int) -> bool:
    """Lock a new file; False where another write took it for a leftover before that."""
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
