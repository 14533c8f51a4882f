"""Names files in output so that names differ, and tell nothing of the machine.

A path from the top of a disk goes through the folder of a user, and is another on every machine;
what is handed on holds names from the folder that the files share, or less.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import takewhile
from pathlib import Path, PurePath

_UNDECODED = re.compile(r"[\udc80-\udcff]")
_NAME = re.compile(rf"[^\s/：，。“”（）、]*{_UNDECODED.pattern}[^\s/：，。“”（）、]*")
"""Matches a name with such bytes in it, in a path or a sentence."""
_NO_LINK = re.compile("[\0-\x1f\ud800-\udfff\ufffe\uffff]")
"""Matches characters that no XML holds."""


def is_there(path: Path) -> bool:
    """Tells whether a path leads anywhere; it does not where the system cannot even look."""
    try:
        return path.exists()
    except OSError:  # a name too long, a folder that may not be searched
        return False


def readable(text: str) -> str:
    """Makes text legible in which a name has characters that the locale lacks, or a �.

    Archives that were packed on a Chinese Windows leave names in GB 18030, others in UTF-8.
    """
    return _NAME.sub(lambda name: _decoded(name[0]), text) if _UNDECODED.search(text) else text


def _decoded(name: str) -> str:
    try:
        content = os.fsencode(name)
    except UnicodeEncodeError:
        return _UNDECODED.sub("�", name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return _UNDECODED.sub("�", name)


def distinct_names(names: Sequence[str]) -> list[str]:
    """Returns the names of different files, with a number behind each that another one has too."""
    found: dict[str, None] = {}
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}（{number}）"
        found[free] = None
    return list(found)


def shared_folder(folders: Sequence[PurePath]) -> PurePath | None:
    """Finds the folder that holds all of these; None where its paths would tell the machine.

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
    """Returns a name for each path: from the folder on, or without one the shortest there is."""
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


_BOOKS = (".xlsx", ".xlsm")


def relative_paths(books: Sequence[Path], folder: Path) -> list[str | None]:
    """Returns the way from a folder to each workbook, as text.

    None where it would tell whose machine it is, a name is none that a link can hold, or a file (a
    text, a Word file) has no cells to lead to. The paths are those without links in them.
    """
    start = Path(os.path.realpath(folder))
    ways: dict[Path, str | None] = {}
    for folder in {book.parent for book in books}:
        near = shared_folder((folder, start)) is not None
        ways[folder] = os.path.relpath(folder, start).replace(os.sep, "/") + "/" if near else None
    found = [
        None if (way := ways[book.parent]) is None else f"{way}{book.name}".removeprefix("./")
        for book in books
    ]
    return [
        None if way is None or _NO_LINK.search(way) or not way.lower().endswith(_BOOKS) else way
        for way in found
    ]


def _is_above_home(folder: PurePath) -> bool:
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111  # where there is none, Path's raises
    return folder in PurePath(home).parents
