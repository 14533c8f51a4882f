"""Collects the 指标库: past filings' indicators with their usual targets and number of uses.

A library is offered where a new filing is filled in; it proposes and never decides. The one that
comes with the program, `library.tsv`, holds the common indicators of each sector (领域).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from xlperf.filing.model import Filing, Project
from xlperf.form.edition import dated_ids, load_edition
from xlperf.form.escape_formulas import from_column, to_column
from xlperf.form.template import template

MOST_TARGETS = 3
"""Limits the usual targets that are kept of one indicator."""
_TAB = "\t"
_COMMENT = "#"


class Entry(NamedTuple):
    """Holds one indicator: its levels, its usual targets, the commonest first, and their unit.

    `uses` is the number of projects that have it, 0 for common wording; `sector` (领域) and
    `source`, where it comes from, are empty where nobody knows them.
    """

    level1: str
    level2: str
    level3: str
    targets: tuple[str, ...]
    unit: str
    uses: int
    sector: str = ""
    source: str = ""

    @property
    def levels(self) -> tuple[str, str, str]:
        """Returns the three levels, which tell one indicator from another."""
        return (self.level1, self.level2, self.level3)


def collect(filings: Iterable[Filing]) -> list[Entry]:
    """Collects the library of some filings, in the form's order, without indicators with gaps.

    The sector is that of the same indicator in the program's own library.
    """
    targets: dict[tuple[str, str, str], Counter[str]] = {}
    units: dict[tuple[str, str, str], Counter[str]] = {}
    counts: Counter[tuple[str, str, str]] = Counter()
    for filing in filings:
        for project in filing.projects:
            counts.update(_levels(project))
            for indicator in project.indicators:
                levels = _named(indicator.level1, indicator.level2, indicator.level3)
                target = indicator.target
                if levels is None or target is None or indicator.swallowed is not None:
                    continue
                targets.setdefault(levels, Counter())[_line(target.text)] += 1
                if target.unit:
                    units.setdefault(levels, Counter())[target.unit] += 1
    entries = [
        Entry(
            *levels,
            tuple(text for text, _ in targets.get(levels, Counter()).most_common(MOST_TARGETS)),
            next((unit for unit, _ in units.get(levels, Counter()).most_common(1)), ""),
            count,
            _sectors().get(levels[2], ""),
        )
        for levels, count in counts.items()
    ]
    return ordered(entries)


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Sorts entries level by level as the forms have them, the most used first, then by sector."""
    sectors = template()["library"]["sectors"]
    order: dict[str, int] = {}
    for edition in map(load_edition, reversed(dated_ids())):
        for level1, below in edition.taxonomy.items():
            for name in (level1, *below):
                order.setdefault(name, len(order))
    last = len(order)

    def place(entry: Entry) -> tuple[object, ...]:
        level1, level2, level3 = entry.levels
        return (
            order.get(level1, last),
            level1,
            order.get(level2, last),
            level2,
            -entry.uses,
            sectors.index(entry.sector) if entry.sector in sectors else len(sectors),
            entry.sector,
            level3,
        )

    return sorted(entries, key=place)


def offered(
    entries: Sequence[Entry], project: Project, level1: str | None, level2: str | None
) -> list[Entry]:
    """Lists what to propose for a row of a project: its levels' entries that the project lacks.

    A level that is None leaves all of its entries in.
    """
    present = _levels(project)
    return [
        entry
        for entry in entries
        if level1 in (None, entry.level1)
        and level2 in (None, entry.level2)
        and entry.levels not in present
    ]


def naming(entries: Iterable[Entry], word: str) -> list[Entry]:
    """Lists the entries that have a word in their name or are of a sector that has it."""
    return [entry for entry in entries if word in entry.level3 or word in entry.sector]


def row_of(entry: Entry) -> tuple[str, str, str, str | None]:
    """Returns the four cells that an entry puts into an indicator table: levels and target."""
    return (*entry.levels, entry.targets[0] if entry.targets else None)


@cache
def starter() -> tuple[Entry, ...]:
    """Returns the library that comes with the program."""
    text = (files(__package__) / "library.tsv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(_COMMENT)]
    return tuple(read_table(lines[1:]))


@cache
def _sectors() -> dict[str, str]:
    return {entry.level3: entry.sector for entry in starter()}


def read_table(lines: Iterable[str]) -> list[Entry]:
    """Reads entries from lines of tab-separated columns, as `table_of` writes them."""
    entries = []
    for line in lines:
        level1, level2, level3, unit, count, sector, source, *targets = map(
            from_column, line.split(_TAB)
        )
        entries.append(
            Entry(level1, level2, level3, tuple(targets), unit, int(count), sector, source)
        )
    return entries


def table_of(entries: Iterable[Entry], heads: Sequence[str]) -> str:
    """Writes entries as lines of tab-separated columns, below a line of headers."""
    lines = [_TAB.join(heads)]
    for entry in entries:
        own = (entry.unit, str(entry.uses), entry.sector, entry.source)
        lines.append(_TAB.join(map(to_column, (*entry.levels, *own, *entry.targets))))
    return "\n".join(lines) + "\n"


def _levels(project: Project) -> set[tuple[str, str, str]]:
    found = (_named(i.level1, i.level2, i.level3) for i in project.indicators)
    return {levels for levels in found if levels is not None}


def _named(*levels: str | None) -> tuple[str, str, str] | None:
    """Returns the three levels as one line each; None where one is missing."""
    level1, level2, level3 = (_line(level or "") for level in levels)
    return (level1, level2, level3) if level1 and level2 and level3 else None


def _line(text: str) -> str:
    return " ".join(text.split())
