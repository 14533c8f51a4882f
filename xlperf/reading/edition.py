"""Which edition of the form a table is: by its labels, then by its year.

Districts change over at different times, so that a form of 2023 may still be in the edition of
2022; the labels that are printed decide, and the year only where they fit several editions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from xlperf.editions import Edition, edition_ids, load_edition
from xlperf.reading.grid import Grid
from xlperf.reading.labels import fields_of, normal, plain_label
from xlperf.reading.values import years_in

_LONGEST_YEAR, _TOP = 16, 12
"""The year's line is no longer, and stands in no later row."""


def year_of(grid: Grid) -> int | None:
    """The year in a form's title, or in the line below it: （2022年度）."""
    for row in grid.rows[:_TOP]:
        for value in row:
            if isinstance(value, str) and (year := year_in(value) or title_year(value)):
                return year
    return None


def title_year(text: str) -> int | None:
    """The year that a form's title names: 2023年项目支出绩效目标申报表."""
    years = years_in(text) if "title" in fields_of(text) else None
    return years[0] if years else None


def year_in(text: str) -> int | None:
    """The year that a line names, where it says nothing else: （2022年度）."""
    if "年度" in text and len(text) <= _LONGEST_YEAR:
        years = years_in(text)
        if years and normal(text).strip("()") == f"{years[0]}年度":
            return years[0]
    return None


def edition_for(year: int | None) -> Edition:
    """The edition that a year's forms are in: its own, or the nearest before it."""
    editions = [load_edition(edition) for edition in edition_ids()]
    if year is None:
        return editions[-1]
    past = [edition for edition in editions if edition.years[0] <= year]
    return max(past or editions[:1], key=lambda edition: edition.years[0])


def edition_of(labels: Iterable[str], year: int | None) -> Edition:
    """The edition whose printed labels fit those found best; of several, that of the year."""
    found: dict[str, str] = {}
    for label in labels:
        for field in fields_of(label)[:1]:
            found.setdefault(field, plain_label(label))
    editions = [load_edition(edition) for edition in edition_ids()]
    fits = {edition.id: _fit(edition, found) for edition in editions}
    best = [edition for edition in editions if fits[edition.id] == max(fits.values())]
    usual = edition_for(year)
    return usual if usual in best else best[-1]


def _fit(edition: Edition, found: dict[str, str]) -> int:
    """Labels spelt as the edition prints them, less fields that only one of the two has."""
    printed = _printed(edition)
    same = sum(printed.get(field) == text for field, text in found.items())
    return (
        same
        - sum(field in _varying() and field not in printed for field in found)
        - sum(field in _varying() and field not in found for field in printed)
    )


@cache
def _printed(edition: Edition) -> dict[str, str]:
    """The labels on the edition's form, in the spelling that it prints."""
    cells = (cell for row in edition.form["rows"] for cell in row["cells"])
    fields = [cell["label"] for cell in cells if "label" in cell]
    fields += ["overall", "annual", "target"]
    return {field: plain_label(edition.label(field)) for field in fields}


@cache
def _varying() -> frozenset[str]:
    """The fields that only some editions' forms have."""
    forms = [frozenset(_printed(load_edition(edition))) for edition in edition_ids()]
    return frozenset.union(*forms) - frozenset.intersection(*forms)
