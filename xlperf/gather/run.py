"""From folders to one workbook: find, read, put together, write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from xlperf.errors import XlperfError
from xlperf.files.save import check_target
from xlperf.files.write import refuse_overwrite, writing
from xlperf.gather.cache import Cache
from xlperf.gather.chunk import Book, Tables
from xlperf.gather.consolidate import Counts, consolidate, counts
from xlperf.gather.discover import Skipped, discover
from xlperf.gather.pool import batches, read_batches
from xlperf.gather.workbook import draw_gathered
from xlperf.gather.worker import SECONDS


class Gathered(NamedTuple):
    """What was gathered: its figures, its tables, and the files that were not opened."""

    counts: Counts
    tables: Tables
    skipped: tuple[Skipped, ...]


class Way(NamedTuple):
    """How to read: in `jobs` processes here or on the cluster at an address; from the cache or not.

    `seconds` is the time limit of one workbook.
    """

    jobs: int = 1
    cluster: str | None = None
    resume: bool = False
    seconds: float = SECONDS


def gather(
    sources: Sequence[Path],
    out: Path,
    data: Path | None,
    way: Way,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Gathered:
    """Read all workbooks in `sources`, and write the consolidated workbook and the tables.

    `progress` is told how many more workbooks are done, of how many. Raises `XlperfError` where
    nothing can be read or written; a workbook that cannot be read is only listed.
    """
    parquet = data_files(data) if data else {}
    found = discover(sources, (out, *parquet.values()))
    check_target(out, tuple(found.books.values()), ".xlsx")
    for path in parquet.values():
        refuse_overwrite(tuple(found.books.values()), path)
    books = [Book(name, path) for name, path in found.books.items()]
    cache = Cache(out)
    parts, left = cache.known(books) if way.resume else ([], books)
    progress(len(books) - len(left), len(books))
    made = batches(left, way.jobs)

    def done(more: int) -> None:
        progress(more, len(books))

    if way.cluster:
        from xlperf.gather.cluster import read_on_cluster

        reading = read_on_cluster(made, way.cluster, done)
    else:
        reading = read_batches(made, way.jobs, done, way.seconds)
    for tables in reading:
        cache.keep(tables)
        parts.append(tables)
    whole = consolidate(parts, list(found.books))
    with ExitStack() as stack:
        stream = stack.enter_context(writing(out))
        draw_gathered(whole, found.skipped, found.books, stream, out.parent)
        for name, path in parquet.items():
            getattr(whole, name).write_parquet(stack.enter_context(writing(path)))
    if not way.resume:
        cache.clear()
    return Gathered(counts(whole), whole, found.skipped)


def data_files(data: Path) -> dict[str, Path]:
    """The Parquet file of each table: OUT.parquet gives OUT-projects.parquet and so on."""
    if data.suffix.lower() != ".parquet":
        raise XlperfError(f"{data}：数据文件名应以 .parquet 结尾。请改名后再试。")
    return {name: data.with_name(f"{data.stem}-{name}.parquet") for name in Tables._fields}
