"""What a worker process loses when it dies, and what it does not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded
from tests.gather.paths import Deadly, Hungry, Stalled
from xlperf.gather.chunk import Tables
from xlperf.gather.discover import Book, discover
from xlperf.gather.pool import batches, reading
from xlperf.gather.reader import Reader

Filings = tuple[Path, set[Seeded]]


@pytest.fixture
def books(filings: Filings) -> list[Book]:
    return list(discover([filings[0]]).books)[:12]


def problems(tables: Tables) -> dict[str, str]:
    rows = tables.books.select("book", "problem").iter_rows()
    return {book: problem for book, problem in rows if problem is not None}


def read_names(tables: Tables) -> set[str]:
    return set(tables.books["book"]) - problems(tables).keys()


def among(books: list[Book], path: Path) -> list[Book]:
    return [*books[:5], Book("bad.xlsx", path), *books[5:]]


@pytest.mark.parametrize(
    ("kind", "said"), [(Stalled, "超过 0.5 秒"), (Deadly, "意外结束"), (Hungry, "bad.xlsx")]
)
def test_a_bad_file_costs_itself_and_nothing_else(
    books: list[Book], kind: type[Path], said: str
) -> None:
    mixed = among(books, kind("bad.xlsx"))
    told: list[int] = []
    reader = Reader(seconds=0.5 if kind is Stalled else 60)
    try:
        tables = reader.read(mixed, told.append)
    finally:
        reader.close()
    assert said in problems(tables)["bad.xlsx"]
    assert read_names(tables) | problems(tables).keys() == {book.name for book in mixed}
    if kind is not Stalled:  # half a second may be too short for others on a busy machine
        assert problems(tables).keys() == {"bad.xlsx"}
    assert sum(told) == len(mixed)


def test_batches_hold_every_book_once_and_in_order(books: list[Book]) -> None:
    for jobs in (1, 2, 8):
        made = batches(books * 30, jobs)
        assert [book for batch in made for book in batch] == books * 30
        assert max(map(len, made)) <= 400


def test_an_interrupted_reading_ends_its_processes(books: list[Book]) -> None:
    with reading([books[:2], books[2:]], 2, lambda _: None) as finished:
        next(finished)
        threads = threading.active_count()
    assert threading.active_count() < threads


def test_a_closed_reader_reads_no_more(books: list[Book]) -> None:
    reader = Reader()
    reader.close()
    with pytest.raises(InterruptedError):
        reader.read(books, lambda _: None)
