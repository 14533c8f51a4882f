"""Lays out the import table: one list of all projects, what was not split, what has no place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xlperf.filing.codes import coded
from xlperf.filing.model import Filing
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import TALLEST, height
from xlperf.operations.import_rest import Rest, shared_department
from xlperf.operations.import_table import ImportTable, wording

_WIDTHS = (150.0, 160.0, 90.0, 200.0, 80.0, 110.0, 180.0, 60.0, 90.0, 70.0, 50.0, 76.0)
_UNSPLIT = (34.0, 180.0, 180.0, 150.0, 150.0, 280.0)
_REST = (60.0, 180.0, 60.0, 130.0, 420.0)
_FIRST = 3
"""Gives the row below the heads of the list."""


def import_sheets(filing: Filing, table: ImportTable, rest: Sequence[Rest]) -> list[Sheet]:
    """Returns the sheets in order; every cell is text, as the import wants it."""
    own = wording()["sheets"]
    unsplit = [
        (str(number), one.project, one.level3, one.target, str(one.at or ""), one.reason)
        for number, one in enumerate(table.unsplit, start=1)
    ]
    left = [
        (str(one.project or ""), one.name, str(one.indicator or ""), one.field, one.text)
        for one in rest
    ]
    intro = own["unsplit_intro"] if unsplit else own["none"]
    return [
        _list(filing, table),
        _listing(own["unsplit"], intro, own["unsplit_heads"], unsplit, _UNSPLIT),
        _listing(own["rest"], own["rest_intro"], own["rest_heads"], left, _REST),
    ]


def _list(filing: Filing, table: ImportTable) -> Sheet:
    own = wording()["sheets"]
    width = len(own["heads"])
    title = own["untitled"] if filing.year is None else own["title"].format(year=filing.year)
    cells = [
        Cell(0, 0, title, "title", columns=width),
        Cell(1, 0, own["unit"], "cell-text", columns=width),
        *(Cell(2, column, head, "head") for column, head in enumerate(own["heads"])),
    ]
    row = _FIRST
    department = shared_department(filing)
    amounts = [project.funding.annual_total for project in filing.projects]
    if None not in amounts:
        name = coded(department, "department") if department else own["total"]
        whole = sum(filter(None, amounts), Decimal(0))
        for column, text in enumerate((name, None, f"{whole:f}", *[None] * (width - 3))):
            cells.append(Cell(row, column, text, "cell-text"))
        row += 1
    heights = {0: 30.0, 1: 20.0, 2: 22.0}
    for project, rows in table.projects:
        amount = project.funding.annual_total
        texts = (
            coded(project, "unit"),
            coded(project, "name") or own["nameless"],
            None if amount is None else f"{amount:f}",
            project.goals.annual,
        )
        last = max(len(rows), 1)
        for column, text in enumerate(texts):
            cells.append(Cell(row, column, text, "cell-text", rows=last))
        goal = height(texts[3] or "", _WIDTHS[3], STYLES["cell-text"].size, 20.0)
        for number in range(last):
            parts: tuple[str | None, ...] = (None,) * (width - len(texts))
            if number < len(rows):
                one = rows[number]
                weight = "" if one.weight is None else f"{one.weight:f}"
                parts = (*one[:-2], weight, one.direction)
            for column, text in enumerate(parts, start=len(texts)):
                cells.append(Cell(row, column, text or None, "cell-text"))
            heights[row] = min(max(goal / last, 20.0), TALLEST)
            row += 1
    return Sheet(
        own["list"],
        cells,
        STYLES,
        _WIDTHS,
        heights,
        page=list_page(2, own["list"]),
        freeze=(_FIRST, 0),
    )


def _listing(
    name: str,
    intro: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: tuple[float, ...],
) -> Sheet:
    """Lays out a list below a sentence that says what it is."""
    cells = [
        Cell(0, 0, intro, "text", columns=len(widths)),
        *(Cell(1, column, head, "head") for column, head in enumerate(heads)),
    ]
    heights = {0: height(intro, sum(widths), STYLES["text"].size, 24.0), 1: 22.0}
    for row, texts in enumerate(rows, start=2):
        for column, text in enumerate(texts):
            cells.append(Cell(row, column, text or None, "cell-text"))
        heights[row] = min(height(texts[-1], widths[-1], STYLES["cell-text"].size, 20.0), TALLEST)
    return Sheet(
        name,
        cells,
        STYLES,
        widths,
        heights,
        page=list_page(1, name),
        freeze=(2, 0),
    )
