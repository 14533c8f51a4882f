"""Runs 恢复上一步: restores the workbook from before the last command, and leads back again.

What is there now is kept first, so that the same button leads back. Where the workbook has been
changed since the step, whoever changed it is asked: a copy takes the place of the whole workbook.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said
from xlperf.excel_addin.undo import steps
from xlperf.excel_addin.undo.keep_state import free, is_read_only, keep, saved_path
from xlperf.excel_addin.undo.steps import Step
from xlperf.excel_addin.undo.workbook_digest import contents, differing
from xlperf.filing.shorten import first_few
from xlperf.output.atomic_write import write_bytes

if TYPE_CHECKING:
    from xlwings import Book

_TITLE = "恢复上一步"


def restore(book: Book) -> str:
    """Put the copy of the latest step in the workbook's place; says which command it undoes."""
    path = saved_path(book)
    known = steps.steps_of(path)
    if not known:
        raise XlperfError(said("nothing", name=path.name, folder=steps.FOLDER))
    step = known[-1]
    facts = {"command": step.command, "side": step.side, "copy": step.copy, "name": path.name}
    content = steps.content_of(step)
    if path.suffix.lower() == ".xlsm":
        # Its own macros are running: closing it now would stop them half-way.
        beside = free(path.with_name(f"{path.stem}（恢复）{path.suffix}"))
        write_bytes(beside, content)
        book.app.books.open(beside)
        return said("beside", **facts | {"name": beside.name})
    if is_read_only(book):
        raise XlperfError(said("read_only", **facts))
    if not _is_agreed(book, step, facts):
        return said("not_restored", **facts)
    kept = keep(book, path, step.command, step.other_side)
    opened = _replaced(book, path, content, kept, facts)
    steps.remove(step)
    steps.note_left(kept, contents(opened))
    steps.prune(path)
    older = len(steps.steps_of(path)) - 1
    more = said("older", count=older, folder=kept.copy.parent) if older else ""
    return said("restored", **facts) + more


def _is_agreed(book: Book, step: Step, facts: dict[str, object]) -> bool:
    """Tells whether nothing was changed since the step, or the user says that it may go."""
    left = steps.left_by(step)
    if left is None:
        question = said("ask_unknown", **facts)
    elif changed := differing(left, contents(book)):
        sheets = first_few([f"“{name}”" for name in changed], "等 {} 张表")
        question = said("ask_changed", sheets=sheets, **facts)
    else:
        return True
    return book.app.alert(question, title=_TITLE, buttons="yes_no") == "yes"


def _replaced(book: Book, path: Path, content: bytes, kept: Step, facts: dict[str, object]) -> Book:
    """Close the workbook, write its file anew and open it.

    Where the file cannot be written it is opened as it is; what was not saved is in `kept`.
    """
    app = book.app
    book.close()
    try:
        write_bytes(path, content)  # which keeps what was saved last and may be nowhere else
    except XlperfError as error:
        with suppress(Exception):
            app.books.open(path)
        raise XlperfError(said("failed", error=error, copy=kept.copy)) from error
    try:
        return app.books.open(path)
    except Exception as error:  # each application has an error of its own
        raise XlperfError(said("not_opened", path=path, **facts)) from error
