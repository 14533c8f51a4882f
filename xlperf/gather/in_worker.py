"""Runs in the processes of `limited_workers`: prepares them, does the work."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar

from xlperf.gather.memory_limit import limit_memory

T = TypeVar("T")
R = TypeVar("R")
Begin = Callable[[int], None]
"""Is told the number of each item before it is begun, and how many there are after the last."""


class Begun(ctypes.Structure):
    """Tells the parent, in memory that both have, which item was begun last, and when.

    Before the first it is -1, since when it was sent.
    """

    _fields_ = (("number", ctypes.c_int), ("since", ctypes.c_double))


_begun: Any = ()


def prepare(begun: Any, memory: int, libraries: Sequence[str]) -> None:
    """Load the libraries, before any item's time begins and outside its memory."""
    global _begun
    _begun = begun
    if hasattr(os, "setsid"):
        os.setsid()  # what a terminal sends, Ctrl-C above all, is for the parent alone
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends a parser that never comes back as well
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.dup2(2, 1)  # nothing that a library prints may mix with the results of a command
    # Each process is one of several: threads of polars' own would only get in their way.
    os.environ["POLARS_MAX_THREADS"] = "1"
    gc.disable()
    for library in libraries:
        import_module(library)
    gc.freeze()  # what was loaded stays, and need not be looked through after each batch
    limit_memory(memory)


def run(function: Callable[[Sequence[T], Begin], R], items: Sequence[T], slot: int) -> R:
    """Returns what the function makes of some items; `slot` is where it tells the one it begins."""
    mine = _begun[slot]

    def begin(number: int) -> None:
        mine.since, mine.number = time.monotonic(), number

    gc.collect()
    return function(items, begin)


def run_unlimited(function: Callable[..., R], arguments: Sequence[object]) -> R:
    """Returns what the function makes of its arguments, without a limit of memory from then on.

    It is sent alone, so the first slot is its own.
    """
    _begun[0].number = 0
    limit_memory(None)
    return function(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
