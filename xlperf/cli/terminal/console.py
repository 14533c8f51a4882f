"""Shows what a command says besides its results, on stderr: messages and progress.

Results alone go to stdout, so that they can be piped. `--quiet` silences all of this but the
errors; progress shows only in a terminal, and only when there is more than a second to wait.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from xlperf.cli.terminal.plain import plain

if TYPE_CHECKING:
    from rich.console import Console

Item = TypeVar("Item")
_PATIENCE = 1.0
"""Gives the seconds before progress is shown."""
_NARROWEST = 20
"""Gives the fewest columns of a terminal, whatever COLUMNS says."""


def console(stderr: bool = False) -> Console:
    """Returns rich's terminal; rich itself fails where COLUMNS or LINES is no number."""
    from rich.console import Console

    columns, lines = shutil.get_terminal_size()
    return Console(
        stderr=stderr,
        width=max(columns, _NARROWEST),
        height=max(lines, 1),
        highlight=False,
        markup=False,
        emoji=False,
    )


def quiet() -> bool:
    """Tells whether the user asked for no messages."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.find_root().params.get("quiet"))


def message(text: str) -> None:
    """Print a message to the user, unless they asked for none."""
    if not quiet():
        click.echo(plain(text), err=True)


class _Saying(logging.Handler):
    """Prints what the program's inner parts log, which know no terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        message(record.getMessage())


_SAYING = _Saying()


def log_to_stderr() -> None:
    """Print from now on what is logged of files that were kept."""
    logging.getLogger("xlperf").addHandler(_SAYING)


def is_plain() -> bool:
    """Tells whether colours are not wanted, or a terminal would show their codes."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def is_interactive() -> bool:
    """Tells whether someone may be looking at a bar, in a terminal that can draw over it."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not quiet()


def with_progress(items: Iterable[Item], of: int, words: str) -> Iterator[Item]:
    """Yields the items one by one; while they take their time, a line says how many are done."""
    if not is_interactive():
        yield from items
        return
    began, shown = time.monotonic(), False
    for done, item in enumerate(items, start=1):
        if time.monotonic() - began > _PATIENCE and done < of:
            shown = True
            click.echo(f"\r{words} {done}/{of}", nl=False, err=True)
        yield item
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """Shows a line while something takes its time that cannot be counted."""
    if not is_interactive():
        yield
        return
    click.echo(f"{words}……", nl=False, err=True)
    try:
        yield
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)
