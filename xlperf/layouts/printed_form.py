"""Lays out the official form: one project as its edition prints it, on one A4 page.

The head is the edition's grid; below it stand the tables of its indicators. A page that would
overflow is first drawn closer, then in smaller type down to the edition's smallest, and at last
runs on to further pages, each beginning with the table's heads and whole merges. A text that would
need a taller row than a spreadsheet has, and be cut where the page ends, is set in smaller type by
itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from xlperf.filing.model import Project
from xlperf.filing.shorten import cut_short
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.layouts.printed_table import Block, Text, blocks_below, table_texts
from xlperf.layouts.printed_values import heading, value
from xlperf.layouts.sheet import Cell, Page, Sheet
from xlperf.layouts.styles import form_styles
from xlperf.layouts.text_height import LEADING, TALLEST, height, raised

_LOG = logging.getLogger("xlperf")

A4 = (595.0, 842.0)
_FILLED, _SPREAD = 0.96, 0.94
"""Give the part of a page to fill, as programs round heights differently; of that, for looks."""
_GAP, _CLOSE_GAP = 4.0, 2.0
"""Gives the points that a row is higher than its lines, in the roomy and in the close setting."""
_STEP, _TINIEST = 0.5, 1.0
"""Give the step between the type sizes tried, and the smallest type, in points."""
_NAME = 40
"""Limits the characters of a project's name that a warning says."""


class _Setting(NamedTuple):
    """Holds how the form is set: the type's size, and whether rows are as low as text allows."""

    size: float
    close: bool


def form_sheet(project: Project, name: str, edition: Edition, year: int | None) -> Sheet:
    """Lays out the form of one project as a sheet called `name`; logs type too small to read."""
    head = [_fitted(text, edition) for text in _head(project, edition, year)]
    first = len(edition.form["rows"])
    blocks = blocks_below(project, edition, first)
    texts = [*head, *_tables(blocks, edition, ())]
    _say_tiny(project.name or name, texts)
    settings = _settings(edition)
    for setting in settings:
        heights = _heights(texts, blocks, setting, edition)
        if sum(heights) <= _room(edition) and max(heights) <= TALLEST:
            roomy = _heights(texts, blocks, setting._replace(close=False), edition)
            heights = raised(heights, roomy, _room(edition) * _SPREAD)
            return _sheet(project, name, edition, texts, heights, setting, ())
    for setting in settings:  # over several pages, then, no row taller than a row can be
        heights = _heights(texts, blocks, setting, edition)
        if max(heights) <= TALLEST:
            break
    breaks = _breaks(heights, first, _room(edition))
    texts = [*head, *_tables(blocks, edition, breaks)]
    heights = _heights(texts, blocks, setting, edition)
    return _sheet(project, name, edition, texts, heights, setting, breaks)


@cache
def _settings(edition: Edition) -> tuple[_Setting, ...]:
    """Returns the settings to try, the roomiest first."""
    size, smallest = edition.form["text_size"], edition.form["smallest_size"]
    steps = int((size - smallest) / _STEP)
    return (
        _Setting(size, False),
        *(_Setting(size - step * _STEP, True) for step in range(steps + 1)),
    )


@cache
def _grid(edition: Edition) -> tuple[tuple[Text, ...], tuple[tuple[str, str, Text], ...]]:
    """Returns the head's labels, and its headings and values: kind, name and place of each."""
    labels, values = [], []
    for row, line in enumerate(edition.form["rows"]):
        for cell in line["cells"]:
            first, last = cell["columns"]
            place = Text(row, cell.get("rows", 1), first - 1, last - 1, "", cell["style"])
            if "label" in cell:
                labels.append(place._replace(text=edition.label(cell["label"])))
            elif "text" in cell:  # a box that the form has and a filing does not
                labels.append(place._replace(text=cell["text"]))
            else:
                kind = "heading" if "heading" in cell else "value"
                values.append((kind, cell[kind], place))
    return tuple(labels), tuple(values)


def _head(project: Project, edition: Edition, year: int | None) -> list[Text]:
    labels, values = _grid(edition)
    texts = list(labels)
    for kind, name, place in values:
        if kind == "value":
            text = value(name, project, edition)
        else:
            text = heading(name, project, edition, year)
        texts.append(place._replace(text=text))
    return texts


def _tables(blocks: Sequence[Block], edition: Edition, breaks: tuple[int, ...]) -> list[Text]:
    texts = (text for block in blocks for text in table_texts(block, edition, breaks))
    return [_fitted(text, edition) for text in texts]


def _fitted(text: Text, edition: Edition) -> Text:
    """Returns the text in the type in which it stands in one row."""
    size, edges = edition.form["smallest_size"], edition.form["edges"]
    room = edges[text.last + 1] - edges[text.first]
    if len(text.text) < TALLEST / (size * LEADING):  # not even with one character in a line
        return text
    if height(text.text, room, size) <= TALLEST:
        return text
    while size > _TINIEST and height(text.text, room, size) > TALLEST:
        size -= _STEP
    return text._replace(size=size)


def _say_tiny(name: str, texts: list[Text]) -> None:
    tiny = min((text.size for text in texts if text.size), default=None)
    if tiny is not None:
        _LOG.warning(
            "“%s”的打印表：有文字太长，用 %g 磅的小字才排得下，打印后不易看清；请精简后再打印。",
            cut_short("".join(filter(str.isprintable, name)), _NAME),
            tiny,
        )


def _heights(
    texts: list[Text], blocks: Sequence[Block], setting: _Setting, edition: Edition
) -> list[float]:
    """Returns the height of every row in points, so that every text shows."""
    form = edition.form
    edges = form["edges"]
    table = form["table"]
    size, gap = setting.size, _CLOSE_GAP if setting.close else _GAP
    heights = [float(row["height"]) for row in form["rows"]]
    for block in blocks:
        heights += [table["header_height"], *[table["row_height"]] * len(block.indicators)]
    if setting.close:
        least = size * LEADING + gap
        heights = [min(height, least) for height in heights]
    tall = []
    for text in texts:
        shown = text.size or (form["title_size"] if text.style == "title" else size)
        room = edges[text.last + 1] - edges[text.first]
        if len(text.text) * shown < room - 2 * shown and "\n" not in text.text:
            needed = shown * LEADING + gap
        else:
            needed = height(text.text, room, shown, gap=gap)
        if text.rows > 1:
            tall.append((text, needed))
        elif needed > heights[text.row]:
            heights[text.row] = needed
    for text, needed in tall:
        lacking = needed - sum(heights[text.row : text.row + text.rows])
        if lacking > 0:
            heights[text.row + text.rows - 1] += lacking
    return heights


def _room(edition: Edition) -> float:
    """Returns the height of a page to fill, in points."""
    return float((A4[1] - 2 * edition.form["margin"]) * _FILLED)


def _breaks(heights: list[float], header: int, room: float) -> tuple[int, ...]:
    """Returns the table's rows that begin a new page, below its repeated headers."""
    used = sum(heights[: header + 1]) % room
    breaks = []
    for row in range(header + 1, len(heights)):
        if used + heights[row] > room:
            breaks.append(row)
            used = heights[header]
        used += heights[row]
    return tuple(breaks)


def _sheet(
    project: Project,
    name: str,
    edition: Edition,
    texts: list[Text],
    heights: list[float],
    setting: _Setting,
    breaks: tuple[int, ...],
) -> Sheet:
    form = edition.form
    edges = form["edges"]
    styles = form_styles(form["font"], setting.size, form["title_size"])
    cells = []
    for text in texts:
        style = text.style
        if text.size:
            style = f"{style}-{text.size}"
            styles = {**styles, style: styles[text.style]._replace(size=text.size)}
        columns = text.last - text.first + 1
        cells.append(Cell(text.row, text.first, text.text, style, text.rows, columns))
    header = len(form["rows"])
    words = template()["form"]
    # The number of the form's own pages; a spreadsheet knows those of the whole print only.
    room = _room(edition)
    pages = max(len(breaks) + 1, ceil(sum(heights) / room))
    side, margin = form["sheet_side"], form["margin"]
    page = Page(
        margins=(side, side, margin, margin),
        # Always one page wide: where a font is missing, columns come out wider than meant. While
        # it fits so, Excel passes over the breaks and breaks by itself, a row later at most.
        fit=(1, 0) if sum(heights) > room else (1, 1),
        repeat=(header, header) if breaks else None,
        breaks=breaks,
        footer=(project.name or name, words["page_of"].format(page="{page}", pages=pages)),
    )
    return Sheet(
        name,
        cells,
        styles,
        tuple(right - left for left, right in pairwise(edges)),
        {row: min(tall, TALLEST) for row, tall in enumerate(heights)},
        page=page,
    )
