"""Paths that misbehave when a worker opens them, as a stalled share or a hostile file would."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any


class _Bad(type(Path())):  # type: ignore[misc]  # the concrete class of this system
    """A file like any other to whoever has started the workers."""

    def stat(self, *arguments: Any, **options: Any) -> Any:
        if multiprocessing.parent_process() is not None:
            self.misbehave()
        return super().stat(*arguments, **options)

    def __fspath__(self) -> str:
        if multiprocessing.parent_process() is not None:
            self.misbehave()
        return str(super().__fspath__())

    def misbehave(self) -> None:
        raise NotImplementedError


class Stalled(_Bad):
    """A file on a share that no longer answers."""

    def misbehave(self) -> None:
        time.sleep(100_000)


class Deadly(_Bad):
    """A file on which the parser takes the whole process down."""

    def misbehave(self) -> None:
        os.abort()


class Leaving(_Bad):
    """A file on which the parser ends the process as if by its own will."""

    def misbehave(self) -> None:
        os._exit(3)


class Hungry(_Bad):
    """A file for which the parser wants more memory than there is."""

    def misbehave(self) -> None:
        bytearray(2**40)
