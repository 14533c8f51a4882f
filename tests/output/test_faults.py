"""Whatever call of a write goes wrong: a whole file, a true message, nothing lost, nothing left."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.output.faults import KINDS, Fault, Kind, faulty
from xlperf.errors import XlperfError
from xlperf.output import record
from xlperf.output.atomic_write import write_bytes, writing, writing_together
from xlperf.output.backups import FOLDER, KEPT

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="files told by /proc")

OLD, NEW = b"the old file" * 9000, b"the new one" * 9000
NO_LINKS = Fault(Kind(errno.EPERM), "link")
NO_SYNC = Fault(Kind(errno.EINVAL), "fsync folder")


class Way(NamedTuple):
    """A way of writing: the files that are there before, what is done, and what never works."""

    before: dict[str, bytes]
    write: Callable[[Path], None]
    after: dict[str, bytes]
    always: tuple[Fault, ...] = ()


def by_stream(folder: Path) -> None:
    with writing(folder / "a.xlsx") as stream:
        stream.write(NEW)


def by_link(folder: Path) -> None:
    (folder / "link.xlsx").symlink_to(folder / "a.xlsx")
    write_bytes(folder / "link.xlsx", NEW)


def in_place(folder: Path) -> None:
    write_bytes(folder / "a.xlsx", NEW, before=OLD)


def together(folder: Path) -> None:
    outs = [folder / name for name in ("a.xlsx", "b.parquet", "c.parquet")]
    with writing_together(outs) as drawn:
        for path in drawn:
            path.write_bytes(NEW)


def earlier(count: int) -> dict[str, bytes]:
    return {f"{FOLDER}/a 2020-01-01 {n:06}.xlsx": b"earlier" for n in range(count)}


A = {"a.xlsx": NEW}
WAYS = {
    "new": Way({}, by_stream, A),
    "over": Way({"a.xlsx": OLD}, by_stream, A),
    "same": Way({"a.xlsx": NEW}, by_stream, A),
    "through a link": Way({"a.xlsx": OLD}, by_link, A),
    "in place": Way({"a.xlsx": OLD}, in_place, A),
    "copied": Way({"a.xlsx": OLD}, by_stream, A, (NO_LINKS,)),
    "unsynced": Way({"a.xlsx": OLD}, by_stream, A, (NO_SYNC,)),
    "pruned": Way({"a.xlsx": OLD, **earlier(KEPT)}, by_stream, A),
    "together": Way(
        {"a.xlsx": OLD, "b.parquet": OLD},
        together,
        {"a.xlsx": NEW, "b.parquet": NEW, "c.parquet": NEW},
    ),
}


class Outcome(NamedTuple):
    """What a run came to: its exception, what it said, and the calls that it made."""

    error: BaseException | None
    said: str
    calls: list[str]


def run(way: Way, folder: Path, fault: Fault | None, caplog: pytest.LogCaptureFixture) -> Outcome:
    for name, content in way.before.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    caplog.clear()
    record.begin()
    error = None
    faults = [*way.always, *([fault] if fault else [])]
    with faulty(folder, *faults) as calls:
        try:
            way.write(folder)
        except (XlperfError, KeyboardInterrupt) as raised:
            error = raised
    return Outcome(error, caplog.text, calls)


def check(way: Way, folder: Path, inodes: dict[str, int], done: Outcome, failed: str) -> None:
    files = {path: path.read_bytes() for path in (folder / FOLDER).glob("*")}
    backups = {path for path, content in files.items() if content != b"earlier"}
    written = record.written()
    for name, new in way.after.items():
        path, old = folder / name, way.before.get(name)
        is_new = path.exists() and path.stat().st_ino != inodes.get(name)
        assert (path.read_bytes() if path.exists() else None) == (new if is_new else old)
        mine = {backup for backup in backups if backup.name.startswith(f"{path.stem} ")}
        if is_new and old not in (None, new):
            assert [files[backup] for backup in mine] == [old]
            assert str(mine.pop()) in written
        elif failed not in ("unlink", "rmdir"):
            assert not mine
        assert (name in written or f"link{path.suffix}" in written) == is_new
        if done.error is None:
            assert is_new
        elif isinstance(done.error, XlperfError) and len(way.after) == 1:
            assert not is_new
            assert done.error.code in ("out_full", "out_permission", "out_failed", "backup")
    if done.error is None:
        assert done.said.count("原有的文件没有丢失，留作") == len(backups)
        assert all(str(backup) in done.said for backup in backups)
    if failed not in ("unlink", "rmdir"):
        assert not list(folder.glob(".xlperf-*"))
        if (folder / FOLDER).is_dir():
            assert files  # no empty folder is left


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", WAYS)
def test_a_fault_at_any_call_leaves_a_whole_file_and_a_true_message(
    name: str, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    way = WAYS[name]
    clean = tmp_path / "clean"
    clean.mkdir()
    calls = run(way, clean, None, caplog).calls
    assert {"open", "write", "fsync", "fsync folder", "replace"} <= {*calls, "write"}
    for at, failed in enumerate(calls):
        folder = tmp_path / str(at)
        folder.mkdir()
        inodes: dict[str, int] = {}

        def write(place: Path, inodes: dict[str, int] = inodes) -> None:
            inodes |= {path.name: path.stat().st_ino for path in place.iterdir()}
            way.write(place)

        done = run(way._replace(write=write), folder, Fault(KINDS[kind], at), caplog)
        assert done.calls[: at + 1] == calls[: at + 1]
        check(way, folder, inodes, done, failed)


@pytest.mark.parametrize("code", [errno.EINVAL, errno.EACCES, errno.ENOTSUP, errno.EIO])
def test_a_folder_that_cannot_be_synced_is_no_failure(
    code: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    done = run(WAYS["over"], tmp_path, Fault(Kind(code), "fsync folder"), caplog)
    assert done.error is None
    assert (tmp_path / "a.xlsx").read_bytes() == NEW
    assert [path.read_bytes() for path in (tmp_path / FOLDER).iterdir()] == [OLD]
