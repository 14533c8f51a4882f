"""Reads batches of workbooks in worker processes, where none of them can harm the others.

A batch is large enough for the rules to be worth their calls (dozens of workbooks), small enough
for memory and for the workers to end at about the same time. Tables stay pickled here: only the
workers load the library behind them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from xlperf.gather.cache import Cache
from xlperf.gather.find_workbooks import Book, problem_of
from xlperf.gather.in_worker import Begin
from xlperf.gather.limited_workers import Failed, LimitedWorkers, Limits
from xlperf.gather.results import UnreadWorkbook
from xlperf.sources.refusals import refusal

_MOST, _FEWEST = 400, 50
"""Limit the workbooks in one batch; in fewer, the rules' calls cost more than the workbooks."""
_BYTES = 24 * 2**20
"""Limits the bytes of the workbooks in a batch; in memory they take ten to twenty times as much."""
_TURNS = 2
"""Gives the batches for each worker, so that none works on alone for long at the end."""
LIBRARIES = ("xlperf.rules.run", "xlperf.gather.read_batch")


def reading_workers(count: int, seconds: float) -> LimitedWorkers:
    """Returns processes that read, each workbook within these seconds."""
    return LimitedWorkers(count, Limits(seconds), LIBRARIES)


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


def read_workbooks(
    made: Sequence[Sequence[Book]],
    workers: LimitedWorkers,
    done: Callable[[int], None] = lambda _: None,
    cache: Cache | None = None,
) -> Iterator[bytes | UnreadWorkbook]:
    """Yields the pickled tables of the batches as they are finished, and what could not be read.

    `done` is told how many more workbooks are read or begun.
    """
    for part in workers.run(partial(_read, cache), made, done):
        if isinstance(part, Failed):
            error = refusal(part.why, part.item.path, seconds=f"{workers.limits.seconds:g}")
            yield UnreadWorkbook(part.item.name, problem_of(part.item, error))
        else:
            yield part


def _read(cache: Cache | None, books: Sequence[Book], begin: Begin) -> bytes:
    """Read a batch, in a worker; it is kept before the answer, after which nobody reads it."""
    from xlperf.gather.read_batch import read_tables

    tables = read_tables(books, begin)
    if cache is not None:
        cache.keep(tables)
    return pickle.dumps(tables, protocol=5)


def _size(book: Book) -> int:
    try:
        return book.path.stat().st_size
    except OSError:  # its own batch will say so
        return 0
