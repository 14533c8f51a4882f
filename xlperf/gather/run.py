"""Gathers folders into one workbook: finds, reads, puts together, writes."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

from pebble import ProcessExpired

from xlperf.errors import XlperfError
from xlperf.gather.cache import Cache, open_cache
from xlperf.gather.find_workbooks import Book, Found, discover
from xlperf.gather.limited_workers import LimitedWorkers
from xlperf.gather.read_workbooks import batches, read_workbooks, reading_workers
from xlperf.gather.results import File, Gathered, UnreadWorkbook
from xlperf.sources.file_names import is_there
from xlperf.sources.limits import LIMITS
from xlperf.sources.refusals import refusal

_BOOK = 2**20
"""Limits the bytes of a workbook's list of sheets; ours has a few."""
TABLES = ("books", "projects", "indicators", "findings")


class GatherOptions(NamedTuple):
    """Holds how to read: in `jobs` processes here or on a `cluster`; from the cache or not.

    `seconds` is the time limit of one workbook.
    """

    jobs: int = 1
    cluster: str | None = None
    resume: bool = False
    seconds: float = LIMITS.work_seconds


def gather(
    sources: Sequence[Path],
    out: Path,
    data: Path | None,
    way: GatherOptions,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Gathered:
    """Read all workbooks in `sources`, and write the consolidated workbook and the tables.

    `progress` is told how many more workbooks are done, of how many. Raises `XlperfError` where
    nothing can be read or written; a workbook that cannot be read is only listed.
    """
    parquet = data_files(data) if data else {}
    # A filing that lies where the output should go is an input like any other, and stays.
    ours = [out] if _is_ours(out) else []
    found = discover(sources, (*ours, *parquet.values()))
    of = len(found.books)
    count = min(way.jobs, of) if way.cluster is None else 1
    try:
        with reading_workers(count, way.seconds) as workers:
            _check_targets(out, parquet, tuple(book.path for book in found.books))
            cache = open_cache(way.resume)
            known, left = cache.known(found.books) if way.resume else ([], list(found.books))
            progress(of - len(left), of)
            parts: list[bytes | UnreadWorkbook] = [pickle.dumps(tables) for tables in known]
            parts += _read(left, way, workers, lambda more: progress(more, of), cache)
            gathered = _write(parts, found, out, parquet, way, workers)
    except BrokenExecutor as error:
        raise refusal("no_workers", out) from error
    if not way.resume:
        cache.forget()
    return gathered


def _read(
    books: Sequence[Book],
    way: GatherOptions,
    workers: LimitedWorkers,
    done: Callable[[int], None],
    cache: Cache,
) -> Iterator[bytes | UnreadWorkbook]:
    made = batches(books, way.jobs)
    if way.cluster is None:
        return read_workbooks(made, workers, done, cache)
    from xlperf.gather.cluster import read_on_cluster

    return read_on_cluster(made, way.cluster, done, way.seconds, cache)


def _write(
    parts: Sequence[bytes | UnreadWorkbook],
    found: Found,
    out: Path,
    parquet: Mapping[str, Path],
    way: GatherOptions,
    workers: LimitedWorkers,
) -> Gathered:
    """Have one of the processes draw all files; they take their places here, and together."""
    from xlperf.output.atomic_write import writing_together  # as below

    with writing_together((out, *parquet.values())) as drawn:
        book, *tables = map(File, (out, *parquet.values()), drawn)
        files = dict(zip(parquet, tables, strict=True))
        try:
            return workers.call(_finish, parts, found, book, files)
        except BaseException as error:
            workers.close()  # Windows lets nobody remove what a process still has open
            if isinstance(error, ProcessExpired | MemoryError):
                raise refusal("unfinished", out) from error
            raise


def _finish(*asked: Any) -> Gathered:
    from xlperf.gather.finish import finish  # which loads the tables' library: in a worker alone

    return finish(*asked)


def _check_targets(out: Path, parquet: Mapping[str, Path], inputs: Sequence[Path]) -> None:
    from xlperf.output.save import check_target  # while the readers load what they need

    check_target(out, inputs, ".xlsx")
    for path in parquet.values():
        check_target(path, inputs, ".parquet")


def _is_ours(path: Path) -> bool:
    """Tells whether a file is a consolidated workbook of an earlier run, or none yet."""
    if not is_there(path):
        return True
    if not path.is_file():  # a pipe would be waited for
        return False
    from xlperf.form.template import template
    from xlperf.sources.parser_errors import parsing  # as above

    own = template()["gather"]
    try:
        with parsing(path), ZipFile(path) as package, package.open("xl/workbook.xml") as part:
            book = part.read(_BOOK)
    except XlperfError:
        return False
    sheets = (own[sheet] for sheet in ("summary", "charts", "unread"))
    return all(f'<sheet name="{sheet}"'.encode() in book for sheet in sheets)


def data_files(data: Path) -> dict[str, Path]:
    """Names the Parquet file of each table: OUT.parquet gives OUT-projects.parquet and so on."""
    if data.suffix.lower() != ".parquet":
        raise XlperfError(f"{data}：数据文件名应以 .parquet 结尾。请改名后再试。")
    return {name: data.with_name(f"{data.stem}-{name}.parquet") for name in TABLES}
