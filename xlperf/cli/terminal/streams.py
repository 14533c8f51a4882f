"""Makes the standard streams, as a command finds them, fit to be written to.

Who reads may be gone, the disk may be full on which the output lands, or a stream was never open.
What a command does is done all the same: what nobody takes is dropped, and the end of the command
knows of it.
"""

from __future__ import annotations

import errno
import io
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO, cast

_SAMPLE = "a项≥"
_GONE = {errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.EPIPE}
"""Lists what is said of a pipe whose reader has ended, as `head` does when it has enough."""


class Output(io.RawIOBase):
    """Passes bytes to a stream as long as it takes them; `error` is why it no longer did."""

    error: OSError | None = None

    def __init__(self, stream: TextIO | None) -> None:
        buffer: Any = getattr(stream, "buffer", None)
        # What a buffer of its own could not write, the interpreter would try again at its end.
        self._under: IO[bytes] | None = getattr(buffer, "raw", buffer)

    @property
    def failure(self) -> OSError | None:
        """Tells why something was not shown; None where its reader wanted no more."""
        return None if self.error is None or self.error.errno in _GONE else self.error

    def write(self, data: Any) -> int:
        """Take all of it, whether it could be written or not."""
        left = memoryview(data).cast("B")
        size = len(left)
        while left and self.error is None:
            try:
                if self._under is None:
                    raise OSError(errno.EBADF, os.strerror(errno.EBADF))
                taken: int | None = self._under.write(left)
                if taken is None:  # a pipe that somebody has set not to block
                    select.select([], [self._under], [])
                left = left[taken or 0 :]
            except OSError as error:
                self.error = error
            except ValueError:  # closed by a program that runs the command as a part of itself
                self.error = OSError(errno.EBADF, os.strerror(errno.EBADF))
        return size

    def writable(self) -> bool:
        """Tells whether it can be written to: always."""
        return True

    def isatty(self) -> bool:
        """Tells whether a terminal shows it."""
        return self._under is not None and self._under.isatty()

    def fileno(self) -> int:
        """Returns the number of its file, where it has one."""
        if self._under is None:
            raise io.UnsupportedOperation("fileno")
        return self._under.fileno()


@contextmanager
def open_streams() -> Iterator[Output]:
    """Have stdout and stderr take whatever is written to them; gives what becomes of stdout."""
    _occupy()
    before = sys.stdout, sys.stderr
    made = [Output(stream) for stream in before]
    texts = [_text(output, stream) for output, stream in zip(made, before, strict=True)]
    sys.stdout, sys.stderr = texts
    try:
        yield made[0]
    finally:
        for text in texts:
            text.flush()
        sys.stdout, sys.stderr = before


def in_unicode() -> None:
    """Start anew where the locale knows no Chinese: no file could have a Chinese name there."""
    said = os.environ.get("PYTHONUTF8")
    if os.name != "posix" or said == "1" or _holds_chinese(sys.getfilesystemencoding()):
        return
    os.execve(
        sys.executable,
        [sys.executable, *sys.orig_argv[1:]],
        {**os.environ, "PYTHONUTF8": "1"},
    )


def _occupy() -> None:
    """Open the null device in place of a closed standard stream.

    The next file to be opened would take its number, and what a library prints would go into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
            os.set_inheritable(number, True)


def _text(output: Output, stream: TextIO | None) -> TextIO:
    if stream is not None and not hasattr(stream, "buffer"):
        return stream  # a text in memory
    encoding = "utf-8" if stream is None or os.name == "nt" else stream.encoding
    return io.TextIOWrapper(
        cast("IO[bytes]", io.BufferedWriter(output)),
        encoding if _holds_chinese(encoding) else "utf-8",
        "backslashreplace",
        line_buffering=True,
    )


def _holds_chinese(encoding: str) -> bool:
    """Tells whether an encoding has our words, and ASCII as it is."""
    try:
        return _SAMPLE.encode(encoding).startswith(b"a")
    except UnicodeEncodeError:
        return False
