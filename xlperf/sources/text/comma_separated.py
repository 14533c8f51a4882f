"""Reads rows of cells with commas between them, as a spreadsheet or a budget system saves them."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from xlperf.sources.text.pieces import Piece

_FEWEST = 4
"""A form has at least so many rows and columns; prose has not as many commas in every line."""


def comma_rows(lines: Sequence[str]) -> list[list[Piece]] | None:
    """Returns the rows with each cell's line; None where the text is no table with commas.

    Every row of one has as many cells as the others: places of merged cells are left empty.
    """
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    rows: list[list[Piece]] = []
    line = 1
    try:
        for cells in reader:
            rows += (
                [[Piece(t.strip(), line, None, at) for at, t in enumerate(cells)]] if cells else []
            )
            line = reader.line_num + 1
    except csv.Error:
        return None
    widths = set(map(len, rows))
    return rows if len(rows) >= _FEWEST and len(widths) == 1 and min(widths) >= _FEWEST else None
