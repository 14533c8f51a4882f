"""Puts the total rows of 汇总, in 元 and in 万元; the columns are listed in `sheet`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Project
from xlperf.form.template import template
from xlperf.grid import a1, column_letters
from xlperf.layouts.sheet import Cell, Value
from xlperf.layouts.summary_sheet.dashboard import CHARTS
from xlperf.operations.totals import SHARES, in_wan, totals

FIRST = CHARTS.stop + 1
"""Gives the row of the first project, from 0."""


class Head(NamedTuple):
    """Holds a column of 汇总: its field, header, width in points, and the style of its cells.

    `summed` columns hold counts that the total row adds up.
    """

    field: str
    text: str
    width: float
    style: str
    summed: bool = False


def put_sums(
    projects: Sequence[Project],
    heads: list[Head],
    last: int,
    known: Mapping[tuple[int, int], Value],
) -> list[Cell]:
    """Puts the total row in 元 and the one in 万元; `known` are the cells above."""
    own = template()["summary"]
    whole = totals(projects)
    row = last + 1
    cells = []
    for column, head in enumerate(heads):
        rows = span(column, last)
        found = [known.get((above, column)) for above in range(FIRST, row)]
        wan = Cell(row + 1, column, None, "sum-count")
        if head.field in AMOUNTS:
            amount = whole.amounts[head.field]
            total = Cell(row, column, amount, "sum-amount", formula=f"=SUM({rows})")
            formula = f"=ROUND({a1(row, column)}/10000,2)"
            wan = Cell(row + 1, column, in_wan(amount), "sum-amount", formula=formula)
        elif head.summed:
            count = sum(number for number in found if isinstance(number, int))
            total = Cell(row, column, count, "sum-count", formula=f"=SUM({rows})")
        elif head.field in SHARES:
            # Each share is of a project's own targets: back to their numbers, then of all.
            targets = next(i for i, other in enumerate(heads) if other.field == "targets")
            held = f"ROUND(SUMPRODUCT({rows},{span(targets, last)}),0)"
            every = a1(row, targets)
            formula = f'=IF({every}=0,"",{held}/{every})'
            share = whole.of_targets(head.field)
            total = Cell(row, column, share, "sum-share", formula=formula)
        elif head.field == "done":
            shares = [share for share in found if isinstance(share, Decimal)]
            mean = sum(shares, Decimal(0)) / len(shares) if shares else None
            formula = f'=IF(COUNT({rows})=0,"",AVERAGE({rows}))'
            total = Cell(row, column, mean, "sum-whole", formula=formula)
        else:
            words = (own["total"], own["total_wan"]) if head.field == "name" else (None, None)
            total, wan = (Cell(row + down, column, word, "sum") for down, word in enumerate(words))
        cells += [total, wan]
    return cells


def span(column: int, last: int) -> str:
    """Returns a column's range over all projects, the last in row `last`."""
    letters = column_letters(column)
    return f"{letters}{FIRST + 1}:{letters}{last + 1}"
