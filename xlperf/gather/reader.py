"""One worker process and the care for it: what it leaves unread is read again, or given up.

A worker that ends before its answer takes nothing with it but the workbook it was at: that one
is reported, and the rest of the batch goes to a new worker. Where no single workbook is at
fault (the rules ran over all of them), the batch is halved until one is.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from xlperf.gather.discover import Book
from xlperf.gather.worker import SECONDS

if TYPE_CHECKING:
    from xlperf.gather.chunk import Tables

# Without the current folder on the path: a module in it could pass for one of ours.
_START = (
    "import sys; sys.path.append(sys.argv.pop(1));from xlperf.gather.worker import main; main()"
)
_PACKAGE = Path(__file__).parents[1]
_CRASHED = "读取时进程意外结束，可能文件已损坏，或占用内存过多。请在 Excel 中打开另存后再试。"
_SLOW = "读取超过 {seconds:g} 秒，已放弃。请在 Excel 中打开另存，或拆成较小的文件后再试。"


class Reader:
    """A worker process, started with the first batch and started anew whenever it ends."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def read(self, books: Sequence[Book], done: Callable[[int], None]) -> Tables:
        """The tables of a batch; `done` is told how many more workbooks are finished."""
        told = 0

        def tell(number: int) -> None:
            nonlocal told
            if number > told:
                done(number - told)
                told = number

        answer, at, took = self._ask(books, tell)
        if answer is not None:
            tell(len(books))
            return answer
        if self._closed:
            raise InterruptedError("closed while reading")
        from xlperf.gather.chunk import failed, joined

        if at < len(books):
            slow = took >= self.seconds
            problem = _SLOW.format(seconds=self.seconds) if slow else _CRASHED
            parts = [books[:at], books[at + 1 :]]
            lost = [failed(books[at], f"{books[at].name}：{problem}")]
        elif len(books) > 1:
            parts, lost = [books[: len(books) // 2], books[len(books) // 2 :]], []
        else:
            parts, lost = [], [failed(books[0], f"{books[0].name}：{_CRASHED}")]
        read = [self.read(part, lambda _: None) for part in parts if part]
        tell(len(books))
        return joined([*read, *lost])

    def close(self) -> None:
        """End the process, also in the middle of a batch."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _ask(
        self, books: Sequence[Book], tell: Callable[[int], None]
    ) -> tuple[Tables | None, int, float]:
        """The answer or None, the number of the workbook last begun, and since when."""
        at, since = 0, time.monotonic()
        process = self._started()
        assert process.stdin and process.stdout
        try:
            pickle.dump(list(books), process.stdin, protocol=5)
            process.stdin.flush()
            while True:
                answer = _next(process.stdout)
                if not isinstance(answer, int):
                    return answer, at, 0.0
                at, since = answer, time.monotonic()
                tell(at)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            took = time.monotonic() - since
            process.kill()
            process.wait()
            self._process = None
            return None, at, took

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # Each worker is one of several: threads of polars' own would only get in their way.
            environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
            with self._lock:
                if self._closed:
                    raise InterruptedError("closed while reading")
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _START, str(_PACKAGE.parent), str(self.seconds)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                )
        return self._process


def _next(pipe: IO[bytes]) -> Tables | int:
    answer: Tables | int = pickle.load(pipe)  # from our own worker
    return answer
