"""Joins a target whose sign, number and unit have a column each (≥ | 3 | 个) as one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from xlperf.filing.target import read_target
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import normal
from xlperf.form.other_forms import words
from xlperf.form.values import text_of
from xlperf.grid import Value

_COUNTS = re.compile(r".*\d|[〇零一二三四五六七八九十百千万亿两半]+", re.DOTALL)
_NOTHING = re.compile(r"[-‐−–—/\\]*")


class Parts(NamedTuple):
    """Holds the columns of a target's sign and unit."""

    operator: int | None
    unit: int | None

    def joined(self, cells: Sequence[Value], value: str) -> str:
        """Joins `value`, the text of a row's target cell, with the sign and unit beside it."""
        operator, unit = _text(cells, self.operator), _text(cells, self.unit)
        sign = operator if is_sign(operator) and read_target(value).operator is None else ""
        counts = _COUNTS.fullmatch(normal(value)) is not None
        return f"{sign}{value}{unit if counts and not _NOTHING.fullmatch(unit) else ''}"

    def holds(self, cells: Sequence[Value], value: str, column: int) -> bool:
        """Tells whether a row's text in a column is in its target, or says nothing more."""
        text = _text(cells, column)
        is_nothing = _NOTHING.fullmatch(text) is not None or _says_kind(text)
        return is_nothing or text in self.joined(cells, value)


def target_parts(places: LabelPositions) -> Parts | None:
    """Finds the columns of the targets' signs and units; None where a form has neither."""
    operator, unit = places.columns.get("operator"), places.columns.get("unit")
    if places.is_template or "target" not in places.heads or operator is unit is None:
        return None
    return Parts(operator, unit)


@lru_cache(maxsize=1024)
def is_sign(text: str) -> bool:
    """Tells whether a text is a sign before a number, or words that mean one: ≥, 不低于."""
    return bool(text) and read_target(f"{text}1").operator is not None


@lru_cache(maxsize=1024)
def _says_kind(text: str) -> bool:
    """Tells whether a text in the column of signs says that the value needs none: 定性."""
    return normal(text) in words()["columns"]["words"]


def _text(cells: Sequence[Value], column: int | None) -> str:
    value = cells[column] if column is not None and column < len(cells) else None
    return (text_of(value) or "").strip()
