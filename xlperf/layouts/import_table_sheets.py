"""Lays out the import table: an index with what was not split, then a worksheet per project."""

from __future__ import annotations

from collections import Counter

from xlperf.layouts.sheet import Cell, Page, Sheet
from xlperf.layouts.sheet_names import quoted, sheet_names
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import height
from xlperf.operations.import_table import ImportRow, ImportTable, wording

_WIDTHS = (90.0, 130.0, 220.0, 60.0, 120.0, 90.0, 50.0)
_INDEX = (34.0, 200.0, 160.0, 160.0, 150.0, 280.0)


def import_sheets(table: ImportTable) -> list[Sheet]:
    """Returns the sheets in order; every cell is text, as the import wants it."""
    own = wording()["sheets"]
    names = sheet_names((project.name for project, _ in table.projects), (own["index"],))
    return [
        _index(table, names),
        *(
            _project(name, rows, weighted=table.weighted)
            for name, (_, rows) in zip(names, table.projects, strict=True)
        ),
    ]


def _project(name: str, rows: tuple[ImportRow, ...], *, weighted: bool) -> Sheet:
    own = wording()["sheets"]
    heads = [*own["rows"], *([own["weight"]] if weighted else [])]
    cells = [Cell(0, column, head, "head") for column, head in enumerate(heads)]
    for number, row in enumerate(rows, start=1):
        texts = [
            *row[:-1],
            *(["" if row.weight is None else f"{row.weight:f}"] if weighted else []),
        ]
        cells += [
            Cell(number, column, text or None, "cell-text") for column, text in enumerate(texts)
        ]
    return Sheet(
        name,
        cells,
        STYLES,
        _WIDTHS[: len(heads)],
        {0: 22.0},
        page=Page(landscape=True, repeat=(0, 0)),
        freeze=(1, 0),
    )


def _index(table: ImportTable, names: list[str]) -> Sheet:
    own = wording()["sheets"]
    left = Counter(unsplit.project for unsplit in table.unsplit)
    cells = [
        Cell(0, 0, own["title"], "title", columns=len(_INDEX)),
        Cell(1, 0, own["intro"], "text", columns=len(_INDEX)),
        *(Cell(2, column, head, "head") for column, head in enumerate(own["projects"])),
    ]
    heights = {0: 30.0, 1: height(own["intro"], sum(_INDEX), STYLES["text"].size, 24.0)}
    row = 3
    for number, (name, (project, rows)) in enumerate(zip(names, table.projects, strict=True), 1):
        title = project.name or ""
        texts = (str(number), title, name, str(len(rows)), str(left[title]))
        for column, text in enumerate(texts):
            link = f"{quoted(name)}!A1" if column == 2 else None
            cells.append(Cell(row, column, text, "cell-link" if link else "cell-text", link=link))
        row += 1
    cells.append(Cell(row + 1, 0, own["unsplit_title"], "band", columns=len(_INDEX)))
    row += 2
    if not table.unsplit:
        cells.append(Cell(row, 0, own["none"], "cell-text", columns=len(_INDEX)))
    else:
        cells += [Cell(row, column, head, "head") for column, head in enumerate(own["unsplit"])]
    for number, unsplit in enumerate(table.unsplit, start=1):
        at = str(unsplit.at) if unsplit.at else ""
        about = (unsplit.project, unsplit.level3, unsplit.target, at, unsplit.reason)
        for column, text in enumerate((str(number), *about)):
            cells.append(Cell(row + number, column, text or None, "cell-text"))
        heights[row + number] = height(unsplit.reason, _INDEX[-1], STYLES["cell-text"].size, 20.0)
    return Sheet(own["index"], cells, STYLES, _INDEX, heights, page=Page(landscape=True))
