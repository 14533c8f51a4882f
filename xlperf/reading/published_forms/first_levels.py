"""Gives indicators the first level that a form of two levels leaves out: 数量指标 is an output."""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.model import Indicator
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import fields_of, normal
from xlperf.grid import Grid


def with_first_levels(
    indicators: tuple[Indicator, ...], grid: Grid, places: LabelPositions, edition: Edition
) -> tuple[Indicator, ...]:
    """Returns the indicators with the first level of each, where a second one has but one.

    Those of a form whose 一级指标 heads what is a second level elsewhere; all others as they are.
    """
    if places.is_template or places.header is None or "level1" in places.heads:
        return indicators
    head = grid.value(places.header, places.heads.get("level2", 0))
    if not isinstance(head, str) or fields_of(head)[:1] != ("level1",):
        return indicators
    return tuple(replace(row, level1=_above(row.level2, edition)) for row in indicators)


def _above(level2: str | None, edition: Edition) -> str | None:
    own = normal(level2 or "")
    for pairs in (edition.taxonomy, edition.pairs):
        found = [level1 for level1, below in pairs.items() if own in map(normal, below)]
        if len(found) == 1:
            return found[0]
    return None
