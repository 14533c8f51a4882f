"""Gives indicators the first level that a form of two levels leaves out: 数量指标 is an output."""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.codes import with_level_codes
from xlperf.filing.model import Indicator
from xlperf.filing.points import parted
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.first_levels import both_levels, first_level_of
from xlperf.form.labels import fields_of
from xlperf.grid import Grid
from xlperf.reading.indicator_table import read_indicators


def indicators_in(grid: Grid, places: LabelPositions, edition: Edition) -> tuple[Indicator, ...]:
    """Reads the indicators of an edition, whose codes stand apart from the levels.

    Where 一级指标 heads what is a second level elsewhere, each gets the first level that its
    second one has, if but one.
    """
    indicators = with_level_codes(read_indicators(grid, places), edition.codes)
    if places.is_template or places.header is None or "level1" in places.heads:
        return indicators
    head = grid.value(places.header, places.heads.get("level2", 0))
    if not isinstance(head, str) or fields_of(head)[:1] != ("level1",):
        return indicators
    return tuple(_with_first_level(row, edition) for row in indicators)


def _with_first_level(row: Indicator, edition: Edition) -> Indicator:
    both = both_levels(row.level2 or "")
    if both is None:
        return replace(row, level1=first_level_of(row.level2, edition))
    first, second = map(parted, both)
    typed = replace(
        row,
        level1=first.name,
        level1_points=first.points,
        level1_code=row.level2_code,
        level2=second.name or None,
        level2_points=second.points or row.level2_points,
        level2_code=None,
    )
    return with_level_codes((typed,), edition.codes)[0]
