"""What an earlier run has read: a folder beside the output, which may be deleted at any time.

Each batch is a folder of Parquet files, written whole or not at all. A workbook is known by the
hash of its content, wherever it lies now; whatever another version of the program has read is
left alone, since its rules were others.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from xlperf.gather.discover import CACHE, Book

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    import polars as pl

    from xlperf.gather.chunk import Tables


class Cache:
    """The batches read so far for an output, of this version of the program."""

    def __init__(self, out: Path) -> None:
        self._root = out.with_name(f"{out.stem}{CACHE}")
        self._folder = self._root / fingerprint()

    def known(self, books: Sequence[Book]) -> tuple[list[Tables], list[Book]]:
        """What is known of these workbooks, and those that must be read."""
        import polars as pl

        from xlperf.gather.chunk import Tables

        named: dict[str, list[Book]] = {}
        for book in books:
            named.setdefault(_digest(book.path), []).append(book)
        found: list[Tables] = []
        for folder in sorted(self._folder.glob("batch-*")):
            batch = _load(folder)
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
        return found, [book for unknown in named.values() for book in unknown]

    def keep(self, tables: Tables) -> None:
        """Write down a batch; where that fails, it is read again next time."""
        from polars.exceptions import PolarsError

        with suppress(OSError, PolarsError):  # polars does not say OSError of a full disk
            self._folder.mkdir(parents=True, exist_ok=True)
            folder = Path(mkdtemp(prefix="new-", dir=self._folder))
            for name, frame in tables._asdict().items():
                frame.write_parquet(folder / f"{name}.parquet")
            folder.rename(folder.with_name(folder.name.replace("new-", "batch-", 1)))

    def clear(self) -> None:
        """Delete everything, also what other versions have read."""
        shutil.rmtree(self._root, ignore_errors=True)


@cache
def fingerprint() -> str:
    """A name for this very program: its modules, its rules and its editions."""
    from hashlib import sha256  # after the processes have begun that read
    from importlib.resources import files

    total = sha256()

    def add(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                add(entry)
            elif entry.name.endswith((".py", ".toml")):
                total.update(entry.name.encode() + b"\0" + entry.read_bytes())

    add(files("xlperf"))
    return total.hexdigest()[:16]


def _digest(path: Path) -> str:
    from hashlib import sha256

    from xlperf.files.limits import LIMITS

    try:
        # A pipe would be waited for.
        if path.is_file() and path.stat().st_size <= LIMITS.file_bytes:
            return sha256(path.read_bytes()).hexdigest()
    except OSError:
        pass
    return f"unreadable {path}"  # its reader will say why


def _load(folder: Path) -> Tables | None:
    """A batch, None where somebody is deleting or has damaged it."""
    import polars as pl

    from xlperf.gather.chunk import SCHEMAS, Tables

    try:
        tables = Tables(*(pl.read_parquet(folder / f"{name}.parquet") for name in SCHEMAS))
    except (OSError, pl.exceptions.PolarsError):
        return None
    same = all(dict(t.schema) == s for t, s in zip(tables, SCHEMAS.values(), strict=True))
    return tables if same else None


def _renamed(frame: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The rows of the workbooks named, each under its name of now."""
    import polars as pl

    joined = frame.join(names, on="book", how="inner", maintain_order="left")
    return joined.with_columns(book=pl.col("now")).drop("now")
