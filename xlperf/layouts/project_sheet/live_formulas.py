"""Adds the formulas of a macro-enabled template, which call the worksheet functions.

The same sheets as the plain template, with a column and a row more. One hidden cell of a sheet asks
Python for the verdicts on its whole table, as one text; each row takes its own line from it by
native formulas. Rows can be inserted, which an array formula over the table would forbid, a copied
sheet asks for itself, and a change costs one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlperf.form.template import template
from xlperf.grid import a1, fixed_a1
from xlperf.layouts.project_sheet.sheet import ProjectSheet
from xlperf.layouts.sheet import Cell, Sheet
from xlperf.layouts.sheet_names import quoted

_WIDTH, _HIDDEN = 203.0, 0.0
_AREAS = 100
"""Limits the ranges in one formula: Excel takes 255 arguments and 8,192 characters."""


def with_status(drawn: ProjectSheet) -> ProjectSheet:
    """Returns the project sheet with a column of verdicts beside the indicators.

    The area begins with the heads: a row inserted right below them is inside it. Columns A to E
    are the table's and 说明.
    """
    first, last = drawn.table
    head = first - 1
    # After the last column the one of the verdicts, and, hidden, that of what they are taken from.
    status = len(drawn.sheet.widths)
    hidden = status + 1
    area = f"{a1(head, 0)}:{a1(last, 4)}"
    verdicts, top = fixed_a1(head, hidden), fixed_a1(head, 0)
    number = f"ROW()-ROW({top})"
    verdict = template()["functions"]["verdict"]
    mark, after = verdict.format(f'"&{number}&"'), verdict.format(f'"&{number}+1&"')
    found = f'FIND("{mark}",{verdicts})'
    begin = f'{found}+LEN("{mark}")'
    line = f'MID({verdicts},{begin},FIND("{after}",{verdicts})-({begin}))'
    # Where there are no verdicts the hidden cell says why, and the first row shows it.
    failure = f'IF({number}=1,IF(LEFT({verdicts})=LEFT("{mark}"),"",{verdicts}),"")'
    cells = [
        *drawn.sheet.cells,
        Cell(head, status, template()["functions"]["status"], "head"),
        Cell(head, hidden, None, "head", formula=f"=XLPERF_VERDICTS({area})"),
        *(
            Cell(row, status, None, "check", formula=f"=IFERROR({line},{failure})")
            for row in range(first, last + 1)
        ),
    ]
    sheet = replace(drawn.sheet, cells=cells, widths=(*drawn.sheet.widths, _WIDTH, _HIDDEN))
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
