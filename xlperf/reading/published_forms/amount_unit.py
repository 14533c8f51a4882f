"""Finds out whether a form's amounts are in 元 or 万元, from a label, above or beside them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Flaw, Funding
from xlperf.form.find_labels import LabelPositions
from xlperf.form.labels import normal
from xlperf.form.values import amount_in_wan, says_wan, says_yuan, text_of
from xlperf.grid import Grid

_UNSAID = "金额没有写明是元还是万元，没有读入"
_WAN = re.compile("(?<![百千])万元")
_ENDS = re.compile(r"(?:\d.*?)?(万?元)", re.DOTALL)
"""Matches a unit alone, or behind an amount."""


def fields_in_wan(grid: Grid, places: LabelPositions, in_wan: bool) -> Collection[str]:
    """Names the amounts in 万元: those whose own label says so, or all where the form says it.

    The form says so in the block's label, or anywhere above the last amount: a page's end may have
    cut that label, and some forms have （单位：万元） below their title. What one label says goes
    for those that say nothing, where the form does not say otherwise.
    """
    labels = {name: places.labels[name] for name in ("funding", *AMOUNTS) if name in places.labels}
    texts = {name: str(grid.value(*cell)) for name, cell in labels.items()}
    found = {name for name, text in texts.items() if _WAN.search(text)}
    if "funding" in found:
        return AMOUNTS
    if places.is_template or says_yuan(texts.get("funding", "")):
        return found
    units = {_unit_in(text) for text in _others(grid, places) if amount_in_wan(text) is None}
    if in_wan or "万元" in units or (found and "元" not in units):
        return {name for name in AMOUNTS if not says_yuan(texts.get(name, ""))}
    return found


def unit_unsaid(
    grid: Grid, places: LabelPositions, funding: Funding, above: Sequence[str]
) -> Flaw | None:
    """Returns a flaw where another place's form does not say its amounts' unit; else None."""
    names = [name for name in AMOUNTS if getattr(funding, name) is not None]
    if not names or places.is_template or places.is_ours:
        return None
    cells = [places.labels[name] for name in ("funding", *names) if name in places.labels]
    beside = [value for row, _ in cells for value in grid.rows[row]]
    texts = [*above, *_others(grid, places), *(text_of(value) or "" for value in beside)]
    texts += [str(grid.value(*cell)) for cell in cells]
    if any(map(_unit_in, texts)):
        return None
    return Flaw("", names[0], grid.address(*places.labels[names[0]]), _UNSAID)


def _others(grid: Grid, places: LabelPositions) -> Iterator[str]:
    """Yields the texts above the last label of an amount, those labels apart."""
    cells = {places.labels[name] for name in ("funding", *AMOUNTS) if name in places.labels}
    last = max((row for row, _ in cells), default=0)
    for row, values in enumerate(grid.rows[: last + 1]):
        for column, value in enumerate(values):
            if value.__class__ is str and (row, column) not in cells:
                yield str(value)


def _unit_in(text: str) -> str | None:
    """Returns the unit of amounts that a text says: （万元）, 单位：元, 12.5万元 or 万元 alone."""
    if says_wan(text):
        return "万元"
    if says_yuan(text):
        return "元"
    found = _ENDS.fullmatch(normal(text))
    return found[1] if found else None
