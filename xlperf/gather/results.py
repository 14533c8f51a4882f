"""Defines what gathering is asked for and what it results in, as plain data.

The libraries behind the tables take a quarter of a second to load. These pass between the command
and the processes that read, so that only those need to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xlperf.gather.cache import Cache
from xlperf.gather.find_workbooks import Book, Found, Skipped


class Batch(NamedTuple):
    """Holds workbooks to read together, and the cache that keeps what was read, if any.

    After the `last` ones a process loads what writing needs, while others still read.
    """

    books: Sequence[Book]
    cache: Cache | None = None
    last: bool = False


class File(NamedTuple):
    """Holds a file to write: `out` as the user named it, and the empty one to draw it into."""

    out: Path
    drawn: Path


class Finish(NamedTuple):
    """Holds what to draw of all that was read: `parts` are the batches' tables, pickled.

    `parquet` are the files of the tables by their names.
    """

    parts: Sequence[bytes]
    found: Found
    book: File
    parquet: dict[str, File]


class Counts(NamedTuple):
    """Counts what was gathered, and the findings that no reason settles, by severity."""

    books: int
    unread: int
    projects: int
    indicators: int
    findings: dict[str, int]


class Gathered(NamedTuple):
    """Holds what was gathered: its figures, and what was not.

    `unread` are workbooks, each with the reason why it could not be read; `skipped` are files
    that were not opened.
    """

    counts: Counts
    unread: tuple[tuple[str, str], ...]
    skipped: tuple[Skipped, ...]
