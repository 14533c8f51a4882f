"""Defines what gathering results in, as plain data.

The libraries behind the tables take a quarter of a second to load. These pass between the command
and the processes that read, so that only those need to.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from xlperf.gather.find_workbooks import Skipped


class File(NamedTuple):
    """Holds a file to write: `out` as the user named it, and the empty one to draw it into."""

    out: Path
    drawn: Path


class Counts(NamedTuple):
    """Counts what was gathered, and the findings that no reason settles, by severity."""

    books: int
    unread: int
    projects: int
    indicators: int
    findings: dict[str, int]


class UnreadWorkbook(NamedTuple):
    """Holds the name of a workbook that could not be read, and the sentence that says why."""

    book: str
    problem: str


class Gathered(NamedTuple):
    """Holds what was gathered: its figures, and what was not.

    `unread` are workbooks that could not be read; `skipped` are files that were not opened.
    """

    counts: Counts
    unread: tuple[UnreadWorkbook, ...]
    skipped: tuple[Skipped, ...]
