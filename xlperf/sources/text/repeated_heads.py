"""Drops the heads that a form's table repeats at the top of every page: no form begins there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import BLOCKS, TABLE, fields_of, is_narrative_heading
from xlperf.grid import PAGE, Line

_HEADS = frozenset(TABLE)


def without_repeated(lines: Sequence[Line]) -> Iterator[Line]:
    """Yields the lines without titles above the rest of a form, and repeated heads of indicators.

    A form of its own has its project's name below its title.
    """
    heads: set[str] = set()
    in_form = is_again = False
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
        if all(fields & (_HEADS | BLOCKS) for fields in named) and any(f & _HEADS for f in named):
            found = {field for fields in named for field in fields & _HEADS}
            if heads == _HEADS:
                continue
            heads |= found
        yield line


def _names_project(lines: Sequence[Line]) -> bool:
    for line in lines:
        if "title" in fields_of(line.text) or is_narrative_heading(line.text):
            return False
        if any("name" in fields_of(word) for word in line.text.split()):
            return True
    return False
