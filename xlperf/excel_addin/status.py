"""Tells in Excel's status bar what a command is at, and what it found."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said

if TYPE_CHECKING:
    from xlwings import App

_FEW = 5
"""Limits the items that are done before anybody would look at a progress."""
_LONGEST = 200
"""Limits the characters that a status bar shows on a small screen."""
_ESCAPE, _DOWN = 0x1B, 0x8001


class StatusText(str):
    """Is a message for the status bar, where it stays, instead of a box to be clicked away."""

    __slots__ = ()


def status_text(text: str) -> str:
    """Returns a message for the status bar, or for a box where it is too long for that."""
    line = " ".join(text.split("\n"))
    return StatusText(line) if len(line) <= _LONGEST else text


def progress(
    app: App, what: str, names: Sequence[str], stopped: str = "stopped", few: int = _FEW
) -> Iterator[str]:
    """Yields the names, telling each in the status bar where there are more than a `few`.

    Raises `XlperfError` when the user presses ESC between two of them; `stopped` says so.
    """
    _is_stopped()  # takes note of an ESC that was pressed before, for something else
    for number, name in enumerate(names, start=1):
        if len(names) > few:
            if number > 1 and _is_stopped():
                raise XlperfError(said(stopped, done=len(names) - number + 1))
            app.status_bar = f"{what}（{number}/{len(names)}，按 ESC 停下）：{name}"
        yield name


def _is_stopped() -> bool:
    """Tells whether ESC was pressed since the last look; Windows alone can tell."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.user32.GetAsyncKeyState(_ESCAPE) & _DOWN)
