"""Puts all batches together and draws the files, each into one of its own: the last step."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from io import BytesIO

import polars as pl

from xlperf.gather.consolidate import consolidate, counts
from xlperf.gather.consolidated_workbook import draw_gathered
from xlperf.gather.find_workbooks import Found
from xlperf.gather.read_batch import Read, Tables, tables_of
from xlperf.gather.results import File, Gathered, UnreadWorkbook
from xlperf.output.target_file import refusing


def finish(
    parts: Sequence[bytes | UnreadWorkbook],
    found: Found,
    book: File,
    parquet: Mapping[str, File],
) -> Gathered:
    """Draw the consolidated workbook and the tables into the files given for them.

    `parts` are the pickled tables of the batches, and what could not be read; `parquet` are the
    files of the tables by their names. Raises `XlperfError` where one of the files cannot be
    written.
    """
    read: list[Tables] = [pickle.loads(part) for part in parts if isinstance(part, bytes)]
    read += [
        tables_of([Read(part.book, "", None, part.problem)])
        for part in parts
        if isinstance(part, UnreadWorkbook)
    ]
    whole = consolidate(read, [book.name for book in found.books])
    with refusing(book.out), book.drawn.open("r+b") as stream:
        stream.write(draw_gathered(whole, found, book.out.parent))
    for name, file in parquet.items():
        with refusing(file.out), file.drawn.open("r+b") as stream:
            stream.write(_parquet(getattr(whole, name)))
    unread = whole.books.filter(pl.col("problem").is_not_null()).select("book", "problem")
    return Gathered(
        counts(whole), tuple(map(UnreadWorkbook._make, unread.iter_rows())), found.skipped
    )


def _parquet(table: pl.DataFrame) -> memoryview:
    content = BytesIO()  # of a full disk polars would raise an error of its own
    table.write_parquet(content)
    return content.getbuffer()
