"""Reads the indicators of several years that stand beside or above the year's, and keeps them."""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.model import OtherPeriod
from xlperf.form.find_labels import LabelPositions
from xlperf.form.indicator_blocks import OtherPeriod as Block
from xlperf.form.labels import plain_label
from xlperf.grid import Grid
from xlperf.reading.indicator_table import read_indicators


def other_period(grid: Grid, places: LabelPositions) -> OtherPeriod | None:
    """Returns the first block of another period with its indicators; None where there is none.

    Where the parts of targets have columns of their own, nothing tells whose they are: None.
    """
    if places.is_template or not places.passed or is_parted(places):
        return None
    block: Block = places.passed[0]
    own = replace(
        places, header=block.header, heads=dict(block.heads), end=block.rows.stop, columns={}
    )
    rows = [row for row in read_indicators(grid, own) if row.level3 or row.target]
    return OtherPeriod(plain_label(block.name), tuple(rows)) if rows else None


def is_parted(places: LabelPositions) -> bool:
    """Tells whether targets stand in parts, so that a second block's are not told from them."""
    return bool({"operator", "unit"} & places.columns.keys())
