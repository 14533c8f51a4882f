"""What a worker process loses when it dies, and what it does not."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded
from tests.gather.paths import Deadly, Hungry, Stalled
from xlperf.errors import XlperfError
from xlperf.gather.find_workbooks import Book, Found, discover
from xlperf.gather.pool import Readers, batches, reading
from xlperf.gather.read_batch import Tables, tables_of
from xlperf.gather.results import Batch, File, Finish
from xlperf.gather.worker_process import WorkerProcess
from xlperf.output.atomic_write import writing_together

Filings = tuple[Path, set[Seeded]]
NOTHING = [pickle.dumps(tables_of([]))]


@pytest.fixture
def books(filings: Filings) -> list[Book]:
    return list(discover([filings[0]]).books)[:12]


def said_of(parts: list[bytes]) -> dict[str, str | None]:
    """The workbooks in the answers of a reader, with what is wrong with each."""
    tables: list[Tables] = [pickle.loads(part) for part in parts]
    return {
        book: problem
        for each in tables
        for book, problem in each.books.select("book", "problem").iter_rows()
    }


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
    reader = WorkerProcess(seconds=0.5 if kind is Stalled else 60)
    try:
        answer = said_of(reader.read(Batch(mixed), told.append))
    finally:
        reader.close()
    assert said in (answer["bad.xlsx"] or "")
    assert answer.keys() == {book.name for book in mixed}
    if kind is not Stalled:  # half a second may be too short for others on a busy machine
        assert [book for book, problem in answer.items() if problem] == ["bad.xlsx"]
    assert sum(told) == len(mixed)


def test_batches_hold_every_book_once_and_in_order(books: list[Book]) -> None:
    for jobs in (1, 2, 8):
        made = batches(books * 30, jobs)
        assert [book for batch in made for book in batch] == books * 30
        assert max(map(len, made)) <= 400


def test_an_interrupted_reading_ends_its_processes(books: list[Book]) -> None:
    readers = Readers()
    readers.begin(2)
    with reading([books[:2], books[2:]], readers, lambda _: None) as parts:
        next(parts)
        threads = threading.active_count()
    assert threading.active_count() < threads


def test_a_closed_reader_reads_no_more(books: list[Book]) -> None:
    reader = WorkerProcess()
    reader.close()
    with pytest.raises(InterruptedError):
        reader.read(Batch(books), lambda _: None)


def test_a_process_that_dies_while_it_writes_is_one_sentence(tmp_path: Path) -> None:
    reader = WorkerProcess()
    file = File(tmp_path / "all.xlsx", Deadly(tmp_path / "drawn"))
    try:
        with pytest.raises(XlperfError, match=r"all\.xlsx：汇总时进程意外结束"):
            reader.finish(Finish(NOTHING, Found((), ()), file, {}))
    finally:
        reader.close()


def test_an_interrupted_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    reader, out = WorkerProcess(), tmp_path / "all.xlsx"
    stalled = {"books": File(tmp_path / "all-books.parquet", Stalled(tmp_path / "drawn"))}

    def write() -> None:
        with pytest.raises(XlperfError), writing_together([out]) as [drawn]:
            reader.finish(Finish(NOTHING, Found((), ()), File(out, drawn), stalled))

    writer = threading.Thread(target=write)
    writer.start()
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert [path.suffix for path in tmp_path.iterdir()] == [".tmp"]
    reader.close()
    writer.join()
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
    command = [sys.executable, "-c", code, str(filings[0]), str(tmp_path / "all.xlsx")]
    assert subprocess.run(command, check=False).returncode == 0
