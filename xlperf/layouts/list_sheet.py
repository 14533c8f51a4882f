"""Gives sheets with a list what they have in common: links at the top, and how they print."""

from __future__ import annotations

from collections.abc import Iterable

from xlperf.form.template import template
from xlperf.layouts.sheet import Cell, Page
from xlperf.layouts.sheet_names import quoted


def links_beside(column: int, beside: Iterable[str]) -> list[Cell]:
    """Links to the sheets `beside`, named as the template's words do, from a column on."""
    names = template()["sheets"]
    return [
        Cell(0, index, names[sheet], "link-centre", link=f"{quoted(names[sheet])}!A1")
        for index, sheet in enumerate(beside, start=column)
    ]


def list_page(head: int, title: str) -> Page:
    """Returns pages across, each with the row of heads on top, the title and its number below."""
    return Page(landscape=True, repeat=(head, head), footer=(title, template()["page"]))
