"""Answers the VBA launcher: runs one command, or serves commands until Excel ends.

This is the outermost edge. A problem the user can mend comes back as its sentence; anything else
is our own mistake: it goes into a log with its traceback, and the user is told where.
"""

from __future__ import annotations

import gc
import logging
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said
from xlperf.excel_addin.status import StatusText

if TYPE_CHECKING:
    from xlwings import App, Book

_OF_EXCEL = ("com_error", "CommandError")
"""Names the errors of pywin32 and of appscript when the application refuses a call."""
LOG = Path.home() / ".xlperf" / "xlperf.log"
_MOST = 5
"""Limits the lines that the inner parts of the program may add to a message."""


def serve(clsid: str) -> None:
    """Serve VBA over COM until Excel ends; `clsid` is what the launcher's DLL asks for."""
    load()
    import xlwings.com_server

    xlwings.com_server.serve(clsid)  # type: ignore[no-untyped-call]  # xlwings has no types


def load() -> None:
    """Load what the buttons need, while Python starts anyway and not at the first click.

    What is loaded stays: the garbage collector would look at it again and again while it grows,
    a sixth of the time, and need not look at it ever after.
    """
    gc.disable()
    import xlperf.excel_addin.buttons.checking
    import xlperf.excel_addin.buttons.filling
    import xlperf.excel_addin.functions.functions  # noqa: F401  # for the functions that it registers

    gc.freeze()
    gc.enable()


def run(name: str, argument: str = "") -> str:
    """Run a command on the workbook that VBA handed over; returns the message to show."""
    import xlwings
    from xlwings import _xlwindows

    # The launcher hands over Nothing where no workbook is open.
    book = xlwings.Book.caller() if _xlwindows.BOOK_CALLER is not None else None
    try:
        return run_on(book, name, argument)
    finally:
        # Held, it would keep Excel alive after its last window.
        _xlwindows.BOOK_CALLER = None
        del book
        gc.collect()


def run_on(book: Book | None, name: str, argument: str = "") -> str:
    """Run a command on a workbook; returns the message to show, whatever happened."""
    from xlperf.excel_addin.commands import run_command

    app = None if book is None else book.app
    shown: str | bool = False
    try:
        with _hearing() as heard, _still(app):
            try:
                told = run_command(book, name, argument)
            except XlperfError as error:
                told = "\n".join([str(error), *getattr(error, "__notes__", ())])
        if isinstance(told, StatusText) and app is not None and not heard:
            shown = told
            return ""
        more = [f"另有 {len(heard) - _MOST} 条同类的说明。"] if len(heard) > _MOST else []
        return "\n".join([told, *heard[:_MOST], *more])
    except Exception as error:
        return "\n".join([_logged(name, error), *getattr(error, "__notes__", ())])
    finally:
        if app is not None:
            app.status_bar = shown


@contextmanager
def _still(app: App | None) -> Iterator[None]:
    """Leaves the screen as it is while a command changes one cell after the other."""
    if app is None:
        yield
        return
    app.screen_updating = False
    try:
        yield
    finally:
        app.screen_updating = True


class _Hearing(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _hearing() -> Iterator[list[str]]:
    """Collects what the inner parts of the program log meanwhile, such as which file was kept."""
    log, hearing = logging.getLogger("xlperf"), _Hearing()
    log.addHandler(hearing)
    try:
        yield hearing.heard
    finally:
        log.removeHandler(hearing)


def run_on_mac(arguments: Sequence[str]) -> None:
    """Run a command in a Python of its own: its name, the workbook's and its argument in hex."""
    gc.disable()  # it ends before there is much to collect
    import xlwings

    name, book_name, argument = arguments[0], *(_text(codes) for codes in arguments[1:3])
    app = xlwings.apps.active
    if app is None:
        return  # Excel is gone, and with it whoever could read a message
    book = app.books[book_name] if book_name else None
    if book is not None:
        book.set_mock_caller()  # so that Book.caller() is this book and no other
    if said := run_on(book, name, argument):
        app.alert(said, title="绩效目标")


def _text(codes: str) -> str:
    return bytes.fromhex(codes).decode("utf-16-be")


def _logged(name: str, error: Exception) -> str:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(LOG, encoding="utf-8", delay=True)
    log = logging.getLogger("xlperf.excel_addin")
    log.addHandler(handler)
    # Where it happened and what it was, not its message: that may hold what a cell holds.
    frames = traceback.format_tb(error.__traceback__)
    log.error("command %s: %s\n%s", name, type(error).__name__, "".join(frames))
    log.removeHandler(handler)
    handler.close()
    if type(error).__name__ in _OF_EXCEL:
        return said("excel", why=_reason(error), log=LOG)
    return said("unexpected", log=LOG)


def _reason(error: Exception) -> str:
    """Returns what Excel itself says of an error, as a sentence; "" where it says nothing."""
    # A COM error holds its number, its kind, what the application says, and an argument's number.
    details = getattr(error, "excepinfo", None) or (None, None, None)
    words = str(details[2] or "").strip().rstrip("。.")
    return f"{words}。" if words else ""
