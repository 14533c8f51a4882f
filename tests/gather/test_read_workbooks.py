"""What a bad workbook costs when many are read, and what it does not."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from _thread import interrupt_main
from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded
from tests.gather.paths import Deadly, Hungry, Leaving, Stalled
from xlperf.errors import XlperfError
from xlperf.gather import run as running
from xlperf.gather.find_workbooks import Book, Found, discover
from xlperf.gather.limited_workers import LimitedWorkers, Limits
from xlperf.gather.read_batch import Tables, tables_of
from xlperf.gather.read_workbooks import LIBRARIES, batches, read_workbooks
from xlperf.gather.results import File, UnreadWorkbook
from xlperf.gather.run import GatherOptions, gather

Filings = tuple[Path, set[Seeded]]


@pytest.fixture
def books(filings: Filings) -> list[Book]:
    return list(discover([filings[0]]).books)[:12]


def said_of(parts: list[bytes | UnreadWorkbook]) -> dict[str, str | None]:
    """The workbooks in the answers of the processes, with what is wrong with each."""
    tables: list[Tables] = [pickle.loads(part) for part in parts if isinstance(part, bytes)]
    read = {
        book: problem
        for each in tables
        for book, problem in each.books.select("book", "problem").iter_rows()
    }
    return read | dict(part for part in parts if isinstance(part, UnreadWorkbook))


def test_bad_files_cost_themselves_and_nothing_else(books: list[Book]) -> None:
    bad = {
        Stalled: "读取超过 3 秒，已放弃",
        Deadly: "进程意外结束",
        Leaving: "进程意外结束",
        Hungry: "占用内存过多",
    }
    mixed = list(books)
    for number, kind in enumerate(bad):
        mixed.insert(number * 4 + 1, Book(f"坏/{kind.__name__}.xlsx", kind("bad.xlsx")))
    told: list[int] = []
    with LimitedWorkers(2, Limits(3, 2**30), LIBRARIES) as workers:
        answer = said_of(list(read_workbooks([mixed[:9], mixed[9:]], workers, told.append)))
    assert answer.keys() == {book.name for book in mixed}
    problems = {book: problem for book, problem in answer.items() if problem}
    assert problems.keys() == {f"坏/{kind.__name__}.xlsx" for kind in bad}
    for kind, said in bad.items():
        problem = problems[f"坏/{kind.__name__}.xlsx"]
        assert problem.startswith(f"坏/{kind.__name__}.xlsx：")
        assert said in problem
    assert sum(told) == len(mixed)


def test_a_bad_file_is_listed_with_what_was_gathered(
    filings: Filings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = discover([filings[0]])
    bad = Book("坏.xlsx", Deadly("坏.xlsx"))
    one = Found((found.books[0], bad, *found.books[1:3]), ())
    monkeypatch.setattr(running, "discover", lambda *_: one)
    gathered = gather([filings[0]], tmp_path / "all.xlsx", None, GatherOptions())
    assert (gathered.counts.books, gathered.counts.unread) == (3, 1)
    assert gathered.unread[0].book == "坏.xlsx"
    assert (tmp_path / "all.xlsx").exists()


def test_batches_hold_every_book_once_and_in_order(books: list[Book]) -> None:
    for jobs in (1, 2, 8):
        made = batches(books * 30, jobs)
        assert [book for batch in made for book in batch] == books * 30
        assert max(map(len, made)) <= 400


def finished(workers: LimitedWorkers, out: Path, parquet: dict[str, Path]) -> None:
    parts = [pickle.dumps(tables_of([]))]
    running._write(parts, Found((), ()), out, parquet, GatherOptions(), workers)


def test_a_process_that_dies_while_it_writes_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "File", lambda out, drawn: File(out, Deadly(drawn)))
    said = pytest.raises(XlperfError, match=r"all\.xlsx：汇总时进程意外结束")
    with LimitedWorkers(1, Limits()) as workers, said:
        finished(workers, tmp_path / "all.xlsx", {})
    assert list(tmp_path.iterdir()) == []


def test_processes_that_do_not_start_are_one_sentence(
    filings: Filings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlperf.gather.read_workbooks.LIBRARIES", ["no.such.module"])
    with pytest.raises(XlperfError, match=r"all\.xlsx：读取文件的进程不能启动，没有写出。"):
        gather([filings[0]], tmp_path / "all.xlsx", None, GatherOptions())
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_writing_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stalled(out: Path, drawn: Path) -> File:
        return File(out, drawn if out.suffix == ".xlsx" else Stalled(drawn))

    def interrupt() -> None:
        deadline = time.monotonic() + 60
        while not any(path.stat().st_size for path in tmp_path.iterdir()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert {path.suffix for path in tmp_path.iterdir()} == {".tmp"}
        interrupt_main()

    monkeypatch.setattr(running, "File", stalled)
    with LimitedWorkers(1, Limits()) as workers:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            finished(workers, tmp_path / "all.xlsx", {"books": tmp_path / "all-books.parquet"})
    assert list(tmp_path.iterdir()) == []


def test_who_asks_for_the_tables_does_not_load_their_library(
    filings: Filings, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; "
        "from xlperf.gather.run import GatherOptions, gather; "
        "gather([Path(sys.argv[1])], Path(sys.argv[2]), None, GatherOptions()); "
        "sys.exit('polars' in sys.modules)"
    )
    book = next(filings[0].rglob("*.xlsx"))
    command = [sys.executable, "-c", code, str(book), str(tmp_path / "all.xlsx")]
    assert subprocess.run(command, check=False).returncode == 0
