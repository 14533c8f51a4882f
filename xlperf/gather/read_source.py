"""Reads a source, or does other work on it; what strangers made is parsed in a process of its own.

A workbook that holds the template's own sheets is read here: it was drawn by us, or says so, and
what reading it costs is bounded. Anything else goes through parsers that a few hundred bytes can
send round in circles, some of them in C; a process that takes too long or too much is ended, and
the file is named. The process is started once and serves all sources of a command.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xlperf.errors import XlperfError
from xlperf.filing.model import Address, Filing
from xlperf.form.edition import Edition, load_edition
from xlperf.form.template import generated_sheet_names
from xlperf.grid import Grid
from xlperf.reading.read_filing import read_input
from xlperf.sources.input_file import InputFile
from xlperf.sources.limits import LIMITS
from xlperf.sources.open_file import open_file
from xlperf.sources.refusals import refusal

if TYPE_CHECKING:
    from xlperf.gather.limited_workers import LimitedWorkers

T = TypeVar("T")


def read_source(
    path: Path, edition: Edition | None = None, kept: list[Grid] | None = None
) -> Filing:
    """Reads the filing in a workbook, a document or a text, as `read_input` does.

    Raises `XlperfError` also for a file that takes more time or memory than its kind can need.
    """
    source = open_file(path)
    if _is_ours(source):
        return read_input(source, edition, kept)
    work = partial(_read, edition.id if edition else None, kept is not None)
    filing, grids = within_limits(source, work, __name__)
    if kept is not None:
        kept += grids
    return filing


def within_limits(source: InputFile, work: Callable[[InputFile], T], module: str) -> T:
    """Returns what the work makes of a file that was opened, done here or in the process.

    The process loads the module first, outside the limits. Raises `XlperfError` where the work
    does, and where it takes too much time or memory. What is done in the process is pickled, as is
    what comes of it.
    """
    if _is_ours(source):
        return work(source)
    from concurrent.futures import BrokenExecutor

    from xlperf.gather.limited_workers import Failed

    is_large = len(source.data) > LIMITS.foreign_file_bytes
    workers = _workers(is_large, module)
    seconds = LIMITS.foreign_seconds + len(source.data) / LIMITS.foreign_bytes_a_second
    seconds = min(seconds, LIMITS.work_seconds)
    workers.limits = workers.limits._replace(seconds=seconds)
    try:
        [answer] = workers.run(partial(_answer, work), [[source]])
    except BrokenExecutor as error:
        raise refusal("no_process", source.path) from error
    if isinstance(answer, Failed):
        raise refusal(answer.why, source.path, kind=source.kind, seconds=f"{seconds:.0f}")
    if isinstance(answer, XlperfError):
        raise answer
    [done] = answer
    return done


def _is_ours(source: InputFile) -> bool:
    is_small = len(source.data) <= LIMITS.foreign_file_bytes
    if source.kind != "workbook" or not is_small:
        return False
    return not generated_sheet_names().isdisjoint(source.sheets.values())


@cache
def _workers(is_large: bool, module: str) -> LimitedWorkers:
    from xlperf.gather.limited_workers import LimitedWorkers, Limits

    memory = LIMITS.work_bytes if is_large else LIMITS.foreign_bytes
    workers = LimitedWorkers(1, Limits(LIMITS.work_seconds, memory), (module,))
    atexit.register(workers.close)
    return workers


def _answer(
    work: Callable[[InputFile], T], sources: Sequence[InputFile], begin: Callable[[int], None]
) -> tuple[T] | XlperfError:
    """Does the work, in the process; its error is an answer as well."""
    begin(0)
    try:
        return (work(sources[0]),)
    except XlperfError as error:
        return error


def _read(edition: str | None, keeps: bool, source: InputFile) -> tuple[Filing, list[Grid]]:
    kept: list[Grid] | None = [] if keeps else None
    filing = read_input(source, load_edition(edition) if edition else None, kept)
    return filing, list(map(_detached, kept or ()))


def _detached(grid: Grid) -> Grid:
    """Returns a grid that can leave its process: it answers no more questions on its file."""
    if grid.locate is None:
        return replace(grid, details=None)
    places = {
        (row, column): grid.address(row, column)
        for row, cells in enumerate(grid.rows)
        for column in range(len(cells))
    }
    return replace(grid, details=None, locate=_Places(grid.name, places))


class _Places:
    """Says where the cells of a grid stand, in its place."""

    def __init__(self, name: str, places: dict[tuple[int, int], Address]) -> None:
        self._name, self._places = name, places

    def __call__(self, row: int, column: int) -> Address:
        return self._places.get((row, column), Address(self._name, ""))
