"""Knows the words that forms use (labels, levels, vocabulary), and joins wrapped ones again.

A narrow cell breaks 服务对象满意度指标 over three lines. Such a word is known, so that joining its
lines is certain; of any other text only its source can say where lines end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from xlperf.form.edition import edition_ids, every_pair, load_edition
from xlperf.form.labels import fields_of, normal
from xlperf.grid import Grid

_LONGEST = 40
_UNPARTED = re.compile(r"[(（《〈【“]*(?:[!-~]+|.)[)）》〉】”、，。；：！？]*")


@cache
def form_words() -> frozenset[str]:
    """Returns every 一级 and 二级指标 and every word of a vocabulary, in normal form."""
    editions = map(load_edition, edition_ids())
    vocabulary = (words for edition in editions for words in edition.vocabulary.values())
    return frozenset(map(normal, levels(1).union(levels(2), *vocabulary)))


@cache
def levels(number: int) -> frozenset[str]:
    """Returns the known 一级 (1) or 二级指标 (2)."""
    pairs = every_pair()
    return frozenset(pairs) if number == 1 else frozenset().union(*pairs.values())


def whole_word(lines: Sequence[str]) -> str | None:
    """Returns the lines as one word where they make up a word of the form, else None."""
    text = "".join(line.strip() for line in lines)
    if len(text) <= _LONGEST and (normal(text) in form_words() or fields_of(text)):
        return text
    return None


def unwrapped(grid: Grid) -> Grid:
    """Returns the grid with the wrapped words of its cells whole again, and marked so."""
    rows = grid.rows
    marks = dict(grid.marks)
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and "\n" in value and normal(value) in form_words():
                rows = [*rows[:row], list(rows[row]), *rows[row + 1 :]]
                rows[row][column] = whole_word(value.split("\n"))
                marks[row, column] = joined_lines_mark(value.count("\n") + 1)
    return grid if rows is grid.rows else replace(grid, rows=rows, marks=marks)


OVER = "由跨页的两段合并"
"""Marks a value that the end of a page had parted."""


def joined_lines_mark(lines: int) -> str:
    """Returns the mark of a value that was joined from so many lines."""
    return f"由 {lines} 行合并"


def ems(text: str) -> float:
    """Measures a text's width in Chinese characters (ems); other characters are half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def first_word(text: str) -> float:
    """Measures in ems what a line cannot part from its first character: a number, closing signs."""
    found = _UNPARTED.match(text)
    return max(ems(found[0]), 1.0) if found else 1.0
