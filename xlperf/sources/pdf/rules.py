"""Finds tables by their rules, with the cells that a page break left open closed again.

A merged cell that runs on to the next page has no rule at the bottom of the one nor at the top
of the other, so that rules alone show no cell. The frame around all the rules of the
table closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Box = tuple[float, float, float, float]
"""Gives x0, top, x1, bottom in points."""

_TOUCH = 3.0
_SHORT = 6.0
"""Rules shorter than this, in points, are marks and not edges of cells."""
_OPEN = 50.0
"""Gives the square points of its frame that no cell fills, at the least, where a cell is open."""


def closed_tables(page: Any) -> list[Any]:
    """Returns the tables that pdfplumber finds on a page, those with open cells found again."""
    tables = page.find_tables()
    if not tables:
        return []
    edges = [
        (edge["x0"], edge["top"], edge["x1"], edge["bottom"])
        for edge in page.edges
        if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) >= _SHORT
    ]
    frames = [_frame(table.bbox, edges) for table in tables]
    if all(_fills(table, frame) for table, frame in zip(tables, frames, strict=True)):
        return list(tables)
    explicit = [_rectangle(frame, page) for frame in frames]
    settings = {"explicit_vertical_lines": explicit, "explicit_horizontal_lines": explicit}
    return list(page.find_tables(settings))


def _frame(box: Box, edges: Sequence[Box]) -> Box:
    """Returns the box around a table and every rule that touches it, directly or through another.

    Above and below it ends with a rule across, or where half of the rules down end: a few that
    reach further are stubs of merged cells.
    """
    reach, found = box, []
    rest = list(edges)
    while near := [edge for edge in rest if _touch(edge, reach)]:
        rest = [edge for edge in rest if edge not in near]
        found += near
        reach = _around([reach, *near])
    across = [edge for edge in found if edge[2] - edge[0] > edge[3] - edge[1]]
    down: dict[int, Box] = {}
    for edge in found:
        if edge[2] - edge[0] <= edge[3] - edge[1]:
            place = round(edge[0] / _TOUCH)
            down[place] = _around([down.get(place, edge), edge])
    half = len(down) // 2
    tops = sorted(edge[1] for edge in down.values())
    ends = sorted(edge[3] for edge in down.values())
    top = min([box[1], *(edge[1] for edge in across), *tops[half : half + 1]])
    end = max([box[3], *(edge[3] for edge in across), *ends[half : half + 1]])
    return reach[0], top, reach[2], end


def _touch(edge: Box, box: Box) -> bool:
    return (
        edge[0] <= box[2] + _TOUCH
        and edge[2] >= box[0] - _TOUCH
        and edge[1] <= box[3] + _TOUCH
        and edge[3] >= box[1] - _TOUCH
    )


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _fills(table: Any, frame: Box) -> bool:
    """Tells whether the cells leave nothing of the frame open; rules have a width."""
    ends = zip(table.bbox, frame, strict=True)
    x0, top, x1, bottom = (own if abs(own - end) <= _TOUCH else end for own, end in ends)
    area = sum((cell[2] - cell[0]) * (cell[3] - cell[1]) for cell in table.cells)
    return bool((x1 - x0) * (bottom - top) - area < _OPEN)


def _rectangle(frame: Box, page: Any) -> dict[str, Any]:
    """Returns the frame as pdfplumber describes a rectangle on a page."""
    x0, top, x1, bottom = frame
    height = float(page.height)
    return {
        "object_type": "rect", "x0": x0, "x1": x1, "top": top, "bottom": bottom,
        "y0": height - bottom, "y1": height - top, "width": x1 - x0, "height": bottom - top,
        "doctop": top, "page_number": page.page_number,
    }  # fmt: skip
