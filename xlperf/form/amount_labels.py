"""Assigns the amount labels that a form prints twice to the project or to the year.

其他资金 stands below both totals, 资金总额 and 其中：财政资金 may be either's. The labels'
positions decide; a label that nothing decides is left out and reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from xlperf.form.indicator_blocks import Hit
from xlperf.grid import Position

_HEADS = (("total", "fiscal"), ("annual_total", "annual_fiscal", "carried_over"))
"""Lists the labels that head the two blocks of money, in the order in which they are asked."""
_PARTS = {"fiscal": "annual_fiscal", "other": "annual_other"}
"""Maps the amounts that are the year's where the total above them is."""
_WHOSE = frozenset(("total", "annual_total", "annual_fiscal", "carried_over"))
"""Lists the labels that say whose the amounts below and beside them are."""
_FAR = (True, 1_000, 1_000)
_Distance = tuple[bool, int, int]


def place_amounts(
    labels: dict[str, Position], shared: Sequence[Hit]
) -> tuple[list[tuple[str, Position]], list[Position]]:
    """Gives the labels that two fields share, each with its own; and those left over.

    `labels` are those that one field has for itself.
    """
    known = dict(labels)
    totals = [hit for hit in shared if hit[2][0] == "total"]
    others = [hit for hit in shared if hit[2][0] != "total"]
    placed: list[tuple[str, Position]] = []
    unplaced: list[Position] = []
    for row, column, _ in totals:
        name = _total(known)
        if name is None:
            unplaced.append((row, column))
        else:
            placed.append((name, (row, column)))
            known.setdefault(name, (row, column))
    if unplaced:
        return placed, [*unplaced, *((row, column) for row, column, _ in others)]
    alike: dict[tuple[str, ...], list[Hit]] = {}
    for hit in others:
        alike.setdefault(hit[2], []).append(hit)
    nearest: dict[tuple[str, int], _Distance] = {}
    for hit in others:
        name = _side(known, hit, alike[hit[2]], nearest)
        placed.append((name, hit[:2]))
        known.setdefault(name, hit[:2])
    return placed, []


def of_the_year(labels: dict[str, Position]) -> list[Position]:
    """Changes amounts that stand below the year's total alone into the year's, in place.

    The labels of those that the year has already in the same column, or that stand below no total
    at all, are taken out, and given.
    """
    left: list[Position] = []
    if "annual_total" in labels and "total" not in labels:
        for whole, year in _PARTS.items():
            if whole in labels and year not in labels:
                labels[year] = labels.pop(whole)
            elif whole in labels and labels[whole][1] == labels[year][1]:
                left.append(labels.pop(whole))
    if labels.keys().isdisjoint(_WHOSE):
        left += [labels.pop(name) for name in _PARTS if name in labels]
    return left


def _total(known: dict[str, Position]) -> str | None:
    """Tells whose an undecided total is: what the labels of the other amounts leave it."""
    if "annual_total" in known:
        return "total"
    is_annual = {"total", "annual_fiscal", "carried_over"} & known.keys()
    return "annual_total" if is_annual else None


def _side(
    known: dict[str, Position],
    hit: Hit,
    alike: Sequence[Hit],
    nearest: dict[tuple[str, int], _Distance],
) -> str:
    """Tells which of two fields a shared label means: that of the block whose head is nearest.

    Of two labels alike, where one block has no head, the one further away is that block's.
    `nearest` keeps how near the nearest of them is to a field's block, for so many known labels.
    """
    whole, year = hit[2]
    if hit[2] == ("fiscal", "annual_fiscal") and year in known:
        return whole
    near = min(hit[2], key=lambda name: _distance(known, name, hit))
    far = year if near == whole else whole
    if _distance(known, far, hit) != _FAR:
        return near
    key = near, len(known)
    if key not in nearest:
        nearest[key] = min(_distance(known, near, other) for other in alike)
    return far if nearest[key] < _distance(known, near, hit) else near


def _distance(known: dict[str, Position], name: str, hit: Hit) -> _Distance:
    """Measures the way from a block's head to a label; from one on its left it is nearest."""
    row, column, _ = hit
    heads = _HEADS[name.startswith("annual")]
    head = next((head for head in heads if head in known), None)
    if head is None:
        return _FAR
    top, left = known[head]
    below = row - top
    is_behind = below == 0 and left < column and head == heads[0]
    return (not is_behind, abs(column - left), below if below >= 0 else 1_000)
