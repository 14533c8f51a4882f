"""Drops the heads that a form's table repeats at the top of every page: no form begins there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import SIDE_LABELS, TABLE, begins_part, fields_of, is_narrative_heading
from xlperf.grid import PAGE, Line

_HEADS = frozenset(TABLE)
_MOST = 8
"""All heads are on no more lines."""


def without_repeated(lines: Sequence[Line]) -> Iterator[Line]:
    """Yields the lines without titles above the rest of a form, and repeated heads of indicators.

    A form of its own has its project's name below its title.
    """
    heads: set[str] = set()
    in_form = is_again = False
    dropped = 0
    for index, line in enumerate(lines):
        named = [set(fields_of(word)) for word in line.text.split()] or [set()]
        if "title" in fields_of(line.text):
            is_again = in_form and not _names_project(lines[index + 1 :])
            in_form, heads = True, heads if is_again else set()
            if is_again:
                continue
        elif is_again and year_in(line.text) is not None:
            continue
        elif line.text != PAGE:
            is_again = False
            if "name" in named[0]:
                in_form, heads = True, set() if heads == _HEADS else heads
            elif is_narrative_heading(line.text):
                in_form = False
        if index < dropped:
            continue
        own = _heads_in(line)
        if own and heads == _HEADS:
            run = list(takewhile(_heads_in, lines[index : index + _MOST]))
            if set().union(*map(_heads_in, run)) == _HEADS:
                dropped = index + len(run)
                continue
        heads |= own
        yield line


def _heads_in(line: Line) -> set[str]:
    """Returns the heads on a line that holds nothing else but the label beside the indicators."""
    named = [set(fields_of(word)) for word in line.text.split()]
    if not all(fields & (_HEADS | SIDE_LABELS) for fields in named):
        return set()
    return {field for fields in named for field in fields & _HEADS}


def _names_project(lines: Sequence[Line]) -> bool:
    for line in lines:
        if begins_part(line.text):
            return False
        if any("name" in fields_of(word) for word in line.text.split()):
            return True
    return False
