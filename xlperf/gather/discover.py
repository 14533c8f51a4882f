"""Which files to gather: every workbook in the folders given, and what was passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from xlperf.errors import XlperfError
from xlperf.files.naming import names_of, shared_folder

_BOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods"})
"""What may hold a filing; those that cannot be read are reported as unreadable, not passed over."""
CACHE = ".xlsx.cache"
"""How the folder of what an earlier run has read ends: the output's name with its suffix."""
_LOCKS = ("~$", ".~lock.")
_OURS = "本程序输出的文件"


class Book(NamedTuple):
    """A workbook to read: its name in the tables, and where it lies.

    Names are paths relative to the folder that holds everything given, with slashes; from above
    a user's folder, or over several drives, only as much of them as tells the workbooks apart.
    """

    name: str
    path: Path


class Skipped(NamedTuple):
    """A file in one of the folders that was not opened, and why."""

    book: str
    reason: str


class Found(NamedTuple):
    """The workbooks in order, and the rest."""

    books: tuple[Book, ...]
    skipped: tuple[Skipped, ...]


def discover(sources: Sequence[Path], ours: Sequence[Path] = ()) -> Found:
    """The files below the folders and among the files given, each once, in order.

    `ours` are files that the program itself writes. Raises `XlperfError` for a source that is
    not there, and where there is no workbook at all.
    """
    own = {path.resolve() for path in ours}
    paths: dict[Path, str | None] = {}
    seen: dict[Path, Path] = {}
    for source in sources:
        if not source.exists():
            raise XlperfError(f"{source}：文件或文件夹不存在。请核对路径。")
        if not source.is_dir():
            paths.setdefault(source.resolve(), None)
            continue
        for path in _files(source.resolve()):
            real = path.resolve() if path.is_symlink() else path
            seen.setdefault(real, path)
            paths.setdefault(real, _OURS if real in own else _reason(path))
    folders = [s.resolve() if s.is_dir() else s.resolve().parent for s in sources]
    # What a link leads to may lie anywhere; it is known here by the link.
    shown = [
        path if seen.get(path, path) == path or _is_below(path, folders) else seen[path]
        for path in paths
    ]
    names = names_of(shown, shared_folder(folders))
    named = sorted((name, *found) for name, found in zip(names, paths.items(), strict=True))
    books = tuple(Book(name, path) for name, path, reason in named if reason is None)
    if not books:
        listed = "、".join(map(str, sources))
        raise XlperfError(f"{listed}：没有找到工作簿（.xlsx、.xlsm）。请核对文件夹。")
    skipped = tuple(Skipped(name, reason) for name, _, reason in named if reason is not None)
    return Found(books, skipped)


def _is_below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, but for caches of earlier runs.

    Links to folders are not followed, they may lead in circles.
    """
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.endswith(CACHE))
        for name in sorted(names):
            yield Path(parent, name)


def _reason(path: Path) -> str | None:
    """Why a file is passed over, None for a workbook."""
    if path.name.startswith(_LOCKS):
        return "办公软件打开文件时留下的锁文件"
    if path.suffix.lower() not in _BOOKS:
        return "不是工作簿"
    return None
