"""指标库 read back from a workbook, whoever changed it there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.form.template import template
from xlperf.grid import Grid
from xlperf.layouts.library_sheet import read_library
from xlperf.operations.indicator_library import Entry
from xlperf.sources.open_file import open_source
from xlperf.sources.xlsx.sheets import read_grids


def library_of(grids: Iterable[Grid]) -> list[Entry] | None:
    """The library among a workbook's sheets, None where it has none."""
    name = template()["sheets"]["library"]
    return next((read_library(grid) for grid in grids if grid.name == name), None)


def read_library_file(path: Path) -> list[Entry]:
    """The library in a file; raises `XlperfError` where there is none."""
    source = open_source(path)
    entries = library_of(read_grids(source)) if source.kind == "workbook" else None
    if entries is None:
        name = template()["sheets"]["library"]
        raise XlperfError(f"{path}：没有“{name}”工作表。请用 xlperf library 生成指标库后再试。")
    return entries
