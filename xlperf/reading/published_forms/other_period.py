"""Reads the indicators of several years that stand beside or above the year's, and keeps them."""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.model import OtherPeriod
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions
from xlperf.form.indicator_blocks import OtherPeriod as Block
from xlperf.form.other_forms import name_of_other_period
from xlperf.grid import Grid
from xlperf.reading.published_forms.first_levels import indicators_in


def other_period(grid: Grid, places: LabelPositions, edition: Edition) -> OtherPeriod | None:
    """Returns the first block of another period with its indicators; None where there is none."""
    if places.is_template or not places.passed:
        return None
    block: Block = places.passed[0]
    own = replace(
        places,
        header=block.header,
        heads=dict(block.heads),
        end=block.rows.stop,
        columns=dict(block.further),
    )
    rows = tuple(row for row in indicators_in(grid, own, edition) if row.level3 or row.target)
    return OtherPeriod(name_of_other_period(block.name), rows) if rows else None
