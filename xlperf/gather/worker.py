"""A worker process: reads batches of workbooks that come in on its stdin, one after the other.

It says which workbook it begins before it begins it, so that whoever waits knows which one to
blame where it falls silent. It ends itself where one takes too long: the interpreter's own
watchdog does so even inside a parser that never comes back.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
from pathlib import Path
from typing import BinaryIO

SECONDS = 60.0
"""Time for one workbook; the largest that the limits admit takes a third of it."""
MEMORY = 4 * 2**30
"""Bytes of address space for one workbook, above what the libraries take; where the system can."""


def main() -> None:
    """Answer batches until stdin ends: each answer is (number begun,) or the tables."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us, once it has tidied up
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may mix with the answers
    gc.disable()
    import xlperf.rules.check  # noqa: F401  # loaded before any workbook's time begins
    from xlperf.gather.chunk import read_tables

    _limit_memory()
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS

    count = 0

    def started(number: int) -> None:
        # The rules over the whole batch are not held to a workbook's time.
        limit = seconds if number < count else max(seconds, SECONDS)
        faulthandler.dump_traceback_later(limit, exit=True, file=_NOWHERE)
        _send(out, number)

    while True:
        try:
            books = pickle.load(sys.stdin.buffer)  # from our own parent
        except EOFError:
            return
        count = len(books)
        tables = read_tables(books, started)
        faulthandler.cancel_dump_traceback_later()
        try:
            _send(out, tables)
        except BrokenPipeError:  # whoever asked is gone
            return
        del tables
        gc.collect()


def _send(out: BinaryIO, answer: object) -> None:
    pickle.dump(answer, out, protocol=5)
    out.flush()


def _limit_memory() -> None:
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    limit = pages * resource.getpagesize() + MEMORY
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 or limit < hard else hard, hard))


_NOWHERE = Path(os.devnull).open("w")  # noqa: SIM115  # must outlive every call of the watchdog
