"""A copy of the workbook before a command changes it, and the way back.

Copies lie in the user's own folder, not beside the workbook, which may be on a shared drive.
The last 20 of each workbook are kept.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlperf.errors import XlperfError
from xlperf.output.atomic_write import write_bytes

if TYPE_CHECKING:
    from xlwings import Book

KEPT = 20
FOLDER = Path.home() / ".xlperf" / "backups"
_NUMBER = re.compile(r"(\d{4,}) ")


def back_up(book: Book, before: str) -> Path:
    """Copy the workbook as it stands, unsaved changes included; `before` is the command's label."""
    path = saved_path(book)
    folder = _folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    known = _copies(folder)
    number = int(known[-1].name[:4]) + 1 if known else 1
    copy = folder / f"{number:04d} {before}{path.suffix}"
    if sys.platform == "darwin":
        # AppleScript knows no copy of an open workbook; what is saved is what gets copied.
        book.save()
        write_bytes(copy, path.read_bytes())
    else:
        book.api.SaveCopyAs(str(copy))
    for old in known[: max(0, len(known) + 1 - KEPT)]:
        old.unlink()
    return copy


def restore(book: Book) -> str:
    """Bring the latest copy back in the workbook's place; says which command it undoes."""
    path = saved_path(book)
    known = _copies(_folder(path))
    if not known:
        raise XlperfError(f"{path.name} 没有备份可以恢复：本程序还没有改动过它。")
    copy = known[-1]
    undone = _NUMBER.sub("", copy.stem, count=1)
    app = book.app
    content = copy.read_bytes()
    if path.suffix.lower() == ".xlsm":
        # Its own macros are running: closing it now would stop them half-way.
        beside = free(path.with_name(f"{path.stem}（恢复）{path.suffix}"))
        write_bytes(beside, content)
        app.books.open(beside)
        return f"已把“{undone}”之前的内容恢复为 {beside.name} 并打开；核对后请自行取舍。"
    book.close()
    write_bytes(path, content)
    copy.unlink()
    app.books.open(path)
    left = len(known) - 1
    return f"已恢复到“{undone}”之前的样子；还可以再恢复 {left} 步。"


def saved_path(book: Book) -> Path:
    """The workbook's file; raises where it has none on this machine yet."""
    path = Path(book.fullname)
    if "://" in book.fullname:
        raise XlperfError(f"{book.name} 在网盘上，不能备份；请先另存到本机的文件夹，再用这个命令。")
    if not path.is_file():
        raise XlperfError(f"{book.name} 还没有保存过；请先保存到本机的文件夹，再用这个命令。")
    return path


def _folder(path: Path) -> Path:
    digest = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    return FOLDER / digest


def _copies(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if _NUMBER.match(entry.name))


def free(path: Path) -> Path:
    """The path, or the next one with a number that no file has yet."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}{number}{path.suffix}")
    return free
