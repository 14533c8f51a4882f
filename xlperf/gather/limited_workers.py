"""Runs a function over items in child processes, each item within a limit of time and of memory.

A process that takes too long, too much, or dies takes nothing with it but the item it was at: that
one comes back as `Failed`, and what was sent with it is sent again. Where it fails after the last
item was begun, no single one can be blamed: they are halved and sent again. Nothing here knows
what the items are.

The processes are pebble's, and spawned: a fork hangs where polars has run, and Windows has none.
pebble's own time limit is that of a whole batch; so each process tells which item it begins, in
memory that both share, and a batch with an item that takes too long is cancelled.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Generic, NamedTuple, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool
from pebble.pool.process import WORKERS_NAME

from xlperf.gather.in_worker import Begin, Begun, prepare, run, run_unlimited
from xlperf.sources.limits import LIMITS

T = TypeVar("T")
R = TypeVar("R")
_LOG = logging.getLogger("xlperf")
_POLL = 0.1
"""Gives the seconds after which progress is told and the time limit is looked at."""
_RENEWALS = 5
"""Limits how often in a row all processes are started anew; where none can start, nothing helps."""
_PATIENCE = 120.0
"""Limits the seconds until a process begins what it was sent, its libraries loaded from a slow
disk; one that died while it took a batch over leaves that batch with nobody."""
_FAREWELL = 15.0
"""Limits the seconds that pebble has to end its processes; they are killed after that."""
_SAFE = "PYTHONSAFEPATH"
CONSTS.sleep_unit = 0.02  # pebble looks after its processes, and ends, a tenth of a second late


class Limits(NamedTuple):
    """Limits what one item takes: seconds, and bytes of memory above what the libraries take.

    Linux and Windows hold a process to its memory; macOS gives it as much as there is.
    """

    seconds: float = LIMITS.work_seconds
    memory: int = LIMITS.work_bytes


class Failed(NamedTuple, Generic[T]):
    """Holds an item that nothing came of, and why: `slow` or `crashed`, codes of sentences."""

    item: T
    why: str


class LimitedWorkers:
    """Holds the processes; they end with the block, whatever ends it."""

    def __init__(self, count: int, limits: Limits, libraries: Sequence[str] = ()) -> None:
        """Have the processes load the libraries; what stands in the way shows when asked."""
        self.limits = limits
        self._safe = os.environ.get(_SAFE)
        # A module in the current folder could pass for one of those that Python starts with.
        os.environ[_SAFE] = "1"
        context = multiprocessing.get_context("spawn")
        try:
            context.RLock()  # starts multiprocessing's tracker, which lets interrupts through
            self._begun: Any = context.RawArray(Begun, count)
        except OSError as error:
            self._leave()
            raise BrokenProcessPool("no memory to share") from error
        given = (self._begun, limits.memory, libraries)
        self._new_pool = partial(
            ProcessPool, count, initializer=prepare, initargs=given, context=context
        )
        self._pool = self._new_pool()
        with suppress(BrokenExecutor):
            self._start()

    def __enter__(self) -> Self:
        """Returns the processes themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self.close()

    def close(self) -> None:
        """End the processes, also in the middle of an item."""
        self._stop()
        self._leave()

    def _stop(self) -> None:
        self._pool.stop()
        ending = threading.Thread(target=self._pool.join, daemon=True)
        ending.start()
        ending.join(_FAREWELL)
        if ending.is_alive():
            for process in multiprocessing.active_children():
                if process.name == WORKERS_NAME:
                    process.kill()

    def _leave(self) -> None:
        os.environ.pop(_SAFE, None)
        if self._safe is not None:
            os.environ[_SAFE] = self._safe

    def run(
        self,
        function: Callable[[Sequence[T], Begin], R],
        batches: Sequence[Sequence[T]],
        done: Callable[[int], None] = lambda _: None,
    ) -> Iterator[R | Failed[T]]:
        """Yields what the function returns for each batch, or part of one, as they are finished.

        `done` is told how many more items are begun or behind us. Raises `BrokenExecutor` where
        no process can be started.
        """
        waiting, free = deque(batches), set(range(self._begun._length_))
        running: dict[ProcessFuture[R], tuple[Sequence[T], int]] = {}
        finished = told = broken = 0
        while waiting or running:
            try:
                # Where all broke, one batch at a time shows whose fault it is.
                while waiting and free and not (broken and running):
                    items, slot = waiting[0], min(free)
                    running[self._send(slot, run, function, items, slot)] = items, slot
                    waiting.popleft()
                    free.remove(slot)
                self._wait(running)
                ended = [
                    (future, _failure(future), *of)
                    for future, of in running.items()
                    if future.done() or (self._is_late(of[1], len(of[0])) and future.cancel())
                ]
                broken = 0 if ended else broken
            except BrokenProcessPool:  # a process that died while it spoke to us takes all along
                broken += 1
                if broken <= _RENEWALS:
                    ended = []
                    for items, slot in running.values():
                        parts = _divided(items, self._begun[slot].number)
                        waiting.extendleft(part for part in reversed(parts) if part)
                        free.add(slot)
                    running.clear()
                elif any(self._begun[slot].number >= 0 for _, slot in running.values()):
                    ended = [(future, "crashed", *of) for future, of in running.items()]
                    broken = 0
                else:
                    raise
                self._stop()
                self._pool = self._new_pool()
            for future, why, items, slot in ended:
                del running[future]
                free.add(slot)
                if why:
                    before, blamed, after = _divided(items, self._begun[slot].number)
                    waiting.extendleft(part for part in (after, before) if part)
                    finished += len(blamed)
                    yield from (Failed(item, why) for item in blamed)
                else:
                    finished += len(items)
                    yield future.result()
            numbers = (self._begun[slot].number for _, slot in running.values())
            begun = finished + sum(number for number in numbers if number > 0)
            if begun > told:
                done(begun - told)
                told = begun

    def call(self, function: Callable[..., R], *arguments: object) -> R:
        """Returns what the function returns, run in a process that has no limit from then on.

        Raises what it raises, `ProcessExpired` or `BrokenExecutor`.
        """
        future = self._send(0, run_unlimited, function, arguments)
        while not future.done():  # nobody could interrupt a wait without end on Windows
            self._wait({future: ((), 0)})
        result: R = future.result()
        return result

    def _send(self, slot: int, function: Callable[..., R], *arguments: object) -> ProcessFuture[R]:
        self._begun[slot] = (-1, time.monotonic())
        self._start()
        try:
            return self._pool.schedule(function, arguments)
        except RuntimeError as error:  # it broke in the meantime
            raise BrokenProcessPool(*error.args) from error

    def _wait(self, running: Mapping[ProcessFuture[Any], tuple[Sequence[Any], int]]) -> None:
        """Wait a moment; raise `BrokenProcessPool` where nobody works or takes what was sent."""
        self._start()
        wait(running, _POLL, FIRST_COMPLETED)
        for future, (_, slot) in running.items():
            begun = self._begun[slot]
            taken = begun.number >= 0 or future.done()
            if not taken and time.monotonic() - begun.since > _PATIENCE:
                raise BrokenProcessPool("no process takes what was sent")

    def _start(self) -> None:
        with _uninterrupted():
            if not self._pool.active:
                raise BrokenProcessPool("no process runs")

    def _is_late(self, slot: int, count: int) -> bool:
        begun = self._begun[slot]
        limit = self.limits.seconds
        if begun.number < 0:
            return False
        if begun.number == count:  # at work on all of them, which is not held to the time of one
            limit = max(limit, LIMITS.work_seconds)
        return bool(time.monotonic() - begun.since > limit)


def _divided(items: Sequence[T], at: int) -> tuple[Sequence[T], Sequence[T], Sequence[T]]:
    """Divides what came to nothing at an item into what is before, the one to blame, and the rest.

    Past the last, any can be to blame: nobody is, unless there is one alone.
    """
    if at >= len(items) > 1:
        half = len(items) // 2
        return items[:half], (), items[half:]
    at = min(max(at, 0), len(items) - 1)
    return items[:at], items[at : at + 1], items[at + 1 :]


def _failure(future: ProcessFuture[Any]) -> str:
    """Returns why nothing came of a task, empty where something did."""
    try:
        future.result()
    except CancelledError:
        return "slow"
    except BrokenExecutor:
        raise
    except (ProcessExpired, MemoryError):
        return "crashed"
    except Exception as error:  # our own fault, and no reason to read nothing else
        _LOG.error("%s", "".join(traceback.format_exception(error)))
        return "crashed"
    return ""


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keeps Ctrl-C from the processes started in the block: it is for us alone."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows; there pebble has them ignore it
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
