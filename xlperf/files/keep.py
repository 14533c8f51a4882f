"""Which files an output may take the place of, and which are kept beside it.

What the program made and nobody has changed since can be made again: a command that runs over and
over replaces its last output. A filing, and whatever people have worked on, cannot. Dates tell: a
program that saves a workbook or a document notes the hour in its properties, or with each of its
parts; ours notes none but a constant. A PDF of ours names a sum of its bytes, a table ourselves.
"""

from __future__ import annotations

import logging
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO

from xlperf.errors import XlperfError
from xlperf.files.refusals import printable

_LOG = logging.getLogger("xlperf")
_PROPERTIES = "docprops/core.xml"
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
_NEVER = b"2000-01-01T00:00:00Z"
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
TABLES_MARK = "xlperf.tables"
"""The key of the metadata by which a Parquet table is known as ours."""
_OLE = b"\xd0\xcf\x11\xe0"
"""How an old workbook begins, and one with a password."""


def is_worth_keeping(path: Path, data: bytes) -> bool:
    """Whether a file is a filing, or a workbook, document, PDF or table of others' making."""
    from xlperf.files.door import Source  # which only a file in an output's place needs
    from xlperf.files.timeless import is_timeless
    from xlperf.template import template

    if data.startswith(b"%PDF"):
        return not is_timeless(data)
    if data.startswith(b"PAR1"):
        footer = int.from_bytes(data[-8:-4], "little")
        return TABLES_MARK.encode() not in data[-8 - footer :]
    if data.startswith(_OLE):
        return True
    if not data.startswith(b"PK"):
        return False
    source = Source(path, "workbook", data)
    try:
        changed = _MODIFIED.search(source.part(_PROPERTIES))
        if changed is None or changed[1] != _NEVER or not _is_dateless(data):
            return True
        is_workbook = "xl/workbook.xml" in source.parts
        return is_workbook and template()["sheets"]["lists"] in source.sheets.values()
    except (XlperfError, KeyError, zipfile.BadZipFile):
        return True  # nobody can tell what is in it


def _is_dateless(data: bytes) -> bool:
    """Whether no part of a package says when it was put there."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return all(part.date_time == _FIRST_DATE for part in package.infolist())


def say_kept(out: Path, backup: Path) -> None:
    """Tell that the file in an output's place was kept, and under which name."""
    _LOG.warning(
        "%s：原有的同名文件没有丢失，留作“%s”。不需要时请自行删除。",
        printable(str(out)),
        printable(backup.name),
    )


def kept(target: Path, stream: BinaryIO) -> Path | None:
    """A backup of the file that a new content is to replace; None where nothing would be lost."""
    old = target.read_bytes()
    if not is_worth_keeping(target, old):
        return None
    stream.seek(0)
    return None if stream.read() == old else backup_of(target)


@contextmanager
def or_without(backup: Path | None) -> Iterator[None]:
    """No backup of what was not replaced after all."""
    try:
        yield
    except BaseException:
        if backup is not None:
            backup.unlink()
        raise


def backup_of(target: Path) -> Path:
    """A second name for the file, or where the folder knows no such thing, a copy."""
    for number in count(1):
        suffix = f"（备份{number if number > 1 else ''}）{target.suffix}"
        backup = target.with_name(f"{target.stem}{suffix}")
        try:
            backup.hardlink_to(target)
            return backup
        except FileExistsError:
            continue
        except OSError:
            pass  # a network drive, or a memory stick
        try:
            with backup.open("xb") as stream:
                stream.write(target.read_bytes())
                stream.flush()
                os.fsync(stream.fileno())
            return backup
        except FileExistsError:
            continue
    raise AssertionError
