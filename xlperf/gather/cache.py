"""Caches what earlier runs have read, in the user's own folder, which may be deleted at any time.

Each batch is one file, written whole or not at all. A workbook is known by the hash of its
content, wherever it lies now; what another version of the program, or of a library that it reads
with, has read is left alone. No option of a run changes what is read of a workbook: one that did
would belong to the key.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from xlperf.form.edition_files import edition_files
from xlperf.gather.cache_folder import cache_folder, prune, texts
from xlperf.gather.find_workbooks import Book
from xlperf.sources.refusals import printable

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import polars as pl

    from xlperf.gather.read_batch import Tables

_LOG = logging.getLogger("xlperf")
_RUN = 8
"""Gives the bytes of a run's name."""


@dataclass(frozen=True)
class Cache:
    """Holds the batches of this version of the program in a folder; `run` names those of this run.

    Without a folder that can be trusted nothing is known and nothing kept.
    """

    folder: Path | None
    run: str = ""

    def known(self, books: Sequence[Book]) -> tuple[list[Tables], list[Book]]:
        """Returns what is known of these workbooks, and those that must be read."""
        import polars as pl

        from xlperf.gather.read_batch import Tables

        named: dict[str, list[Book]] = {}
        for book in books if self.folder else ():
            named.setdefault(_digest(book.path), []).append(book)
        found: list[Tables] = []
        for path in sorted(self.folder.glob("batch-*.zip")) if self.folder else ():
            batch = _load(path, named)
            if batch is None:
                continue
            read = batch.books.filter(pl.col("problem").is_null())
            pairs = [
                (name, book.name)
                for name, digest in read.select("book", "sha256").iter_rows()
                for book in named.pop(digest, ())
            ]
            if pairs:
                names = pl.DataFrame(pairs, ["book", "now"], orient="row")
                found.append(Tables(*(_renamed(frame, names) for frame in batch)))
                with suppress(OSError):
                    os.utime(path)  # the batches used last are the ones that stay
        known = {name for tables in found for name in tables.books["book"]}
        return found, [book for book in books if book.name not in known]

    def keep(self, tables: Tables) -> None:
        """Write down a batch; where that fails, it is read again next time."""
        if self.folder is None:
            return
        from polars.exceptions import PolarsError

        with suppress(OSError, PolarsError):  # polars does not say OSError of a full disk
            handle, name = mkstemp(".zip", f"new-{self.run}-", self.folder)
            path = Path(name)
            try:
                with os.fdopen(handle, "wb") as stream, ZipFile(stream, "w") as batch:
                    for table, frame in tables._asdict().items():
                        content = BytesIO()
                        frame.write_parquet(content)
                        batch.writestr(table, content.getbuffer())
                path.rename(path.with_name(path.name.replace("new-", "batch-", 1)))
            finally:
                path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete what this run has kept, and nothing else."""
        for path in self.folder.glob(f"*-{self.run}-*.zip") if self.folder else ():
            with suppress(OSError):
                path.unlink()


def open_cache(is_asked_for: bool = False) -> Cache:
    """Opens the user's cache, less the batches used longest ago where there are too many.

    A folder that somebody else can write to is not used, which is said; that there is none is said
    only where somebody has asked for it.
    """
    folder, problem = cache_folder()
    if folder is None or problem:
        if is_asked_for or problem != "none":
            _LOG.warning("%s", texts()[problem].format(folder=printable(str(folder or "—"))))
        return Cache(None)
    prune(folder)
    own = folder / _key()
    try:
        own.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return Cache(None)
    return Cache(own, secrets.token_hex(_RUN))


def has_cache() -> bool:
    """Tells whether what this machine reads now would be known to a later run."""
    return not cache_folder().problem


@cache
def fingerprint() -> str:
    """Returns a name for this very program: its modules, its rules, and editions, a user's too."""
    from hashlib import sha256  # after the processes have begun that read

    total = sha256()

    def add(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                add(entry)
            elif entry.name.endswith((".py", ".toml", ".tsv")):
                total.update(entry.name.encode() + b"\0" + entry.read_bytes())

    add(files("xlperf"))
    for name, file in edition_files().items():
        total.update(name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


def _key() -> str:
    """Returns a name for this program with the libraries that it reads with."""
    from hashlib import sha256  # as above

    known = [fingerprint(), sys.version]
    with suppress(PackageNotFoundError):  # run from its sources
        for requirement in requires("xlperf") or ():
            name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
            with suppress(PackageNotFoundError):
                known.append(f"{name} {version(name)}")
    return sha256("\n".join(known).encode()).hexdigest()[:32]


def _digest(path: Path) -> str:
    from hashlib import sha256

    from xlperf.sources.limits import LIMITS

    try:
        # A pipe would be waited for.
        if path.is_file() and path.stat().st_size <= LIMITS.file_bytes:
            return sha256(path.read_bytes()).hexdigest()
    except OSError:
        pass
    return f"unreadable {path}"  # its reader will say why


def _load(path: Path, wanted: dict[str, list[Book]]) -> Tables | None:
    """Loads a batch; None where it holds no wanted workbook, or is damaged or being deleted."""
    import polars as pl

    from xlperf.gather.read_batch import SCHEMAS, Tables

    try:
        with ZipFile(path) as batch:
            books = pl.read_parquet(batch.read("books"))
            if wanted.keys().isdisjoint(books["sha256"]):
                return None
            tables = Tables(*(pl.read_parquet(batch.read(name)) for name in SCHEMAS))
    except (OSError, BadZipFile, KeyError, pl.exceptions.PolarsError):
        return None
    same = all(dict(t.schema) == s for t, s in zip(tables, SCHEMAS.values(), strict=True))
    return tables if same else None


def _renamed(frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Returns the rows of the workbooks named, each under its name of now."""
    import polars as pl

    joined = frame.join(names, on="book", how="inner", maintain_order="left")
    return joined.with_columns(book=pl.col("now")).drop("now")
