"""Puts all batches together and draws the files, each into one of its own: the last step."""

from __future__ import annotations

import pickle
from io import BytesIO

import polars as pl

from xlperf.gather.consolidate import consolidate, counts
from xlperf.gather.consolidated_workbook import draw_gathered
from xlperf.gather.read_batch import Tables
from xlperf.gather.results import Finish, Gathered
from xlperf.output.target_file import refusing


def finish(asked: Finish) -> Gathered:
    """Draw the consolidated workbook and the tables into the files given for them.

    Raises `XlperfError` where one of them cannot be written.
    """
    parts: list[Tables] = [pickle.loads(part) for part in asked.parts]  # our own workers' and ours
    found, book = asked.found, asked.book
    whole = consolidate(parts, [book.name for book in found.books])
    with refusing(book.out), book.drawn.open("r+b") as stream:
        draw_gathered(whole, found, stream, book.out.parent)
    for name, file in asked.parquet.items():
        with refusing(file.out), file.drawn.open("r+b") as stream:
            stream.write(_parquet(getattr(whole, name)))
    unread = whole.books.filter(pl.col("problem").is_not_null()).select("book", "problem")
    return Gathered(counts(whole), tuple(unread.iter_rows()), found.skipped)


def _parquet(table: pl.DataFrame) -> memoryview:
    content = BytesIO()  # of a full disk polars would raise an error of its own
    table.write_parquet(content)
    return content.getbuffer()
