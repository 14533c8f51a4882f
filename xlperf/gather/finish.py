"""The last step: all batches put together, and the files written, each whole or not at all."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO

import polars as pl

from xlperf.files.keep import TABLES_MARK
from xlperf.files.write import writing
from xlperf.gather.chunk import Tables
from xlperf.gather.consolidate import consolidate, counts
from xlperf.gather.outcome import Finish, Gathered
from xlperf.gather.workbook import draw_gathered


def finish(asked: Finish, ready: Callable[[], object]) -> Gathered:
    """Write the consolidated workbook and the tables.

    `ready` is called when everything is drawn; what follows gives the files their
    places. Raises `XlperfError` where one of them cannot be written.
    """
    parts: list[Tables] = [pickle.loads(part) for part in asked.parts]  # our own workers' and ours
    found = asked.found
    whole = consolidate(parts, [book.name for book in found.books])
    with ExitStack() as stack:
        stream = stack.enter_context(writing(asked.out))
        draw_gathered(whole, found, stream, asked.out.parent)
        for name, path in asked.parquet.items():
            table = BytesIO()  # of a full disk polars would raise an error of its own
            getattr(whole, name).write_parquet(table, metadata={TABLES_MARK: name})
            stack.enter_context(writing(path)).write(table.getbuffer())
        unread = whole.books.filter(pl.col("problem").is_not_null()).select("book", "problem")
        gathered = Gathered(counts(whole), tuple(unread.iter_rows()), found.skipped)
        ready()
    return gathered
