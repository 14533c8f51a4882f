"""Batches of workbooks over several worker processes of this machine.

A batch is large enough for the rules to be worth their calls (dozens of workbooks), small enough
for memory and for the workers to end at about the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TYPE_CHECKING

from xlperf.gather.discover import Book
from xlperf.gather.reader import Reader
from xlperf.gather.worker import SECONDS

if TYPE_CHECKING:
    from xlperf.gather.chunk import Tables

_MOST, _FEWEST = 400, 25
"""Workbooks in one batch."""
_BYTES = 24 * 2**20
"""Of the workbooks in one batch; what they become in memory is ten to twenty times as much."""
_TURNS = 4
"""Batches for each worker, so that none works on alone for long at the end."""


def batches(books: Sequence[Book], jobs: int) -> list[list[Book]]:
    """The workbooks in batches, in their order."""
    most = min(max(len(books) // (jobs * _TURNS), _FEWEST), _MOST)
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
) -> Iterator[Iterator[Tables]]:
    """The tables of the batches as they are finished, read by `jobs` processes.

    The processes begin at once, and end with the block, whatever ends it.
    """
    readers = [Reader(seconds) for _ in range(min(jobs, len(made)))]
    free: SimpleQueue[Reader] = SimpleQueue()
    for reader in readers:
        free.put(reader)

    def read(batch: Sequence[Book]) -> Tables:
        reader = free.get()
        try:
            return reader.read(batch, done)
        finally:
            free.put(reader)

    pool = ThreadPoolExecutor(max(len(readers), 1))
    try:
        futures = [pool.submit(read, batch) for batch in made]
        yield (future.result() for future in as_completed(futures))
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
