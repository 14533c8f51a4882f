"""Batches of workbooks over several worker processes of this machine.

A batch is large enough for the rules to be worth their calls (dozens of workbooks), small enough
for memory and for the workers to end at about the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import SimpleQueue
from typing import NamedTuple

from xlperf.gather.cache import Cache
from xlperf.gather.discover import Book
from xlperf.gather.outcome import Batch
from xlperf.gather.reader import Reader
from xlperf.gather.worker import SECONDS

_MOST, _FEWEST = 400, 50
"""Workbooks in one batch; in fewer, the rules' calls cost more than the workbooks."""
_BYTES = 24 * 2**20
"""Of the workbooks in one batch; what they become in memory is ten to twenty times as much."""
_TURNS = 2
"""Batches for each worker, so that none works on alone for long at the end."""


class Reading(NamedTuple):
    """The pickled tables of the batches as they are finished, and a reader to write them with."""

    parts: Iterator[bytes]
    reader: Reader


def batches(books: Sequence[Book], jobs: int) -> list[list[Book]]:
    """The workbooks in batches, in their order."""
    turns = min(max(len(books) // (jobs * _FEWEST), 1), _TURNS if jobs > 1 else 1)
    most = min(-(-len(books) // (jobs * turns)), _MOST)
    made: list[list[Book]] = [[]]
    size = 0
    for book in books:
        bytes_ = _size(book)
        if made[-1] and (len(made[-1]) >= most or size + bytes_ > _BYTES):
            made.append([])
            size = 0
        made[-1].append(book)
        size += bytes_
    return [batch for batch in made if batch]


@contextmanager
def reading(
    made: Sequence[Sequence[Book]],
    jobs: int,
    done: Callable[[int], None],
    seconds: float = SECONDS,
    cache: Cache | None = None,
) -> Iterator[Reading]:
    """The batches, read by `jobs` processes.

    The processes begin at once, and end with the block, whatever ends it.
    """
    readers = [Reader(seconds) for _ in range(max(1, min(jobs, len(made))))]
    free: SimpleQueue[Reader] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def read(books: Sequence[Book]) -> list[bytes]:
        reader = free.get()
        try:
            return reader.read(Batch(books, cache), done)
        finally:
            free.put(reader)

    pool = ThreadPoolExecutor(len(readers))
    try:
        futures = [pool.submit(read, batch) for batch in made]
        parts = (part for future in as_completed(futures) for part in future.result())
        yield Reading(parts, readers[0])
    finally:
        # Also when interrupted: what waits is dropped, and what is being read ends with its reader.
        pool.shutdown(wait=False, cancel_futures=True)
        for reader in readers:
            reader.close()
        pool.shutdown()


def _size(book: Book) -> int:
    try:
        return book.path.stat().st_size
    except OSError:  # its own batch will say so
        return 0
