"""What an earlier run has read is used again, and nothing depends on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.make_filings import Seeded
from xlperf.gather import cache as caching
from xlperf.gather import run as running
from xlperf.gather.cache import Cache, open_cache
from xlperf.gather.cache_folder import prune, texts
from xlperf.gather.find_workbooks import Book, discover
from xlperf.gather.read_batch import read_tables
from xlperf.gather.run import GatherOptions, data_files, gather

Filings = tuple[Path, set[Seeded]]
on_posix = pytest.mark.skipif(os.name != "posix", reason="owners and permissions as on Linux")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache of this test lies."""
    place = tmp_path / "own" / "cache"
    monkeypatch.setenv("XLPERF_CACHE", str(place))
    return place


def books_in(folder: Path) -> list[Book]:
    return list(discover([folder]).books)


def written(out: Path, data: Path) -> list[bytes]:
    return [out.read_bytes(), *(path.read_bytes() for path in data_files(data).values())]


def batches_in(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


@pytest.mark.usefixtures("in_process")
def test_resumed_run_writes_the_same_bytes(filings: Filings, tmp_path: Path, place: Path) -> None:
    folder, _ = filings
    out, data = tmp_path / "all.xlsx", tmp_path / "all.parquet"
    gather([folder], out, data, GatherOptions())
    whole = written(out, data)
    books = books_in(folder)
    cache = open_cache()
    cache.keep(read_tables(books[5:9]))
    cache.keep(read_tables(books[11:15]))
    known, left = cache.known(books)
    assert sum(len(tables.books) for tables in known) == 8
    assert left == [*books[:5], *books[9:11], *books[15:]]
    gather([folder], out, data, GatherOptions(resume=True))
    assert written(out, data) == whole
    known, left = cache.known(books)
    assert left == []
    gather([folder], out, data, GatherOptions(resume=True))
    assert written(out, data) == whole


def test_workbook_is_known_by_its_content_wherever_it_lies(
    filings: Filings, tmp_path: Path, place: Path
) -> None:
    books = books_in(filings[0])[:3]
    cache = open_cache()
    cache.keep(read_tables(books))
    moved = Path(shutil.copy(books[0].path, tmp_path / "moved.xlsx"))
    changed = Path(shutil.copy(books[1].path, tmp_path / "changed.xlsx"))
    with changed.open("ab") as stream:
        stream.write(b"\0")
    known, left = cache.known([Book("moved.xlsx", moved), Book("changed.xlsx", changed)])
    assert [tables.projects["book"].unique().to_list() for tables in known] == [["moved.xlsx"]]
    assert [book.name for book in left] == ["changed.xlsx"]


def test_damaged_or_deleted_cache_only_costs_time(filings: Filings, place: Path) -> None:
    books = books_in(filings[0])[:4]
    cache = open_cache()
    cache.keep(read_tables(books[:2]))
    cache.keep(read_tables(books[2:]))
    one, two = batches_in(place)
    one.write_bytes(b"PK\x03\x04 no more")
    content = bytearray(two.read_bytes())
    content[len(content) // 2] ^= 1
    two.write_bytes(content)
    assert cache.known(books) == ([], books)
    shutil.rmtree(place)
    assert cache.known(books) == ([], books)
    cache.keep(read_tables(books))
    assert not place.exists()


@pytest.mark.parametrize("changed", ["fingerprint", "version"])
def test_what_another_program_or_library_has_read_is_not_known(
    changed: str, filings: Filings, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = books_in(filings[0])[:1]
    open_cache().keep(read_tables(books))
    assert open_cache().known(books)[1] == []
    monkeypatch.setattr(caching, changed, lambda *_: "another")
    assert open_cache().known(books) == ([], books)


@pytest.mark.usefixtures("in_process")
def test_finished_run_leaves_nothing_unless_asked_to(
    filings: Filings, tmp_path: Path, place: Path
) -> None:
    out = tmp_path / "all.xlsx"
    gather([filings[0]], out, None, GatherOptions())
    assert batches_in(place) == []
    gather([filings[0]], out, None, GatherOptions(resume=True))
    kept = batches_in(place)
    assert kept
    gather([filings[0]], out, None, GatherOptions())
    assert batches_in(place) == kept
    assert {path.name for path in tmp_path.iterdir()} == {"all.xlsx", "own"}


@pytest.mark.usefixtures("in_process")
def test_nothing_beside_the_output_is_believed_hidden_or_deleted(
    filings: Filings, tmp_path: Path
) -> None:
    """The folder in which earlier versions kept what they had read is a folder like any other."""
    beside = tmp_path / "all.xlsx.cache" / caching.fingerprint() / "batch-1"
    beside.mkdir(parents=True)
    tables = read_tables(books_in(filings[0])[:1])
    for name, frame in tables._asdict().items():
        frame.write_parquet(beside / f"{name}.parquet")
    shutil.copy(books_in(filings[0])[1].path, beside / "unit.xlsx")
    before = {path: path.read_bytes() for path in beside.iterdir()}
    for way in (GatherOptions(), GatherOptions(resume=True)):
        found = gather([tmp_path], tmp_path / "all.xlsx", None, way)
        assert found.counts.books == 1
        assert {path: path.read_bytes() for path in beside.iterdir()} == before
        assert {Path(skipped.book).suffix for skipped in found.skipped} >= {".parquet"}


@pytest.mark.usefixtures("in_process")
def test_interrupted_run_keeps_what_it_has_read_and_writes_nothing(
    filings: Filings, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "all.xlsx"
    out.write_bytes(b"of before")

    def stop(done: int, of: int) -> None:
        if batches_in(place):
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "batches", lambda books, jobs: [books[:10], books[10:]])
    with pytest.raises(KeyboardInterrupt):
        gather([filings[0]], out, None, GatherOptions(), lambda done, of: stop(done, of))
    assert out.read_bytes() == b"of before"
    known, left = open_cache().known(books_in(filings[0]))
    assert len(left) == len(books_in(filings[0])) - 10
    assert sum(len(tables.books) for tables in known) == 10


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names here")
def test_a_pipe_among_the_files_is_not_waited_for(tmp_path: Path, place: Path) -> None:
    pipe = tmp_path / "管.xlsx"
    os.mkfifo(pipe)
    book = Book("管.xlsx", pipe)
    assert open_cache().known([book]) == ([], [book])


@on_posix
def test_cache_is_the_users_alone(filings: Filings, place: Path) -> None:
    open_cache().keep(read_tables(books_in(filings[0])[:1]))
    for path in (place, *place.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def others_may_write(place: Path) -> None:
    place.chmod(0o777)


def group_may_write(place: Path) -> None:
    place.chmod(0o770)


def is_somebody_elses(place: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give a folder away")
    os.chown(place, 12345, -1)


def is_a_link(place: Path) -> None:
    place.rename(place.with_name("theirs"))
    place.symlink_to(place.with_name("theirs"))


@on_posix
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (others_may_write, "允许其他用户写入"),
        (group_may_write, "允许其他用户写入"),
        (is_somebody_elses, "属于其他用户"),
        (is_a_link, "是一个链接"),
    ],
)
@pytest.mark.parametrize("resume", [True, False])
def test_folder_that_others_may_have_filled_is_not_used_which_is_said(
    spoil, said, resume, filings: Filings, tmp_path: Path, place: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    books = books_in(filings[0])[:1]
    open_cache().keep(read_tables(books))
    (kept,) = batches_in(place)
    spoil(place)
    assert open_cache(resume).known(books) == ([], books)
    open_cache(resume).keep(read_tables(books))
    assert batches_in(place.resolve())[0].name == kept.name
    assert len(batches_in(place.resolve())) == 1
    assert said in caplog.messages[0]
    assert str(place) in caplog.messages[0]


@pytest.mark.parametrize("path", ["a/relative/folder", "a-file/cache", "a-file", "\0"])
def test_where_there_is_no_cache_it_is_said_only_to_who_asked_for_it(
    path: str, filings: Filings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    (tmp_path / "a-file").touch()
    monkeypatch.chdir(tmp_path)
    if path != "\0":
        monkeypatch.setenv("XLPERF_CACHE", path if "relative" in path else str(tmp_path / path))
    else:
        monkeypatch.delenv("XLPERF_CACHE")
        monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache"))
    books = books_in(filings[0])[:1]
    assert open_cache() == Cache(None)
    assert caplog.messages == []
    assert open_cache(True).known(books) == ([], books)
    assert "没有可用的缓存文件夹" in caplog.messages[0]
    assert [entry.name for entry in tmp_path.iterdir()] == ["a-file"]


@pytest.mark.parametrize("limit", ["batches", "bytes"])
def test_newest_batches_stay_and_nothing_else_is_deleted(
    limit: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 3
    size = 100
    monkeypatch.setitem(texts()["limits"], limit, most if limit == "batches" else most * size)
    folders = [place / f"{number:032x}" for number in range(2)]
    for number in range(6):
        path = folders[number % 2] / f"batch-{number:016x}-abc.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
        os.utime(path, ns=(number, number))
    theirs = [place / "mine.zip", folders[0] / "mine.zip", place / "x" / f"batch-{0:016x}-abc.zip"]
    theirs[-1].parent.mkdir()
    for path in theirs:
        path.write_bytes(bytes(size))
    prune(place)
    assert {int(path.name[6:22], 16) for path in place.glob("0*/batch-*")} == {3, 4, 5}
    assert all(path.exists() for path in theirs)
    monkeypatch.setitem(texts()["limits"], limit, 0)
    prune(place)
    assert batches_in(place) == sorted(theirs)
    assert not folders[1].exists()


def test_batch_that_was_used_counts_as_new(filings: Filings, place: Path) -> None:
    books = books_in(filings[0])[:2]
    cache = open_cache()
    for book in books:
        cache.keep(read_tables([book]))
    for path in batches_in(place):
        os.utime(path, ns=(1, 1))
    cache.known(books[:1])
    assert sorted(path.stat().st_mtime_ns == 1 for path in batches_in(place)) == [False, True]


@pytest.mark.skipif(sys.platform != "linux", reason="the variable that Linux has for it")
def test_usual_place_is_the_one_that_the_system_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XLPERF_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert open_cache().folder.is_relative_to(tmp_path / "xlperf")


def test_a_user_edition_belongs_to_the_program_that_reads(tmp_path: Path) -> None:
    """In a process of its own: which editions there are is asked once."""
    words = "from xlperf.gather.cache import fingerprint; print(fingerprint())"
    shipped = (Path(caching.__file__).parents[1] / "form/editions/generic.toml").read_text("utf-8")
    names = []
    for text in (shipped, shipped.replace("通用版式", "我们的版式")):
        (tmp_path / "ours.toml").write_text(text, "utf-8")
        done = subprocess.run(
            [sys.executable, "-c", words],
            env={**os.environ, "XLPERF_EDITIONS": str(tmp_path)},
            capture_output=True,
            check=True,
        )
        names.append(done.stdout)
    assert names[0] != names[1]
