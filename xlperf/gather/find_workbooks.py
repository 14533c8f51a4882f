"""Finds the files to gather: every workbook in the folders given, and what was passed over."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from xlperf.errors import XlperfError
from xlperf.output.backups import FOLDER, backups_of
from xlperf.sources.file_names import distinct_names, is_there, names_of, readable, shared_folder
from xlperf.sources.refusals import printable

_BOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".et", ".ods"})
"""Lists what may hold a filing; those that cannot be read are reported, not passed over."""
_LOCKS = ("~$", ".~lock.")
_BACKUPS = "本程序留下的备份，共 {files} 个文件，不计入汇总"
_FOLDER = "文件夹的链接，其中的文件没有读"


class Book(NamedTuple):
    """Holds a workbook to read: its name in the tables, and where it lies.

    Names are paths relative to the folder that holds everything given, with slashes; from above
    a user's folder, or over several drives, only as much of them as tells the workbooks apart.
    """

    name: str
    path: Path


class Skipped(NamedTuple):
    """Holds a file in a folder that was not opened, or a folder of `files` files, and why."""

    book: str
    reason: str
    files: int = 1


class Found(NamedTuple):
    """Holds the workbooks in order, and the rest."""

    books: tuple[Book, ...]
    skipped: tuple[Skipped, ...]


def discover(sources: Sequence[Path], ours: Sequence[Path] = ()) -> Found:
    """Finds the files below the folders and among the files given, each once, in order.

    Folders of backups are passed over, but for what is asked for by its name. `ours` are files that
    this very run writes: neither they nor their backups are listed. Raises `XlperfError` for a
    source that is not there, and where there is no workbook at all.
    """
    own = {_real(path) for path in ours}
    own |= {backup for path in own for backup in backups_of(path)}
    paths: dict[Path, str | None] = {}
    backups: set[Path] = set()
    seen: dict[Path, Path] = {}
    for source in sources:
        if not is_there(source):
            raise XlperfError(f"{source}：文件或文件夹不存在，或没有权限查看。请核对路径。")
        if not source.is_dir():
            paths.setdefault(_real(source), None)
            continue
        for path, reason in _files(_real(source), backups):
            real = _real(path) if reason != _FOLDER and _is_link(path) else path
            seen.setdefault(real, path)
            if real not in own:  # else what is listed would differ from one run to the next
                paths.setdefault(real, reason)
    passed = _passed_over(backups, paths.keys() | own)
    paths.update({folder: _BACKUPS.format(files=files) for folder, files in passed.items()})
    folders = [_real(s) if s.is_dir() else _real(s).parent for s in sources]
    # What a link leads to may lie anywhere; it is known here by the link.
    shown = [
        path if seen.get(path, path) == path or _is_below(path, folders) else seen[path]
        for path in paths
    ]
    names = distinct_names([readable(name) for name in names_of(shown, shared_folder(folders))])
    named = sorted((name, *found) for name, found in zip(names, paths.items(), strict=True))
    books = tuple(Book(name, path) for name, path, reason in named if reason is None)
    if not books:
        listed = "、".join(map(str, sources))
        raise XlperfError(f"{listed}：没有找到工作簿（.xlsx、.xlsm）。请核对文件夹。")
    skipped = tuple(
        Skipped(name, reason, passed.get(path, 1))
        for name, path, reason in named
        if reason is not None
    )
    return Found(books, skipped)


def problem_of(book: Book, error: XlperfError) -> str:
    """Returns why a workbook could not be read, which is known by its name in the tables."""
    return str(error).replace(printable(str(book.path)), book.name)


def _is_below(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _passed_over(backups: Set[Path], others: Container[Path]) -> dict[Path, int]:
    """Counts the files in each folder of backups, but for these others."""
    counts = {}
    for folder in backups:
        count = sum(
            _real(Path(parent, name)) not in others
            for parent, _, names in os.walk(folder)
            for name in names
        )
        if count:
            counts[folder] = count
    return counts


def _files(folder: Path, backups: set[Path]) -> Iterator[tuple[Path, str | None]]:
    """Yields each file below a folder with why it is passed over, None for what is to be read.

    Folders of backups are noted; links to folders are not followed, they may lead in circles. A
    folder that cannot be opened stands for the workbooks in it: its reader will say so.
    """
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        backups.update(Path(parent, name) for name in folders if name == FOLDER)
        folders[:] = sorted(name for name in folders if name != FOLDER)
        yield from ((path, _FOLDER) for name in folders if _is_link(path := Path(parent, name)))
        yield from ((path, _reason(path)) for path in (Path(parent, n) for n in sorted(names)))
    yield from ((Path(error.filename), None) for error in closed)


def _real(path: Path) -> Path:
    """Returns the path without links in it; where links loop `Path.resolve` would raise."""
    try:
        return Path(os.path.realpath(path))
    except OSError:  # the current folder is gone, and with it what would lie there
        return path


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # its folder can be listed, but not searched
        return False


def _reason(path: Path) -> str | None:
    """Tells why a file is passed over, None for a workbook."""
    if path.name.startswith(_LOCKS):
        return "办公软件打开文件时留下的锁文件"
    if path.suffix.lower() not in _BOOKS:
        return "不是工作簿"
    return None
