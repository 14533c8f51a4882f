"""Faults at the system calls of a write: one of them fails or is interrupted, the others are real.

A clean run counts the calls; then as many runs follow, in each of which the next call goes wrong.
Nothing is forced to the disk meanwhile, which nobody could tell and takes most of the time.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

CALLS = ("link", "replace", "rename", "fsync", "unlink", "chmod", "open", "mkdir", "rmdir")


class Kind(NamedTuple):
    """How a call goes wrong: with an error or an interrupt, undone, or done all the same."""

    error: int | None
    done: bool = False

    def raised(self) -> BaseException:
        if self.error is None:
            return KeyboardInterrupt()
        return OSError(self.error, os.strerror(self.error))


KINDS = {
    **{errno.errorcode[code]: Kind(code) for code in (
        errno.EINVAL, errno.EIO, errno.ENOSPC, errno.EACCES
    )},
    "EIO, done": Kind(errno.EIO, done=True),
    "interrupted before": Kind(None),
    "interrupted after": Kind(None, done=True),
}  # fmt: skip


class Fault(NamedTuple):
    """A kind of fault at the call of that number, or at every call of a name."""

    kind: Kind
    at: int | str


@contextmanager
def faulty(folder: Path, *faults: Fault) -> Iterator[list[str]]:
    """Let calls in a folder go wrong; gives the names of the calls so far, in their order."""
    seen: list[str] = []
    lost: list[int] = []

    def call(name: str, do: Callable[[], Any]) -> Any:
        kind = next((f.kind for f in faults if f.at in (len(seen), name)), None)
        seen.append(name)
        if kind is None:
            return do()
        if kind.done:
            result = do()
            if name == "open":
                lost.append(result)
        raise kind.raised()

    def wrapped(name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def function(*args: Any, **named: Any) -> Any:
            if not _is_below(args[0], folder):
                return real(*args, **named)
            if name == "fsync":
                is_folder = stat.S_ISDIR(os.fstat(args[0]).st_mode)
                return call("fsync folder" if is_folder else "fsync", lambda: None)
            return call(name, lambda: real(*args, **named))

        return function

    class Raw(io.FileIO):
        def write(self, data: Any) -> int:
            return call("write", lambda: super(Raw, self).write(data))

    fdopen = os.fdopen

    def opened(handle: int, mode: str) -> Any:
        if not _is_below(handle, folder):
            return fdopen(handle, mode)
        if "+" in mode:
            return io.BufferedRandom(Raw(handle, "r+"))
        return io.BufferedWriter(Raw(handle, "w"))

    def locked(handle: int, how: int) -> None:
        call("flock", lambda: flock(handle, how))

    flock = fcntl.flock
    functions = {name: wrapped(name) for name in CALLS}
    with patch.multiple(os, fdopen=opened, **functions), patch.object(fcntl, "flock", locked):
        try:
            yield seen
        finally:
            for handle in lost:  # which the end of the process would close
                with suppress(OSError):
                    os.close(handle)


def _is_below(place: Any, folder: Path) -> bool:
    try:
        path = Path(f"/proc/self/fd/{place}").readlink() if isinstance(place, int) else Path(place)
    except OSError:
        return False
    return Path.cwd().joinpath(path).is_relative_to(folder)
