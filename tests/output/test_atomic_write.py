"""Writing in one step: the old file or the new one, whole, at any moment."""

import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sizes import sizes
from xlperf.errors import XlperfError
from xlperf.output import atomic_write, backups, record, temporary_files
from xlperf.output.atomic_write import write_bytes, writing, writing_together
from xlperf.output.backups import FOLDER
from xlperf.output.target_file import refuse_overwrite

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and links as on Linux")


def refused(out: Path) -> XlperfError:
    before = sorted(out.parent.iterdir()) if out.parent.is_dir() else None
    with pytest.raises(XlperfError) as error, writing(out) as stream:
        stream.write(b"new")
    assert str(error.value).startswith(f"{out}：")
    assert before == (sorted(out.parent.iterdir()) if out.parent.is_dir() else None)
    return error.value


def written(out: Path, content: bytes = b"new") -> bytes:
    with writing(out) as stream:
        stream.write(content)
    return out.read_bytes()


def kept(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in (folder / FOLDER).glob("*")]


def test_new_file_and_replaced_file(tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    assert written(out, b"one") == b"one"
    assert list(tmp_path.iterdir()) == [out]
    assert written(out, b"2") == b"2"
    assert set(tmp_path.iterdir()) == {out, tmp_path / FOLDER}
    assert kept(tmp_path) == [b"one"]


def test_nothing_is_at_the_target_until_the_end(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with writing(out) as stream:
        stream.write(b"new")
        stream.flush()
        assert not out.exists()


def test_exception_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), writing(out) as stream:
        stream.write(b"new")
        raise KeyboardInterrupt
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_missing_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有" / "a.xlsx").code == "out_missing"


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(XlperfError) as error, writing(tmp_path / "a" / "b.xlsx"):
        pass
    assert error.value.code == "out_missing"


def test_target_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    assert refused(tmp_path / "a.xlsx").code == "out_folder"


def test_name_that_no_file_can_have(tmp_path: Path) -> None:
    for name in ("a\0.xlsx", "长" * 300 + ".xlsx"):
        with pytest.raises(XlperfError) as error, writing(tmp_path / name) as stream:
            stream.write(b"new")
        assert error.value.code == "out_failed"
        assert list(tmp_path.iterdir()) == []


def left_behind(out: Path) -> Path:
    """What a killed write to `out` leaves beside it."""
    before = set(out.parent.iterdir())
    with writing(out):
        (path,) = set(out.parent.iterdir()) - before
    out.unlink()
    path.write_bytes(b"half")
    return path


def test_what_a_killed_write_left_is_removed_by_the_next_to_the_same_target(tmp_path: Path) -> None:
    out, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    mine, theirs = left_behind(out), left_behind(other)
    own = mine.with_name(mine.name.replace(".tmp", "x.tmp"))
    own.write_bytes(b"a user's")
    written(out)
    assert {path.name for path in tmp_path.iterdir()} == {
        out.name, theirs.name, own.name,
    }  # fmt: skip


def test_what_somebody_is_writing_is_not_removed(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with writing(out) as stream:
        stream.write(b"first")
        assert written(out, b"second") == b"second"
    assert out.read_bytes() == b"first"
    assert set(tmp_path.iterdir()) == {out, tmp_path / FOLDER}
    assert kept(tmp_path) == [b"second"]  # which came when the first had begun already


HOLDER = """
import sys
from pathlib import Path
from xlperf.output.atomic_write import writing
with writing(Path(sys.argv[1])) as stream:
    print("ready", flush=True)
    sys.stdin.read()
"""


def test_temporary_file_lasts_as_long_as_its_process(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    command = [sys.executable, "-c", HOLDER, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"ready"
        (held,) = tmp_path.iterdir()
        written(out)
        assert set(tmp_path.iterdir()) == {out, held}
        writer.kill()
        writer.wait()
        assert set(tmp_path.iterdir()) == {out, held}
        written(out)
    assert list(tmp_path.iterdir()) == [out]


@POSIX
def test_file_taken_for_a_leftover_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, taken = temporary_files.fcntl.flock, []

    def flock(handle: int, how: int) -> None:
        if not taken:
            taken.extend(tmp_path.glob(".xlperf-*.tmp"))
            taken[0].unlink()
        lock(handle, how)

    monkeypatch.setattr(temporary_files.fcntl, "flock", flock)
    assert written(tmp_path / "a.xlsx") == b"new"
    assert len(taken) == 1


@POSIX
def test_where_nothing_can_be_locked_nothing_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    out = tmp_path / "a.xlsx"
    left = left_behind(out)
    monkeypatch.setattr(temporary_files.fcntl, "flock", flock)
    assert written(out) == b"new"
    assert set(tmp_path.iterdir()) == {out, left}


@POSIX
def test_link_named_as_a_leftover_leads_nowhere(tmp_path: Path) -> None:
    out, book = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    link = left_behind(out)
    book.write_bytes(b"old")
    link.unlink()
    link.symlink_to(book)
    written(out)
    assert (link.is_symlink(), book.read_bytes()) == (True, b"old")


@POSIX
def test_folder_without_permission(open_folder: Path, unprivileged: Callable) -> None:
    open_folder.chmod(0o555)
    with unprivileged():
        assert refused(open_folder / "a.xlsx").code == "out_permission"


@POSIX
def test_file_without_permission_is_not_replaced(open_folder: Path, unprivileged: Callable) -> None:
    out = open_folder / "a.xlsx"
    out.write_bytes(b"old")
    out.chmod(0o444)
    with unprivileged():
        assert refused(out).code == "out_permission"
    assert out.read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(XlperfError) as error, writing(out) as stream:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, stream.fileno())
        os.close(full)
        stream.write(b"new")
    assert error.value.code == "out_full"
    assert isinstance(error.value.__cause__, OSError)
    assert error.value.__cause__.errno == errno.ENOSPC
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_file_open_in_excel_is_named_with_its_user(tmp_path: Path) -> None:
    out = tmp_path / "填报.xlsx"
    out.write_bytes(b"old")
    lock = tmp_path / "~$填报.xlsx"
    name = "张会计"
    narrow = name.encode("gb18030")
    lock.write_bytes(
        (bytes([len(narrow)]) + narrow).ljust(55)
        + len(name).to_bytes(2, "little")
        + name.encode("utf-16-le").ljust(108, b" ")
    )
    error = refused(out)
    assert error.code == "out_open"
    assert "张会计" in str(error)
    assert "~$填报.xlsx" in str(error)
    assert out.read_bytes() == b"old"


def test_file_open_in_libreoffice_is_named_with_its_user(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    lock = tmp_path / ".~lock.a.xlsx#"
    lock.write_text(",李科长,finance-pc,2022.01.20 09:30,file:///home/li;", "utf-8")
    error = refused(out)
    assert error.code == "out_open"
    assert "李科长" in str(error)


@pytest.mark.parametrize("content", [b"", b"\xff" * 20, b"\x03"])
def test_owner_file_that_says_nothing_still_counts(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "~$a.xlsx").write_bytes(content)
    assert refused(tmp_path / "a.xlsx").code == "out_open"


@POSIX
def test_permissions_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    for mode in (0o600, 0o664):
        out.touch()
        out.chmod(mode)
        written(out)
        assert stat.S_IMODE(out.stat().st_mode) == mode


@POSIX
def test_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    written(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").stat().st_mode == (tmp_path / "other").stat().st_mode


@POSIX
def test_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    written(link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@POSIX
def test_output_that_is_an_input_by_any_name_is_refused(tmp_path: Path) -> None:
    book, link, hard = tmp_path / "a.xlsx", tmp_path / "link.xlsx", tmp_path / "hard.xlsx"
    book.write_bytes(b"old")
    link.symlink_to(book)
    hard.hardlink_to(book)
    other = tmp_path / "b.xlsx"
    for out in (book, link, hard, tmp_path / "sub" / ".." / "a.xlsx"):
        (tmp_path / "sub").mkdir(exist_ok=True)
        with pytest.raises(XlperfError) as error:
            refuse_overwrite([other, book], out)
        assert error.value.code == "same"
    refuse_overwrite([book, tmp_path / "missing.xlsx"], other)


WRITER = """
import sys
from pathlib import Path
from xlperf.output.atomic_write import writing
out, size = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        with writing(out) as stream:
            for _ in range(16):
                stream.write(letter * (size // 16))
"""


@POSIX
@pytest.mark.parametrize("count", sizes(8, 40))
def test_killed_at_any_moment_leaves_a_whole_file(count: int, tmp_path: Path) -> None:
    out, size = tmp_path / "a.xlsx", 1 << 20
    chance = random.Random(7)
    seen = set()
    for _ in range(count):
        command = [sys.executable, "-c", WRITER, str(out), str(size)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0, 0.03))
            writer.send_signal(signal.SIGKILL)
        if out.exists():
            content = out.read_bytes()
            assert len(content) == size
            assert len(set(content)) == 1
            seen.add(content[:1])
    assert seen


APPENDER = """
import sys
from pathlib import Path
from xlperf.output import atomic_write, backups
backups.KEPT = 10**6
atomic_write._LOG.disabled = True
for number in range(40):
    atomic_write.write_bytes(Path(sys.argv[1]), f"{sys.argv[2]} {number}".encode())
"""


@POSIX
def test_of_several_writers_none_loses_what_another_has_written(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    writers = [
        subprocess.Popen([sys.executable, "-c", APPENDER, str(out), str(writer)])
        for writer in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    found = sorted([out.read_bytes(), *kept(tmp_path)])
    assert found == sorted(f"{writer} {n}".encode() for writer in range(3) for n in range(40))


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    with writing(out) as stream:
        stream.write(b"new")
        out.write_bytes(b"another's")
    assert (out.read_bytes(), kept(tmp_path)) == (b"new", [b"another's"])


def test_a_temporary_file_that_somebody_removes_counts_as_nothing_written(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    record.begin()
    with pytest.raises(XlperfError) as error, writing(out) as stream:
        stream.write(b"new")
        next(tmp_path.glob(".xlperf-*")).unlink()
    assert error.value.code == "out_failed"
    assert (out.read_bytes(), record.written()) == (b"old", "")
    assert list(tmp_path.iterdir()) == [out]


def test_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"newer")
    with pytest.raises(XlperfError) as error:
        write_bytes(out, b"drawn", before=b"as read")
    assert error.value.code == "changed"
    assert out.read_bytes() == b"newer"
    out.unlink()
    with pytest.raises(XlperfError) as error:
        write_bytes(out, b"drawn", before=b"as read")
    assert error.value.code == "changed"
    assert list(tmp_path.iterdir()) == []


def test_file_that_another_program_replaces_during_the_backup_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    back_up = backups.back_up

    def meanwhile(target: Path) -> Path:
        made = back_up(target)
        (tmp_path / "b").write_bytes(b"saved by another program")
        (tmp_path / "b").replace(out)
        return made

    monkeypatch.setattr(atomic_write, "back_up", meanwhile)
    with pytest.raises(XlperfError) as error:
        write_bytes(out, b"new")
    assert error.value.code == "changed"
    assert out.read_bytes() == b"saved by another program"


@POSIX
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/null")])
def test_pipes_and_devices_are_refused(make: Callable, tmp_path: Path) -> None:
    make(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx").code == "special"
    assert Path("/dev/null").is_char_device()


def test_files_written_together_take_their_places_together_or_not_at_all(tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("a.xlsx", "b.parquet", "c.parquet")]
    outs[1].write_bytes(b"old")
    for end in (XlperfError("no"), KeyboardInterrupt()):
        with pytest.raises(type(end)), writing_together(outs) as drawn:
            for path in drawn:
                path.write_bytes(b"new")
            raise end
        assert list(tmp_path.iterdir()) == [outs[1]]
    with writing_together(outs) as drawn:
        for path in drawn:
            path.write_bytes(b"new")
    assert [out.read_bytes() for out in outs] == [b"new"] * 3
    assert kept(tmp_path) == [b"old"]
