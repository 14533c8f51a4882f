"""Detects the edition of a form's table: by its labels, then by its year.

Districts change over at different times, so that a form of 2023 may still be in the edition of
2022; the labels that are printed decide, and the year only where they fit several editions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from xlperf.form.edition import Edition, dated_ids, load_edition
from xlperf.form.labels import fields_of, normal, plain_label
from xlperf.form.other_forms import words, year_in_cell
from xlperf.form.values import text_of, years_in
from xlperf.grid import Grid, Value

_LONGEST_YEAR, _LONGEST_LINE, _LONGEST_TITLE, _TOP = 16, 24, 60, 12
"""The year's line is no longer, and stands in no later row."""
_YEAR_FIRST = re.compile(r"[(\[【〔{]?(?:19|20)\d{2}年度")
_LOST = 3
"""A form may lack this many labels, or spell them as nobody knows them."""


def year_of(grid: Grid) -> int | None:
    """Returns the year in a form's title, in the line below (（2022年度）), or beside its label."""
    is_head = True
    for cells in grid.rows[:_TOP]:
        texts = [value for value in cells if isinstance(value, str) and value.strip()]
        for text in texts:
            if year := year_in(text) or title_year(text) or _year_led(text):
                return year
        if is_head and len(texts) == 1 and (year := year_alone(texts[0])):
            return year
        is_head = is_head and not any(set(fields_of(text)) - {"title"} for text in texts)
    return next((year for cells in grid.rows[:_TOP] if (year := _year_beside(cells))), None)


def year_above(lines: Sequence[str]) -> int | None:
    """Returns the year that the lines above a form name, the nearest first."""
    years = (year_in(line) or title_year(line) or year_alone(line) for line in reversed(lines))
    return next((year for year in years if year), None)


def year_alone(text: str) -> int | None:
    """Returns the year of a line above a form: of its title, however called, or a year alone."""
    plain = normal(text) if len(text) <= _LONGEST_TITLE else ""
    years = years_in(plain)
    if years is None or years[0] != years[1]:
        return None
    is_title = "绩效" in plain and plain_label(text).endswith("表")
    if is_title or (_YEAR_FIRST.match(plain) and len(plain) <= _LONGEST_LINE):
        return years[0]
    return year_in_cell(plain)


def _year_led(text: str) -> int | None:
    """Returns the year behind a label in the same cell: 预算年度：2022年."""
    label, _, value = normal(text).partition(":")
    return year_in_cell(value) if value and label in words()["labels"]["years"] else None


def _year_beside(cells: Sequence[Value]) -> int | None:
    """Returns the year behind a label that asks for it: 预算年度 | 2023."""
    labels = words()["labels"]["years"]
    texts = [text for value in cells if (text := text_of(value)) is not None]
    for label, value in pairwise(texts):
        if plain_label(label) in labels and (year := year_in_cell(value)):
            return year
    return None


def title_year(text: str) -> int | None:
    """Returns the year that a form's title names: 2023年项目支出绩效目标申报表."""
    years = years_in(text) if "title" in fields_of(text) else None
    return years[0] if years else None


def year_in(text: str) -> int | None:
    """Returns the year that a line names, where it says nothing else: （2022年度）."""
    if "年度" in text and len(text) <= _LONGEST_YEAR:
        years = years_in(text)
        if years and normal(text).strip("()[]【】〔〕{}《》<>") == f"{years[0]}年度":
            return years[0]
    return None


def edition_for(year: int | None) -> Edition:
    """Returns the edition that a year's forms are in: its own, or the nearest before it."""
    editions = [load_edition(edition) for edition in dated_ids()]
    if year is None:
        return editions[-1]
    past = [edition for edition in editions if edition.years[0] <= year]
    return max(past or editions[:1], key=lambda edition: edition.years[0])


def edition_of(labels: Iterable[str], year: int | None) -> Edition:
    """Returns the edition whose printed labels fit those found best; if several, the year's."""
    found: dict[str, str] = {}
    for label in labels:
        for field in fields_of(label)[:1]:
            found.setdefault(field, plain_label(label))
    editions = [load_edition(edition) for edition in dated_ids()]
    fits = {edition.id: _fit(edition, found) for edition in editions}
    best = [edition for edition in editions if fits[edition.id] == max(fits.values())]
    usual = edition_for(year)
    return usual if usual in best else best[-1]


def _fit(edition: Edition, found: dict[str, str]) -> int:
    """Counts the labels spelt as the edition prints them, less fields that only one of both has."""
    printed = _printed(edition)
    same = sum(printed.get(field) == text for field, text in found.items())
    return same - len(_varying() & (found.keys() ^ printed.keys()))


@cache
def _printed(edition: Edition) -> dict[str, str]:
    """Returns the labels on the edition's form, in the spelling that it prints."""
    cells = (cell for row in edition.form["rows"] for cell in row["cells"])
    fields = [cell["label"] for cell in cells if "label" in cell]
    fields += ["overall", "annual", "target"]
    return {field: plain_label(edition.label(field)) for field in fields}


@lru_cache(maxsize=1024)
def is_own_form(fields: frozenset[str]) -> bool:
    """Tells whether labels are those of an edition's form, but for a few that somebody lost."""
    forms = (_printed(load_edition(edition)).keys() for edition in dated_ids())
    return any(len(form - fields - {"title"}) <= _LOST for form in forms)


@cache
def _varying() -> frozenset[str]:
    """Returns the fields that only some editions' forms have."""
    forms = [frozenset(_printed(load_edition(edition))) for edition in dated_ids()]
    return frozenset.union(*forms) - frozenset.intersection(*forms)
