"""Runs one worker process: what it leaves unread when it ends is read again, or given up.

A worker that ends before its answer takes nothing with it but the workbook it was at: that one
is reported, and the rest of the batch goes to a new worker. Where no single workbook is at
fault (the rules ran over all of them), the batch is halved until one is. Tables stay pickled
here: only workers load the library behind them.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from xlperf.errors import XlperfError
from xlperf.gather.results import Batch, Finish, Gathered
from xlperf.gather.worker import SECONDS

# Without the current folder on the path: a module in it could pass for one of ours.
_START = (
    "import sys; sys.path.append(sys.argv.pop(1));from xlperf.gather.worker import main; main()"
)
_PACKAGE = Path(__file__).parents[1]
_CRASHED = "读取时进程意外结束，可能文件已损坏，或占用内存过多。请在 Excel 中打开另存后再试。"
_UNFINISHED = "{out}：汇总时进程意外结束，可能内存不足，没有写出。请分批汇总，或加 --resume 再试。"
_SLOW = "读取超过 {seconds:g} 秒，已放弃。请在 Excel 中打开另存，或拆成较小的文件后再试。"


class WorkerProcess:
    """Holds a worker process, started before or with its first batch, and anew whenever it ends."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Have the process load its libraries; what stands in the way shows when it reads."""
        with suppress(OSError):
            self._started()

    def read(self, batch: Batch, done: Callable[[int], None]) -> list[bytes]:
        """Returns a batch's pickled tables; `done` is told how many more workbooks are finished."""
        books = batch.books
        told = 0

        def tell(number: int) -> None:
            nonlocal told
            if number > told:
                done(number - told)
                told = number

        answer, at, took = self._ask(batch, tell)
        if answer is not None:
            tell(len(books))
            return [answer]
        if self._closed:
            raise InterruptedError("closed while reading")
        from xlperf.gather.read_batch import failed

        if at < len(books):
            slow = took >= self.seconds
            problem = _SLOW.format(seconds=self.seconds) if slow else _CRASHED
            parts = [books[:at], books[at + 1 :]]
            lost = [failed(books[at], f"{books[at].name}：{problem}")]
        elif len(books) > 1:
            parts, lost = [books[: len(books) // 2], books[len(books) // 2 :]], []
        else:
            parts, lost = [], [failed(books[0], f"{books[0].name}：{_CRASHED}")]
        read = [pickle.dumps(tables) for tables in lost]
        for part in parts:
            if part:
                read += self.read(batch._replace(books=part), lambda _: None)
        tell(len(books))
        return read

    def finish(self, asked: Finish) -> Gathered:
        """Have all that was read put together and drawn.

        Raises `XlperfError` where something cannot be written, or the process did not come back.
        """
        try:
            answer, *_ = self._ask(asked, lambda _: None)
        except BaseException:
            self.close()  # Windows lets nobody remove what the process still has open
            raise
        if isinstance(answer, XlperfError):
            raise answer
        if not isinstance(answer, Gathered):
            raise XlperfError(_UNFINISHED.format(out=asked.book.out))
        return answer

    def dismiss(self) -> None:
        """Have the process end by itself, where it waits for more to read."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def close(self) -> None:
        """End the process, also in the middle of a batch."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _ask(self, asked: Batch | Finish, tell: Callable[[int], None]) -> tuple[Any, int, float]:
        """Returns the answer or None, the number of the workbook last begun, and since when."""
        at, since = 0, time.monotonic()
        process = self._started()
        assert process.stdin and process.stdout
        try:
            pickle.dump(asked, process.stdin, protocol=5)
            process.stdin.flush()
            while True:
                answer = pickle.load(process.stdout)  # from our own worker
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
                    start_new_session=True,  # an interrupt from the keyboard is for us alone
                )
        return self._process
