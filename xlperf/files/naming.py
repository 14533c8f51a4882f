"""How files are named in what is written: what tells them apart, and nothing of the machine.

A path from the top of a disk goes through the folder of a user, and is another on every machine;
what is handed on holds names from the folder that the files share, or less.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path, PurePath


def shared_folder(folders: Sequence[PurePath]) -> PurePath | None:
    """The folder that holds all of these; None where its paths would tell whose machine it is.

    So they would from above a user's own folder, or from several drives.
    """
    steps = takewhile(
        lambda step: len(set(step)) == 1, zip(*(f.parts for f in folders), strict=False)
    )
    parts = [step[0] for step in steps]
    if not parts or _is_above_home(PurePath(*parts)):
        return None
    return type(folders[0])(*parts)


def names_of(paths: Sequence[PurePath], folder: PurePath | None) -> list[str]:
    """A name for each of these paths: from the folder on, or without one the shortest there is."""
    if folder is not None:
        return [path.relative_to(folder).as_posix() for path in paths]
    names: dict[PurePath, str] = {}
    left, length = list(dict.fromkeys(paths)), 1
    while left:
        ends = {path: "/".join(path.parts[-length:]) for path in left}
        counts = Counter(ends.values())
        names |= {path: end for path, end in ends.items() if counts[end] == 1}
        left = [path for path in left if path not in names]
        length += 1
    return [names[path] for path in paths]


def ways_to(books: Sequence[Path], folder: Path) -> list[str | None]:
    """The way from a folder to each workbook; None where it would tell whose machine it is.

    The workbooks' paths are those without links in them.
    """
    start = Path(os.path.realpath(folder))
    ways: dict[Path, str | None] = {}
    for folder in {book.parent for book in books}:
        near = shared_folder((folder, start)) is not None
        ways[folder] = os.path.relpath(folder, start).replace(os.sep, "/") + "/" if near else None
    return [
        None if (way := ways[book.parent]) is None else f"{way}{book.name}".removeprefix("./")
        for book in books
    ]


def _is_above_home(folder: PurePath) -> bool:
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111  # where there is none, Path's raises
    return folder in PurePath(home).parents
