"""Adds the formulas of a macro-enabled template, which call the worksheet functions.

The same sheets as the plain template, with a column and a row more. Each row of the indicator
table asks for its own line of the whole table's verdicts, so that rows can be inserted, which
an array formula over the table would forbid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlperf.form.template import template
from xlperf.grid import a1
from xlperf.layouts.project_sheet.sheet import ProjectSheet
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.sheet_names import quoted

_STATUS = 6
"""Gives the column of the verdicts, after 校验."""
_WIDTH = 203.0
_AREAS = 100
"""Limits the ranges in one formula: Excel takes 255 arguments and 8,192 characters."""


def with_status(drawn: ProjectSheet) -> ProjectSheet:
    """Returns the project sheet with a column of verdicts beside the indicators."""
    first, last = drawn.table
    area = f"{_fixed(a1(first, 0))}:{_fixed(a1(last, 4))}"
    head = first - 1
    cells = [
        *drawn.sheet.cells,
        Cell(head, _STATUS, template()["functions"]["status"], "head"),
        *(
            Cell(
                row,
                _STATUS,
                None,
                "check",
                formula=f"=INDEX(XLPERF_STATUS({area}),ROW()-ROW({_fixed(a1(head, 0))}))",
            )
            for row in range(first, last + 1)
        ),
    ]
    sheet = replace(drawn.sheet, cells=cells, widths=(*drawn.sheet.widths, _WIDTH))
    return drawn._replace(sheet=sheet)


def with_statement(summary: Sheet, drawn: Sequence[ProjectSheet]) -> Sheet:
    """Returns 汇总 with the statement's sentence as the function words it, below the totals."""
    if not 0 < len(drawn) <= _AREAS:
        return summary
    row = max(cell.row + cell.rows for cell in summary.cells) + 1
    areas = ",".join(f"{quoted(sheet.sheet.name)}!$A$1:$F${_height(sheet)}" for sheet in drawn)
    width = max(cell.column + cell.columns for cell in summary.cells)
    cells = [
        *summary.cells,
        Cell(row, 0, template()["functions"]["statement"], "label", columns=2),
        Cell(row, 2, None, "cell", columns=width - 2, formula=f"=XLPERF_STATEMENT({areas})"),
    ]
    return replace(summary, cells=cells, heights={**summary.heights, row: 36.0})


def _height(drawn: ProjectSheet) -> int:
    return max(cell.row + cell.rows for cell in drawn.sheet.cells)


def _fixed(cell: str) -> str:
    """Returns a reference to a cell of the sheet itself whose row stays when it is filled down."""
    letters = cell.rstrip("0123456789")
    return f"{letters}${cell[len(letters) :]}"
