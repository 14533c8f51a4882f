"""Paths that misbehave when a worker opens them, as a stalled share or a hostile file would."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any


class Stalled(type(Path())):  # type: ignore[misc]  # the concrete class of this system
    """A file on a share that no longer answers."""

    def stat(self, *_: Any, **__: Any) -> Any:
        time.sleep(100_000)

    __fspath__ = stat


class Deadly(type(Path())):  # type: ignore[misc]  # as above
    """A file on which the parser takes the whole process down."""

    def stat(self, *_: Any, **__: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    __fspath__ = stat


class Hungry(type(Path())):  # type: ignore[misc]  # as above
    """A file for which the parser wants more memory than there is."""

    def stat(self, *_: Any, **__: Any) -> Any:
        return bytearray(2**40)
