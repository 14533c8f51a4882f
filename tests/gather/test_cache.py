"""What an earlier run has read is used again, and nothing depends on it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded
from xlperf.gather import run as running
from xlperf.gather.cache import Cache
from xlperf.gather.chunk import read_tables
from xlperf.gather.discover import Book, discover
from xlperf.gather.run import Way, data_files, gather

Filings = tuple[Path, set[Seeded]]


def books_in(folder: Path) -> list[Book]:
    return list(discover([folder]).books)


def written(out: Path, data: Path) -> list[bytes]:
    return [out.read_bytes(), *(path.read_bytes() for path in data_files(data).values())]


def test_resumed_run_writes_the_same_bytes(filings: Filings, tmp_path: Path) -> None:
    folder, _ = filings
    out, data = tmp_path / "all.xlsx", tmp_path / "all.parquet"
    gather([folder], out, data, Way())
    whole = written(out, data)
    books = books_in(folder)
    cache = Cache(out)
    cache.keep(read_tables(books[5:9]))
    cache.keep(read_tables(books[20:30]))
    known, left = cache.known(books)
    assert sum(len(tables.books) for tables in known) == 14
    assert len(left) == len(books) - 14
    gather([folder], out, data, Way(resume=True))
    assert written(out, data) == whole
    known, left = cache.known(books)
    assert left == []
    gather([folder], out, data, Way(resume=True))
    assert written(out, data) == whole


def test_workbook_is_known_by_its_content_wherever_it_lies(
    filings: Filings, tmp_path: Path
) -> None:
    books = books_in(filings[0])[:3]
    cache = Cache(tmp_path / "all.xlsx")
    cache.keep(read_tables(books))
    moved = Path(shutil.copy(books[0].path, tmp_path / "moved.xlsx"))
    changed = Path(shutil.copy(books[1].path, tmp_path / "changed.xlsx"))
    with changed.open("ab") as stream:
        stream.write(b"\0")
    known, left = cache.known([Book("moved.xlsx", moved), Book("changed.xlsx", changed)])
    assert [tables.projects["book"].unique().to_list() for tables in known] == [["moved.xlsx"]]
    assert [book.name for book in left] == ["changed.xlsx"]


def test_damaged_or_deleted_cache_only_costs_time(filings: Filings, tmp_path: Path) -> None:
    books = books_in(filings[0])[:4]
    cache = Cache(tmp_path / "all.xlsx")
    cache.keep(read_tables(books[:2]))
    cache.keep(read_tables(books[2:]))
    batches = sorted((tmp_path / "all.xlsx.cache").rglob("batch-*"))
    (batches[0] / "findings.parquet").write_bytes(b"PAR1 no more")
    (batches[1] / "books.parquet").unlink()
    assert cache.known(books) == ([], books)
    cache.clear()
    assert cache.known(books) == ([], books)
    assert not (tmp_path / "all.xlsx.cache").exists()


def test_finished_run_leaves_no_cache_unless_asked_to(filings: Filings, tmp_path: Path) -> None:
    out = tmp_path / "all.xlsx"
    gather([filings[0]], out, None, Way())
    assert [path.name for path in tmp_path.iterdir()] == ["all.xlsx"]
    gather([filings[0]], out, None, Way(resume=True))
    assert {path.name for path in tmp_path.iterdir()} == {"all.xlsx", "all.xlsx.cache"}


def test_interrupted_run_keeps_what_it_has_read_and_writes_nothing(
    filings: Filings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.xlsx"
    out.write_bytes(b"of before")

    def stop(done: int, of: int) -> None:
        if (tmp_path / "all.xlsx.cache").exists():
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "batches", lambda books, jobs: [books[:10], books[10:]])
    with pytest.raises(KeyboardInterrupt):
        gather([filings[0]], out, None, Way(), lambda done, of: stop(done, of))
    assert out.read_bytes() == b"of before"
    known, left = Cache(out).known(books_in(filings[0]))
    assert len(left) == len(books_in(filings[0])) - 10
    assert sum(len(tables.books) for tables in known) == 10


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names here")
def test_a_pipe_among_the_files_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "管.xlsx"
    os.mkfifo(pipe)
    book = Book("管.xlsx", pipe)
    assert Cache(tmp_path / "all.xlsx").known([book]) == ([], [book])
