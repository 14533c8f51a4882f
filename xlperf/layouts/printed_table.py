"""Sets the indicators on the printed form: a table of the year's, one above it of another period's.

A table has one row per indicator, with equal neighbours of the first two levels merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from xlperf.filing.model import Indicator, Project
from xlperf.form.edition import Edition
from xlperf.form.other_forms import name_of_other_period
from xlperf.layouts.printed_values import indicator_text, level_text


class Text(NamedTuple):
    """Holds a text on the form's own grid: rows as the edition counts them, columns from 0."""

    row: int
    rows: int
    first: int
    last: int
    text: str
    style: str
    size: float | None = None
    """Gives the type's size, where it is not the form's."""


class Block(NamedTuple):
    """Holds one table of indicators: the row of its heads, its rows, and the mark beside them.

    `is_named` says that the mark names a period, and so has to stand beside the heads as well.
    """

    header: int
    indicators: tuple[Indicator, ...]
    mark: str
    is_named: bool = False

    @property
    def end(self) -> int:
        """Returns the first row after the table."""
        return self.header + 1 + len(self.indicators)


def blocks_below(project: Project, edition: Edition, first: int) -> list[Block]:
    """Returns the tables of a project from the row `first` on."""
    table, other = edition.form["table"], project.other_period
    if other is None or not edition.prints_other_period:
        return [Block(first, project.indicators, edition.label(table["side"]["label"]))]
    above = Block(first, other.indicators, name_of_other_period(other.name), True)
    return [above, Block(above.end, project.indicators, table["periods"]["annual"], True)]


def table_texts(block: Block, edition: Edition, breaks: tuple[int, ...]) -> list[Text]:
    """Returns a table from its header row on; merges end where a page does."""
    table = edition.form["table"]
    header, indicators = block.header, block.indicators
    below, end = header + 1, block.end
    inside = [row for row in breaks if below < row < end]
    pages = [below, *inside, end] if indicators else [end]
    texts = _side(edition, block, pages)
    path: list[str] = []
    for column in table["columns"]:
        first, last = (column - 1 for column in column["columns"])
        name = column.get("field")
        if name is None:  # a column that the form has and a filing does not
            texts += [Text(row, 1, first, last, "", "centre") for row in range(below, end)]
            texts.append(Text(header, 1, first, last, column["text"], "centre"))
            continue
        head = column.get("head") or edition.label(name)
        texts.append(Text(header, 1, first, last, head, "centre"))
        if column.get("merge"):
            path.append(name)
            for row, to in _runs(indicators, path, below, set(inside), edition):
                text = level_text(indicators[row - below], name, edition) or ""
                texts.append(Text(row, to - row, first, last, text, "centre"))
            continue
        for row, indicator in enumerate(indicators, start=below):
            texts.append(
                Text(row, 1, first, last, indicator_text(name, indicator, edition), "centre")
            )
    return texts


def _side(edition: Edition, block: Block, pages: list[int]) -> list[Text]:
    """Returns the mark beside the table, a text a page; none where the form has no such column."""
    side, header, is_empty = edition.form["table"]["side"], block.header, not block.indicators
    if not side["columns"]:
        return []
    first, last = (column - 1 for column in side["columns"])
    # Only the first page's mark reaches up to the heads, which further pages repeat.
    spans = [(header, pages[0] if is_empty else pages[1]), *pairwise(pages[1:])]
    texts = []
    if side.get("below") and not is_empty and not block.is_named:
        texts = [Text(header, 1, first, last, "", "centre")]
        spans[0] = (header + 1, spans[0][1])
    return texts + [Text(row, to - row, first, last, block.mark, "centre") for row, to in spans]


def _runs(
    indicators: tuple[Indicator, ...],
    path: list[str],
    below: int,
    breaks: set[int],
    edition: Edition,
) -> Iterator[tuple[int, int]]:
    """Finds the stretches of rows equal in every level of `path`; empty ones stand alone.

    So do rows that hold nothing but levels: below a merged level, a blank row is none.
    """
    start, before, was_bare = below, None, False
    for row, indicator in enumerate(indicators, start=below):
        levels = [level_text(indicator, name, edition) for name in path]
        is_bare = not indicator.level3 and indicator.target is None
        alone = is_bare or was_bare or not levels[-1]
        if row > below and (levels != before or alone or row in breaks):
            yield start, row
            start = row
        before, was_bare = levels, is_bare
    if indicators:
        yield start, below + len(indicators)
