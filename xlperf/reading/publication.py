"""A publication, whatever it was printed in: statement, narratives and forms, in order.

The narrative of a project stands before its form. Text sources, Word and PDF all come here as
lines and grids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from xlperf.editions import Edition, edition_ids, load_edition
from xlperf.model import Address, Filing, Narrative, Project, Statement
from xlperf.reading.form import NARRATIVE, is_form, read_project
from xlperf.reading.grid import Block, Grid, Line
from xlperf.reading.labels import fields_of, is_narrative_heading, normal
from xlperf.reading.places import find_places
from xlperf.reading.values import years_in

_FIGURES = {
    "units": r"(?P<units>\d+)",
    "projects": r"(?P<projects>\d+)",
    "year": r"(?P<year>\d{4})",
}
_AMOUNT = r"(?P<amount>[\d,]+(?:\.\d+)?)"


class _Narrative:
    """The sections read since the last form."""

    def __init__(self) -> None:
        self.sections: dict[str, list[str]] = {}
        self.at: dict[str, Address] = {}
        self.current: str | None = None

    def open(self, section: str, at: Address) -> None:
        self.current = section
        self.sections.setdefault(section, [])
        self.at.setdefault(section, at)

    def add(self, line: Line) -> None:
        if self.current is not None:
            texts = self.sections[self.current]
            if not texts:
                self.at[self.current] = line.at
            texts.append(line.text)

    def give_to(self, project: Project) -> Project:
        texts = ("\n".join(self.sections.get(name, ())) or None for name in NARRATIVE)
        return replace(project, narrative=Narrative(*texts), at={**project.at, **self.at})


def read_publication(blocks: Iterable[Block], edition: Edition | None = None) -> Filing:
    """The filing that a document publishes.

    Without an edition it is told by the form's year. A document without any form gives a filing
    without projects.
    """
    blocks = list(blocks)
    year = next((y for b in blocks if isinstance(b, Grid) if (y := year_of(b))), None)
    edition = edition or edition_for(year)
    narrative = _Narrative()
    projects: list[Project] = []
    statement: Statement | None = None
    for block in blocks:
        if isinstance(block, Grid):
            places = find_places(block)
            if is_form(places):
                project = read_project(block, places, edition)
                if not project.narrative.overview:
                    project = narrative.give_to(project)
                projects.append(project)
                narrative = _Narrative()
            continue
        found = statement or read_statement(block.text, block.at)
        if found is not statement:
            statement = found
        elif is_narrative_heading(block.text):
            narrative = _Narrative()
        elif (fields := fields_of(block.text)) and fields[0] in NARRATIVE:
            narrative.open(fields[0], block.at)
        else:
            narrative.add(block)
    return Filing(
        projects=tuple(projects),
        edition=edition.id,
        year=year,
        department=next((p.department for p in projects if p.department), None),
        statement=statement,
    )


def year_of(grid: Grid) -> int | None:
    """The year in the line below a form's title: （2022年度）."""
    for row in grid.rows[:12]:
        for value in row:
            if isinstance(value, str) and "年度" in value and len(value) <= 16:
                years = years_in(value)
                if years and normal(value).strip("()") == f"{years[0]}年度":
                    return years[0]
    return None


def edition_for(year: int | None) -> Edition:
    """The edition that a year's forms are in: its own, or the nearest before it."""
    editions = [load_edition(edition) for edition in edition_ids()]
    if year is None:
        return editions[-1]
    past = [edition for edition in editions if edition.years[0] <= year]
    return max(past or editions[:1], key=lambda edition: edition.years[0])


@cache
def _sentences() -> tuple[re.Pattern[str], ...]:
    """The fixed sentences of every edition as patterns; white space aside."""
    patterns = []
    for edition in map(load_edition, edition_ids()):
        for kind in ("department", "unit"):
            pattern = re.escape(normal(edition.statement[kind]))
            for name, figure in (*_FIGURES.items(), ("amount", _AMOUNT)):
                pattern = pattern.replace(re.escape(f"{{{name}}}"), figure)
            patterns.append(re.compile(pattern))
    return tuple(patterns)


def read_statement(text: str, at: Address) -> Statement | None:
    """The 绩效目标设置情况 in a paragraph, None where it is not that sentence."""
    if "绩效目标" not in text:
        return None
    plain = normal(text)
    for pattern in _sentences():
        if found := pattern.search(plain):
            figures = found.groupdict()
            return Statement(
                units=int(figures.get("units") or 1),
                projects=int(figures["projects"]),
                amount_wan=Decimal(figures["amount"].replace(",", "")),
                at=at,
            )
    return None
