"""Reads texts of documents that draw bold letters twice: every bold line stands twice in them.

Taken for a value, the second of two labels would stand before the value of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlperf.form.detect_edition import year_in
from xlperf.form.labels import fields_of
from xlperf.grid import Line

_FEWEST = 4
"""Fewer labels may stand twice by chance, as that of a project named 项目名称 does."""


def once(lines: Sequence[Line]) -> list[Line]:
    """Returns the lines without repeats of those drawn twice: of all, or of labels alone."""
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.text)]
    bold = [run for run in runs if _is_bold(run[0].text)]
    twice = [run for run in bold if len(run) % 2 == 0]
    if len(twice) < max(_FEWEST, len(bold) / 2):
        return list(lines)
    are_all = all(len(run) % 2 == 0 for run in runs)
    halved = (
        run[::2] if len(run) % 2 == 0 and (are_all or _is_bold(run[0].text)) else run
        for run in runs
    )
    return [line for run in halved for line in run]


def _is_bold(text: str) -> bool:
    """Tells whether a line is a label, a title or its year, which forms print bold."""
    return bool(fields_of(text)) or year_in(text) is not None
