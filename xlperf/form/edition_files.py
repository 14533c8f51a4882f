"""Finds the editions' files: those that come with the program, and a user's own in their folder.

The folder is `editions` in the user's settings (below `%LOCALAPPDATA%` on Windows, in
`~/Library/Application Support/xlperf` on macOS, in `~/.config/xlperf` on Linux), or what the
environment variable `XLPERF_EDITIONS` names. A file there has the name of its edition; one of the
program's own goes first.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from xlperf.errors import XlperfError

PLACE = "XLPERF_EDITIONS"
"""Names the environment variable that gives another folder than the usual one."""
_ENDING = ".toml"
_LARGEST = 1_000_000
"""Limits the bytes of a file in the user's folder; an edition takes some thousands."""
_BROKEN = "{path}：不能作为版式文件读取（{why}）。请改正，或移出该文件夹。"


def own_folder() -> Path | None:
    """Returns the folder of the user's own editions, which need not exist."""
    if own := os.environ.get(PLACE):
        return Path(own)
    from platformdirs import user_config_path

    try:
        return user_config_path("xlperf", appauthor=False) / "editions"
    except (KeyError, OSError, RuntimeError, ValueError):  # a system that names no such folder
        return None


@cache
def edition_files() -> dict[str, Traversable]:
    """Returns the files of all editions by their ids, in the order of these."""
    every: list[Traversable] = [*_own(), *(files(__package__) / "editions").iterdir()]
    found = {file.name: file for file in every if file.name.endswith(_ENDING)}
    return {name.removesuffix(_ENDING): found[name] for name in sorted(found)}


def _own() -> list[Path]:
    folder = own_folder()
    try:
        return sorted(folder.iterdir()) if folder is not None and folder.is_dir() else []
    except OSError:
        return []


def edition_data(edition_id: str) -> dict[str, Any]:
    """Returns an edition's file as a dictionary; raises `XlperfError` for a user's that is none."""
    file = edition_files()[edition_id]
    if not isinstance(file, Path) or file.parent != own_folder():
        return tomllib.loads(file.read_text("utf-8"))
    try:
        if file.stat().st_size > _LARGEST:
            raise XlperfError(_BROKEN.format(path=file, why="文件太大"))
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise XlperfError(_BROKEN.format(path=file, why=error)) from error
    if data.get("id") != edition_id:
        why = f"文件里的 id 应为“{edition_id}”，与文件名相同"
        raise XlperfError(_BROKEN.format(path=file, why=why))
    if data.get("extends") not in edition_files():
        why = "extends 应写一个已有的版式，如 generic"
        raise XlperfError(_BROKEN.format(path=file, why=why))
    return data


def broken(edition_id: str, why: object) -> XlperfError:
    """Returns the error for a file that lacks what an edition needs."""
    return XlperfError(_BROKEN.format(path=edition_files()[edition_id], why=f"缺少或写错：{why}"))
