"""Reads ranges, as worksheet functions get them (rows of values), as projects.

A range carries no addresses, so its cells are named as if it began at A1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xlperf.errors import XlperfError
from xlperf.filing.model import Filing, Indicator, Project
from xlperf.form.detect_edition import edition_for
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.labels import TABLE
from xlperf.form.tell_forms import is_form
from xlperf.form.template import template
from xlperf.grid import Grid, Value
from xlperf.reading.indicator_table import read_indicators
from xlperf.reading.read_template import filing_of, sheets_of
from xlperf.rules.finding import SEVERITIES, Finding
from xlperf.rules.run import check_filings

Area = Sequence[Sequence[Value]]
_NAME = "所选区域"
_CELL = 32_000
"""Limits the characters of one cell's text, a little below what Excel takes."""
_ROW = re.compile(r"\d+")


def filing_in(areas: Sequence[Area]) -> Filing:
    """Reads the filing whose project sheets or forms the areas are, one project an area."""
    grids = [Grid(_name(number, areas), [list(row) for row in area])
             for number, area in enumerate(areas, start=1)]  # fmt: skip
    for grid in grids:
        if not is_form(find_labels(grid)):
            raise XlperfError(f"{grid.name}里没有项目表；请选中项目表从 A1 到最后一格的整个区域。")
    return filing_of(sheets_of(grids), _NAME)


def findings_in(area: Area) -> list[Finding]:
    """Returns the findings of the one project in an area."""
    return check_filings([filing_in([area])])[0]


def verdicts(area: Area) -> list[str]:
    """Returns a verdict per row below the table's headers, in order; "" for an empty row.

    Without headers in the area its columns count as 一级, 二级, 三级指标, 年度指标值 and 说明.
    """
    return _verdicts(tuple(tuple(row) for row in area))


@lru_cache(maxsize=256)
def _verdicts(area: tuple[tuple[Value, ...], ...]) -> list[str]:
    """Caches the verdicts, because every row of a table asks for its line of the same table."""
    grid = Grid(_NAME, [list(row) for row in area])
    places = find_labels(grid)
    if places.header is None:
        grid = Grid(_NAME, [_heads(), *grid.rows])
        places = find_labels(grid)
    filing = _filing_of_rows(grid, places)
    beside: dict[int, list[Finding]] = {}
    for finding in check_filings([filing])[0]:
        beside.setdefault(_row(finding.at.cell), []).append(finding)
    filled = {_row(next(iter(entry.at.values())).cell): entry for entry in _indicators(filing)}
    first = (places.header or 0) + 2
    return [
        _verdict(beside.get(row, [])) if row in filled else ""
        for row in range(first, places.end + 1)
    ]


def in_one_text(lines: Sequence[str]) -> str:
    """Puts numbered lines into one cell's text, cut alike where a cell cannot hold them all."""
    mark: str = template()["functions"]["verdict"]
    each = len(mark.format(len(lines)))
    fits = sum(map(len, lines)) + (len(lines) + 1) * each < _CELL
    longest = _CELL // (len(lines) + 1) - each
    shown = lines if fits else [_cut(line, longest) for line in lines]
    marked = (mark.format(number) + line for number, line in enumerate(shown, start=1))
    return "".join(marked) + mark.format(len(lines) + 1)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _filing_of_rows(grid: Grid, places: LabelPositions) -> Filing:
    """Reads the whole project where the area holds one, else a project of indicators alone."""
    if is_form(places):
        return filing_of(sheets_of([grid]), _NAME)
    project = Project(sheet=grid.name, indicators=read_indicators(grid, places))
    return Filing((project,), edition_for(None).id)


def _indicators(filing: Filing) -> tuple[Indicator, ...]:
    return filing.project_sheets[0].indicators


def _verdict(findings: Sequence[Finding]) -> str:
    if not findings:
        return "通过"
    return "\n".join(
        f"已说明：{finding.waived}"
        if finding.waived is not None and finding.severity != "error"
        else f"{SEVERITIES[finding.severity]} {finding.rule}：{finding.message}"
        for finding in findings
    )


def _heads() -> list[Value]:
    edition = edition_for(None)
    return [*(edition.label(head) for head in TABLE), template()["marks"]["note"]]


def _row(cell: str) -> int:
    found = _ROW.search(cell)
    return int(found[0]) if found else 0


def _name(number: int, areas: Sequence[Area]) -> str:
    return f"第 {number} 个区域" if len(areas) > 1 else _NAME
