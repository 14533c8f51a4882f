"""Writes files so that each is whole at any moment, the old one or the new, and the old is kept.

The content goes to a temporary file beside the target and is forced to the disk. What the target
holds by then is backed up, unless the bytes are the same, and the content takes the target's name
in one step. From that step on nothing removes the backup, and nothing counts as a failure. Nothing
remains of a write that fails or is interrupted before; a killed process leaves at most its
temporary file, for the next write to remove, and a backup of the file that is still in place.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from xlperf.output.backups import FOLDER, back_up, discard, prune, sync_folder
from xlperf.output.record import Write, kept, note
from xlperf.output.target_file import is_full, reason, refusing, target_of
from xlperf.output.temporary_files import one_at_a_time, temporary_beside
from xlperf.sources.refusals import refusal

_LOG = logging.getLogger("xlperf")
_PIECE = 2**20


class _Begun(NamedTuple):
    """Holds a write with its stream, and the permission bits of the file that was there."""

    write: Write
    stream: BinaryIO
    mode: int | None


def write_bytes(out: Path, content: bytes, before: bytes | None = None) -> None:
    """Write a whole file at once, in the manner of `writing`."""
    with writing(out, before) as stream:
        stream.write(content)


@contextmanager
def writing(out: Path, before: bytes | None = None) -> Iterator[BinaryIO]:
    """Gives a binary stream whose content becomes the file at `out` when the block ends well.

    Where that replaces another file, it is said where that one is kept. With `before`, nothing is
    replaced but a file of just these bytes. Raises `XlperfError` where the target cannot be
    written; after any exception the file that was there is in its place, but where an interrupt
    came too late (`record.written` tells).
    """
    with ExitStack() as stack:
        begun = _begin(out, stack)
        with refusing(out):
            yield begun.stream
        _finish([begun], before, stack)
    _say_kept([begun])


@contextmanager
def writing_together(outs: Sequence[Path]) -> Iterator[list[Path]]:
    """Gives empty files, open to other processes, that become the files at `outs` in one go.

    The first takes its place when all are whole, and whatever they replace is kept.
    """
    with ExitStack() as stack:
        begun = [_begin(out, stack) for out in outs]
        yield [each.write.temporary.path for each in begun]
        _finish(begun, None, stack)
    _say_kept(begun)


def _begin(out: Path, stack: ExitStack) -> _Begun:
    target, mode = target_of(out)
    # A replaced file's content must not be open to more people, not even for a moment.
    permissions = 0o666 if mode is None else 0o600
    with refusing(out):
        temporary, stream = stack.enter_context(temporary_beside(target, permissions))
    write = Write(out, target, temporary)
    note(write)
    return _Begun(write, stream, mode)


def _finish(begun: Sequence[_Begun], before: bytes | None, stack: ExitStack) -> None:
    for write, stream, mode in begun:
        with refusing(write.out):
            stream.flush()
            os.fsync(stream.fileno())
            if mode is not None:
                write.temporary.path.chmod(mode)
    for folder in sorted({write.target.parent for write, *_ in begun}):
        stack.enter_context(one_at_a_time(folder))
    for write, stream, _ in begun:
        stack.callback(_give_up, write)
        with refusing(write.out):
            _keep(write, stream, before)
    for write, stream, _ in begun:
        if os.name == "nt":
            stream.close()  # no open file can be renamed there
        with refusing(write.out):
            write.temporary.move()
    for write, *_ in begun:
        sync_folder(write.target.parent)
        if write.backup is not None:
            prune(write.target, write.backup)


def _keep(write: Write, stream: BinaryIO, before: bytes | None) -> None:
    """Back up what the write is going to replace, unless it replaces the same or nothing."""
    target = write.target
    try:
        old = target.stat()
    except FileNotFoundError:
        if before is not None:
            raise refusal("changed", write.out) from None
        return
    if before is not None and target.read_bytes() != before:
        raise refusal("changed", write.out)
    if _holds(target, stream):
        return
    try:
        write.backup = back_up(target)
    except OSError as error:
        if is_full(error):
            raise
        shown = target.parent / FOLDER
        code = "backup_taken" if isinstance(error, NotADirectoryError) else "backup"
        raise refusal(code, write.out, folder=shown, why=reason(error)) from error
    sync_folder(write.backup.parent)
    now = target.stat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (old.st_ino, old.st_size, old.st_mtime_ns):
        raise refusal("changed", write.out)


def _holds(target: Path, stream: BinaryIO) -> bool:
    """Tells whether a file holds what was written to the stream; not where it cannot be read."""
    stream.seek(0)
    try:
        with target.open("rb") as old:
            while (piece := stream.read(_PIECE)) == old.read(_PIECE):
                if not piece:
                    return True
    except OSError:
        pass
    return False


def _say_kept(begun: Sequence[_Begun]) -> None:
    for write, *_ in begun:
        if write.backup is not None:
            _LOG.warning("%s", kept(write))


def _give_up(write: Write) -> None:
    """Remove the backup of what was not replaced; while the temporary file is there, that is so."""
    with suppress(OSError):
        if write.temporary.is_there():
            discard(write.target, write.backup)
