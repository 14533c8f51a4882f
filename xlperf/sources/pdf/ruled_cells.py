"""Finds the cells of tables by their rules, those that a page break left open closed again.

A merged cell that runs on to the next page has no rule at the bottom of the one nor at the top of
the other, so that rules alone show no cell. The frame around all the rules of the table closes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from xlperf.sources.pdf.seen_characters import Box

_BOX = itemgetter("x0", "top", "x1", "bottom")
_TOUCH = 3.0
_SHORT = 6.0
"""Rules shorter than this, in points, are marks and not edges of cells."""
_LOWEST = 5.0
"""Nothing lower than this, in points, is a cell that holds text."""
_SLANT = 0.05
"""Gives the sine of what still passes for upright, or on its side."""
_OPEN = 50.0
"""Gives the square points of its frame that no cell fills, at the least, where a cell is open."""


def letters(page: Any) -> list[tuple[float, float]]:
    """Returns the middle of each letter on a pdfplumber page that does not slant.

    pdfium may pass over some: a piece of text that is a single letter no font of this machine has.
    """
    left, top = page.bbox[:2]
    return [
        ((char["x0"] + char["x1"]) / 2 - left, (char["top"] + char["bottom"]) / 2 - top)
        for char in page.chars
        if not char["text"].isspace() and min(map(abs, char["matrix"][:2])) < _SLANT
    ]


def ruled_cells(page: Any) -> list[list[Box]]:
    """Returns the cells of each table on a pdfplumber page, from the top of the page down."""
    tables = page.find_tables()
    if tables:
        edges = [
            box for box in map(_BOX, page.edges) if max(box[2] - box[0], box[3] - box[1]) >= _SHORT
        ]
        frames = [_frame(table.bbox, edges) for table in tables]
        if not all(map(_is_filled, frames, tables)):
            explicit = [_rectangle(frame) for frame in frames]
            tables = page.find_tables(
                {"explicit_vertical_lines": explicit, "explicit_horizontal_lines": explicit}
            )
    left, top = page.bbox[:2]  # pdfium counts from the corner
    return [
        [
            (x0 - left, y0 - top, x1 - left, y1 - top)
            for x0, y0, x1, y1 in table.cells
            if y1 - y0 >= _LOWEST
        ]
        for table in sorted(tables, key=lambda table: table.bbox[1])
    ]


def _frame(box: Box, edges: Iterable[Box]) -> Box:
    """Returns the box around a table and every rule that touches it, directly or through another.

    Above and below it ends with a rule across, or where half of the rules down end: a few that
    reach further are stubs of merged cells.
    """
    reach, found, rest = box, [], list(edges)
    while near := [edge for edge in rest if _touch(edge, reach)]:
        rest = [edge for edge in rest if edge not in near]
        found += near
        reach = around([reach, *near])
    across = [edge for edge in found if edge[2] - edge[0] > edge[3] - edge[1]]
    down: dict[int, Box] = {}
    for edge in found:
        if edge not in across:
            place = round(edge[0] / _TOUCH)
            down[place] = around([down.get(place, edge), edge])
    half = slice(len(down) // 2, len(down) // 2 + 1)
    tops = sorted(edge[1] for edge in down.values())[half]
    ends = sorted(edge[3] for edge in down.values())[half]
    top = min([box[1], *(edge[1] for edge in across), *tops])
    return reach[0], top, reach[2], max([box[3], *(edge[3] for edge in across), *ends])


def _touch(edge: Box, box: Box) -> bool:
    beside = edge[0] > box[2] + _TOUCH or edge[2] < box[0] - _TOUCH
    return not (beside or edge[1] > box[3] + _TOUCH or edge[3] < box[1] - _TOUCH)


def around(boxes: Iterable[Box]) -> Box:
    """Returns the box around all of these."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_filled(frame: Box, table: Any) -> bool:
    """Tells whether the cells leave nothing of the frame open; rules have a width."""
    ends = zip(table.bbox, frame, strict=True)
    x0, top, x1, bottom = (own if abs(own - end) <= _TOUCH else end for own, end in ends)
    area = sum((cell[2] - cell[0]) * (cell[3] - cell[1]) for cell in table.cells)
    return bool((x1 - x0) * (bottom - top) - area < _OPEN)


def _rectangle(frame: Box) -> dict[str, Any]:
    """Returns a frame as pdfplumber describes rectangles on a page."""
    x0, top, x1, bottom = frame
    across = {"x0": x0, "x1": x1, "width": x1 - x0}
    down = {"top": top, "bottom": bottom, "y0": -bottom, "y1": -top, "height": bottom - top}
    return {"object_type": "rect", **across, **down, "doctop": top}
