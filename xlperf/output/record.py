"""Records what a command has written, for the moment when it is interrupted or fails.

An interrupt may come at any point, also right after a file took its place. So a write is noted
when it begins, and whether it came about is looked up when somebody asks.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlperf.output.temporary_files import Temporary


@dataclass
class Write:
    """Holds a file to be written: `out` as the user named it, `target` where that leads.

    `backup` is what keeps the file that is replaced.
    """

    out: Path
    target: Path
    temporary: Temporary
    backup: Path | None = None


_writes: ContextVar[list[Write]] = ContextVar("writes")


def begin() -> None:
    """Begin a new record, for a new command."""
    _writes.set([])


def note(write: Write) -> None:
    """Add a write that begins, where a command keeps a record."""
    if (writes := _writes.get(None)) is not None:
        writes.append(write)


def written() -> str:
    """Words the files that the command has written by now in one sentence; "" for none."""
    done = [write for write in _writes.get([]) if write.temporary.has_moved()]
    if not done:
        return ""
    words = _words()
    listed = (_said(write, "new" if write.backup is None else "replaced") for write in done)
    return words["written"].format(files=words["between"].join(listed))


def kept(write: Write) -> str:
    """Words in a sentence where the file is that was replaced."""
    return _said(write, "kept")


def _said(write: Write, code: str) -> str:
    from xlperf.sources.refusals import (
        printable,  # which a command that writes nothing does not need
    )

    backup = "" if write.backup is None else _shown(write.backup, write.out)
    return _words()[code].format(file=printable(str(write.out)), backup=printable(backup))


def _shown(backup: Path, out: Path) -> str:
    """Returns the backup's path, as the user named the folder unless a link led elsewhere."""
    near = out.parent / backup.parent.name
    try:
        is_near = near.samefile(backup.parent)
    except OSError:
        is_near = False
    return str((near if is_near else backup.parent) / backup.name)


def _words() -> dict[str, str]:
    from xlperf.filing.toml_data import toml_data  # as above

    return toml_data(__package__, "messages.toml")
