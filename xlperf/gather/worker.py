"""Runs in a worker process: reads batches of workbooks that come in on its stdin, one by one.

The last one also puts everything together, with its libraries loaded already.
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
import threading
from pathlib import Path
from typing import BinaryIO

from xlperf.errors import XlperfError
from xlperf.gather.results import Finish, Gathered

SECONDS = 60.0
"""Limits the seconds for one workbook; the largest that the limits admit takes a third of it."""
MEMORY = 4 * 2**30
"""Limits a workbook's address space, in bytes above what the libraries take, where possible."""


def main() -> None:
    """Answer until stdin ends, or nobody is there to take the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    try:
        _serve()
    except (BrokenPipeError, KeyboardInterrupt):  # polars raises the latter in spite of that
        os._exit(1)


def _serve() -> None:
    """Answer a batch with the number of each workbook begun and the tables."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints may mix with the answers
    gc.disable()
    import xlperf.rules.run  # loaded before any workbook's time begins
    from xlperf.gather.read_batch import read_tables

    gc.freeze()  # what was loaded stays, and need not be looked through after each batch
    _limit_memory(MEMORY)
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS

    count = 0

    def started(number: int) -> None:
        # The rules over the whole batch are not held to a workbook's time.
        limit = seconds if number < count else max(seconds, SECONDS)
        faulthandler.dump_traceback_later(limit, exit=True, file=_NOWHERE)
        _send(out, number)

    while True:
        try:
            asked = pickle.load(sys.stdin.buffer)  # from our own parent
        except EOFError:
            return
        if isinstance(asked, Finish):
            _send(out, _finished(asked))
            return
        gc.collect()  # now, since who asks for the last step waits for it
        count = len(asked.books)
        tables = read_tables(asked.books, started)
        faulthandler.cancel_dump_traceback_later()
        if asked.cache is not None:  # before the answer, whose batch is not read again
            asked.cache.keep(tables)
        _send(out, pickle.dumps(tables, protocol=5))
        del tables
        if asked.last:
            import xlperf.gather.finish  # noqa: F401  # loaded, for `_finished`


def _finished(asked: Finish) -> Gathered | XlperfError:
    """Returns what comes of the last step; ends with the process that asked for it."""
    _limit_memory(None)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from xlperf.gather.finish import finish

    try:
        return finish(asked)
    except XlperfError as error:
        return error


def _end_with_parent() -> None:
    # Not through sys.stdin, whose lock the interpreter needs when it ends.
    if not os.read(0, 1):
        os._exit(1)


def _send(out: BinaryIO, answer: object) -> None:
    pickle.dump(answer, out, protocol=5)
    out.flush()


def _limit_memory(more: int | None) -> None:
    """Allow so many bytes of address space above what is taken now; None for any number."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = hard if more is None else pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 or limit < hard else hard, hard))


_NOWHERE = Path(os.devnull).open("w")  # noqa: SIM115  # must outlive every call of the watchdog
