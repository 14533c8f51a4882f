"""Keeps a workbook as it is before a command changes it, and notes what the command leaves."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import asked, said
from xlperf.excel_addin.undo import steps
from xlperf.excel_addin.undo.workbook_digest import contents
from xlperf.output.temporary_files import scratch

if TYPE_CHECKING:
    from xlwings import Book


@contextmanager
def step(book: Book, command: str, known: Collection[str]) -> Iterator[None]:
    """Makes the block a step that 恢复上一步 can take back; `command` is what the ribbon calls it.

    `known` are the sheets' names. Raises `XlperfError` where the workbook cannot be kept: then
    nothing may be changed. The sheets that a command has added which fails halfway are taken away;
    it leaves no note, so that taking it back asks first.
    """
    path = saved_path(book)
    kept = keep(book, path, command, steps.words()["before"])
    try:
        yield
    except Exception as error:
        for sheet in [sheet for sheet in book.sheets if sheet.name not in known]:
            sheet.delete()
        error.add_note(said("halfway"))
        raise
    steps.note_left(kept, contents(book))
    steps.prune(path)


def keep(book: Book, path: Path, command: str, side: str) -> steps.Step:
    """Keep the workbook as it stands, unsaved changes included, as its latest step."""
    with scratch() as folder:
        copy = folder / f"{folder.name}{path.suffix}"
        try:
            if sys.platform == "darwin":
                # AppleScript knows no copy of an open workbook; what is saved is what is kept.
                book.save()
                copy = path
            else:
                book.api.SaveCopyAs(str(copy))
            content = copy.read_bytes()
        except Exception as error:  # each application has an error of its own for a full disk
            raise XlperfError(said("no_copy", name=book.name)) from error
    return steps.put(path, command, side, content)


def saved_path(book: Book) -> Path:
    """Returns the workbook's file; raises `XlperfError` where it has none on this machine.

    Excel's own word for it: where that is an address, xlwings would look for a file that may be
    the one, also by a sheet of the workbook, and what is written would go there.
    """
    fullname = str(asked(book.api, "FullName"))
    if "://" in fullname:
        raise XlperfError(said("cloud", name=book.name))
    path = Path(fullname)
    if not path.is_absolute() or not path.is_file():
        raise XlperfError(said("unsaved", name=book.name))
    return path


def is_read_only(book: Book) -> bool:
    """Tells whether the workbook is open for reading alone, as when somebody else has it open."""
    return bool(asked(book.api, "ReadOnly"))


def free(path: Path) -> Path:
    """Returns the path, or the next one with a number that no file has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
    return free
