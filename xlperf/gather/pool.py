"""Reads batches of workbooks in several worker processes of this machine.

A batch is large enough for the rules to be worth their calls (dozens of workbooks), small enough
for memory and for the workers to end at about the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import SimpleQueue

from xlperf.gather.cache import Cache
from xlperf.gather.find_workbooks import Book
from xlperf.gather.results import Batch, Finish, Gathered
from xlperf.gather.worker import SECONDS
from xlperf.gather.worker_process import WorkerProcess

_MOST, _FEWEST = 400, 50
"""Limit the workbooks in one batch; in fewer, the rules' calls cost more than the workbooks."""
_BYTES = 24 * 2**20
"""Limits the bytes of the workbooks in a batch; in memory they take ten to twenty times as much."""
_TURNS = 2
"""Gives the batches for each worker, so that none works on alone for long at the end."""


class Readers:
    """Holds the processes that read; each loads its libraries as soon as it begins."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self.all: list[WorkerProcess] = []

    def begin(self, count: int) -> None:
        """Start more of them, up to so many in all."""
        while len(self.all) < count:
            self.all.append(WorkerProcess(self._seconds))
            self.all[-1].start()

    def finish(self, asked: Finish) -> Gathered:
        """Have all that was read put together and written by one of them; the others end."""
        first, *others = self.all
        for reader in others:
            reader.dismiss()
        return first.finish(asked)

    def close(self) -> None:
        """End them, also in the middle of a batch."""
        for reader in self.all:
            reader.close()


def batches(books: Sequence[Book], jobs: int) -> list[list[Book]]:
    """Divides the workbooks into batches, in their order."""
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
    readers: Readers,
    done: Callable[[int], None],
    cache: Cache | None = None,
) -> Iterator[Iterator[bytes]]:
    """Gives the pickled tables of the batches, as they are finished.

    The readers end with the block, whatever ends it.
    """
    free: SimpleQueue[WorkerProcess] = SimpleQueue()
    for reader in readers.all:
        free.put(reader)

    last = len(made) - len(readers.all)

    def read(number: int, books: Sequence[Book]) -> list[bytes]:
        reader = free.get()
        try:
            return reader.read(Batch(books, cache, number >= last), done)
        finally:
            free.put(reader)

    pool = ThreadPoolExecutor(len(readers.all))
    try:
        futures = [pool.submit(read, number, batch) for number, batch in enumerate(made)]
        yield (part for future in as_completed(futures) for part in future.result())
    finally:
        # Also when interrupted: what waits is dropped, and what is being read ends with its reader.
        pool.shutdown(wait=False, cancel_futures=True)
        readers.close()
        pool.shutdown()


def _size(book: Book) -> int:
    try:
        return book.path.stat().st_size
    except OSError:  # its own batch will say so
        return 0
