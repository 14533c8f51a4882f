"""Splits a form's lines into words, and finds the labels that stand beside several rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from xlperf.form.labels import labels, normal
from xlperf.form.vocabulary import ems, first_word
from xlperf.grid import Line

_WIDE = re.compile(r"\s{2,}")
_OPERATOR = re.compile(r"((?:^|(?<=\s))[≥≤><＞＜＝=]=?)\s+(?=\d)")
_FEWEST = 4
"""Gives the number of lines with wide gaps from which these part a text's cells, not each space."""
_ROUGH = 1.5
"""Gives the ems by which a line that ran out of room may fall short of the widest."""
_MOST_WAYS = 50
_UNITS = ("", "(元)", "(万元)")


class Row(NamedTuple):
    """Holds a line of the text and its words, from left to right."""

    line: Line
    words: tuple[str, ...]


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Returns the lines as words, parted where the text parts its cells."""
    is_wide = sum(bool(_WIDE.search(line.text)) for line in lines) >= _FEWEST
    return [
        Row(line, tuple((_WIDE.split if is_wide else str.split)(_OPERATOR.sub(r"\1", line.text))))
        for line in lines
    ]


def without_side(rows: Sequence[Row], field: str) -> Iterator[tuple[str, list[Row]]]:
    """Yields a label beside some rows and these without it, for each way in which it may stand.

    Its parts are the first words of some lines, in order. Where the rows have no such label, they
    are yielded as they are.
    """
    spellings = [text for text, fields in labels().fields.items() if field in fields]
    wholes = {text + unit for text in spellings for unit in _UNITS}
    found = list(islice(_taken(rows, 0, "", wholes), _MOST_WAYS))
    longest = max(map(len, (text for text, _ in found)), default=0)
    for text, taken in found:
        if len(text) == longest:
            kept = (
                row._replace(words=row.words[1:]) if index in taken else row
                for index, row in enumerate(rows)
            )
            yield text, [row for row in kept if row.words]
    if not found:
        yield "", list(rows)


def _taken(
    rows: Sequence[Row], start: int, text: str, wholes: set[str]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    if text in wholes:
        yield text, ()
    for index in range(start, len(rows)):
        longer = text + normal(rows[index].words[0])
        if any(whole.startswith(longer) for whole in wholes):
            for whole, taken in _taken(rows, index + 1, longer, wholes):
                yield whole, (index, *taken)


def ran_out(lines: Sequence[str], widest: float = 0.0) -> bool:
    """Tells whether each line of a cell but the last had no room for what follows.

    `widest` is the width of a line that its column is known to hold, in ems.
    """
    width = max([widest, *map(ems, lines)])
    return all(
        ems(line) + first_word(following) - 1 >= width - _ROUGH
        for line, following in pairwise(lines)
    )
