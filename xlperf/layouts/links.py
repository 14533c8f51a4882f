"""Puts the links at the top of a sheet that lead to the workbook's other sheets."""

from __future__ import annotations

from collections.abc import Iterable

from xlperf.form.template import template
from xlperf.layouts.sheet import Cell
from xlperf.layouts.sheet_names import quoted


def links_beside(column: int, beside: Iterable[str]) -> list[Cell]:
    """Links to the sheets `beside`, named as the template's words do, from a column on."""
    names = template()["sheets"]
    return [
        Cell(0, index, names[sheet], "link-centre", link=f"{quoted(names[sheet])}!A1")
        for index, sheet in enumerate(beside, start=column)
    ]
