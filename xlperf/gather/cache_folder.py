"""Finds the folder in which what was read is cached: the user's own, or none at all.

Who can write to it sets the totals of a later run, so nobody but the user may. It is known by its
owner and its permissions; on Windows a user's folders are the user's.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from xlperf.filing.toml_data import toml_data

_PLACE = "XLPERF_CACHE"
"""Names the environment variable that gives another folder than the usual one."""
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_KEY = re.compile("[0-9a-f]{32}")
_BATCH = re.compile(r"(?:batch|new)-[0-9a-f]{16}-\w+\.zip")
"""Matches a batch that is kept, or one that is being written."""


class Folder(NamedTuple):
    """Holds the cache folder, and why it is not used, if so: a sentence of `cache.toml`."""

    path: Path | None
    problem: str = ""


def cache_folder() -> Folder:
    """Returns the user's cache folder, made where it is missing."""
    path = _place()
    if path is None or not path.is_absolute():  # it would be another one elsewhere
        return Folder(path, "none")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = path.lstat()
    except (OSError, ValueError):
        return Folder(path, "none")
    if not stat.S_ISDIR(state.st_mode):
        return Folder(path, "link")
    if sys.platform != "win32":
        if state.st_uid != os.geteuid():
            return Folder(path, "foreign")
        if state.st_mode & _OTHERS:
            return Folder(path, "open")
    return Folder(path)


def prune(folder: Path) -> None:
    """Delete the batches that were used longest ago, down to what `cache.toml` allows."""
    limits = texts()["limits"]
    size = 0
    for number, (_, bytes_, path) in enumerate(sorted(_batches(folder), reverse=True), start=1):
        size += bytes_
        if number > limits["batches"] or size > limits["bytes"]:
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()  # which fails unless it was the last one there


def texts() -> dict[str, Any]:
    """Returns the limits and the sentences of `cache.toml`."""
    return toml_data(__package__, "cache.toml")


def _place() -> Path | None:
    own = os.environ.get(_PLACE)
    if own:
        return Path(own)
    from platformdirs import user_cache_path

    try:
        return user_cache_path("xlperf", appauthor=False)
    except (KeyError, OSError, RuntimeError, ValueError):  # a system that names no such folder
        return None


def _batches(folder: Path) -> Iterator[tuple[int, int, Path]]:
    """Yields when each batch of any version was used last, its size, and where it is."""
    with suppress(OSError):
        for inner in folder.iterdir():
            if _KEY.fullmatch(inner.name) and not inner.is_symlink():
                for path in inner.iterdir():
                    if _BATCH.fullmatch(path.name):
                        state = path.lstat()
                        yield state.st_mtime_ns, state.st_size, path
