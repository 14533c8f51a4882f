"""The last step: all batches put together, and the files written, each whole or not at all."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO

import polars as pl

from xlperf.files.keep import TABLES_MARK
from xlperf.files.packing import AT_ONCE
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
        beside = stack.enter_context(ThreadPoolExecutor(2)) if asked.jobs > 1 else AT_ONCE
        tables = {
            path: beside.submit(_parquet, getattr(whole, name), name)
            for name, path in asked.parquet.items()
        }
        stream = stack.enter_context(writing(asked.out))
        draw_gathered(whole, found, stream, asked.out.parent, beside)
        for path, table in tables.items():
            stack.enter_context(writing(path)).write(table.result())
        unread = whole.books.filter(pl.col("problem").is_not_null()).select("book", "problem")
        gathered = Gathered(counts(whole), tuple(unread.iter_rows()), found.skipped)
        ready()
    return gathered


def _parquet(table: pl.DataFrame, name: str) -> memoryview:
    content = BytesIO()  # of a full disk polars would raise an error of its own
    table.write_parquet(content, metadata={TABLES_MARK: name})
    return content.getbuffer()
