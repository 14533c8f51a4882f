"""Make test filings: `python -m tests.benchmarks.make_filings FOLDER --books 1000`.

Seeded, so that anyone can repeat a measurement: as many workbooks as asked for, in folders by
department, a known share of the projects with one known fault. What must be found is written
beside them as `expected.json`: a list of (workbook, rule, sheet, cell).
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.faults import FAULTS, Fault
from tests.drawing import draw_filing
from xlperf.filing.model import Filing, Funding, Goals, Indicator, Narrative, Project
from xlperf.filing.target import read_target
from xlperf.form.edition import Edition, load_edition
from xlperf.form.template import template
from xlperf.grid import a1
from xlperf.layouts.project_sheet.sheet import project_sheet
from xlperf.layouts.sheet_names import sheet_names
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.operations.indicator_library import Entry, starter
from xlperf.operations.totals import in_wan

DISTRICT = "上海市松江区"
EDITIONS = {"shanghai-2023": 9, "shanghai-2022": 1}
"""Districts change over at different times: editions of one year's filings, with weights."""
SIZES = {1: 6, 2: 6, 3: 5, 4: 4, 5: 3, 6: 2, 8: 1, 12: 1, 30: 0.1}
"""Projects in one workbook, with weights: four on average."""
_TABLE = ("level1", "level2", "level3", "target")


class Seeded(NamedTuple):
    """A fault as it must be found."""

    book: str
    rule: str
    sheet: str
    cell: str


class Made(NamedTuple):
    """A filing before it is drawn, with the faults put into its projects by their numbers."""

    filing: Filing
    faults: dict[int, Fault]


def make_filings(
    folder: Path,
    books: int,
    *,
    seed: int = 1,
    faults: float = 0.05,
    year: int = 2024,
    projects: int | None = None,
    jobs: int = 2,
    library: Sequence[Entry] | None = None,
) -> list[Seeded]:
    """Write `books` workbooks; the share `faults` of the projects has one fault each.

    `projects` is the number in each workbook; without it, sizes vary as they do in a city.
    `library` stands in for the program's own.
    """
    draw = partial(_draw, folder, seed, faults, year, projects, library or starter())
    numbers = range(books)
    if jobs == 1 or books < 20:
        seeded = [fault for number in numbers for fault in draw(number)]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            found = pool.map(draw, numbers, chunksize=10)
            seeded = [fault for faults_of_book in found for fault in faults_of_book]
    text = json.dumps(seeded, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text, "utf-8")
    return seeded


def made_filing(number: int, seed: int, faults: float, year: int, size: int | None = None) -> Made:
    """The filing of one unit; the same numbers give the same filing."""
    rng = random.Random(f"{seed}-{number}")
    edition = load_edition(rng.choices(list(EDITIONS), list(EDITIONS.values()))[0])
    department, unit = unit_of(number)
    size = size or rng.choices(list(SIZES), list(SIZES.values()))[0]
    titles = rng.sample(_titles(size), size)
    projects, wrong = [], {}
    for index, title in enumerate(titles):
        fault = rng.choice(FAULTS) if rng.random() < faults else None
        project = _project(title, department, unit, edition, year, rng, fault is None)
        if fault:
            project = fault.change(project, year)
            wrong[index] = fault
        projects.append(project)
    return Made(Filing(tuple(projects), edition.id, year, department), wrong)


def unit_of(number: int) -> tuple[str, str]:
    """The department and the unit of a workbook: every number has a unit of its own."""
    words = _words()
    departments, bodies, places = words["departments"], words["bodies"], words["places"]
    rest, department = divmod(number, len(departments))
    rest, place = divmod(rest, len(places))
    rest, body = divmod(rest, len(bodies))
    name = DISTRICT + departments[department]
    series = f"第{rest + 1}" if rest else ""
    return name, f"{DISTRICT}{places[place]}{departments[department]}{series}{bodies[body]}"


def _draw(
    folder: Path,
    seed: int,
    faults: float,
    year: int,
    projects: int | None,
    library: Sequence[Entry],
    number: int,
) -> list[Seeded]:
    # What is drawn holds no cycles; without the collector it is a third faster.
    gc.disable()
    filing, wrong = made_filing(number, seed, faults, year, projects)
    edition = load_edition(filing.edition)
    book = folder / str(filing.department) / f"{number:05d}-{unit_of(number)[1]}.xlsx"
    book.parent.mkdir(parents=True, exist_ok=True)
    with book.open("wb") as stream:
        draw_filing(filing, edition, (), stream, library=library)
    names = sheet_names((p.name for p in filing.projects), template()["sheets"].values())
    path = book.relative_to(folder).as_posix()
    return [
        Seeded(path, fault.rule, names[i], _cell(filing.projects[i], names[i], edition, fault))
        for i, fault in wrong.items()
    ]


def _cell(project: Project, name: str, edition: Edition, fault: Fault) -> str:
    """Where a fault stands on the drawn sheet."""
    drawn = project_sheet(project, name, edition, None, lists_sheet(edition), {})
    if fault.field == "indicators":
        return a1(drawn.table[0] - 1, 0)
    if fault.row is None:
        return drawn.cell(fault.field)
    row = fault.row % len(project.indicators)
    return a1(drawn.table[0] + row, _TABLE.index(fault.field))


def _project(
    title: tuple[str, str],
    department: str,
    unit: str,
    edition: Edition,
    year: int,
    rng: random.Random,
    several: bool,
) -> Project:
    kind = _kinds()[title[0]]
    lasts = rng.choice((1, 1, 1, 3)) if several else 1
    start = date(year - rng.randrange(lasts), 1, 1)
    end = date(start.year + lasts - 1, 12, 31)
    funding = _funding(lasts, rng)
    facts = {
        "place": title[1], "year": year, "unit": unit, "purpose": kind["purpose"],
        "wan": in_wan(funding.annual_total or Decimal(0)),
        "a": rng.randrange(20, 900), "b": rng.randrange(12, 99), "c": rng.randrange(2, 12),
    }  # fmt: skip
    words = _words()
    told = {name: text.format(**facts) for name, text in words["narrative"].items()}
    goals = {name: text.format(**facts) for name, text in words["goals"].items()}
    nature = rng.choice(edition.vocabulary["nature"]) if edition.vocabulary["nature"] else None
    return Project(
        sheet="",
        name=f"{title[1]}{title[0]}",
        nature=nature,
        category=rng.choice(edition.vocabulary["category"]),
        department=department,
        unit=unit,
        start=start,
        end=end,
        funding=funding,
        goals=Goals(**goals),
        narrative=Narrative(**told, period=edition.stock, goals=edition.stock),
        indicators=tuple(_indicators(kind["indicators"], facts)),
    )


def _indicators(rows: list[list[str]], facts: dict[str, Any]) -> Iterator[Indicator]:
    for level1, level2, level3, target in rows:
        yield Indicator(level1, level2, level3, read_target(target.format(**facts)), {})


def _funding(lasts: int, rng: random.Random) -> Funding:
    """Amounts that agree; a project of several years has as much again for each year."""
    cents = rng.randrange(100) if rng.random() < 0.2 else 0
    fiscal = Decimal(rng.randrange(50_000, 5_000_000)) + Decimal(cents) / 100
    carried = Decimal(rng.randrange(1_000, 20_000)) if rng.random() < 0.2 else Decimal(0)
    other = Decimal(rng.randrange(1_000, 20_000)) if rng.random() < 0.2 else Decimal(0)
    annual = fiscal + carried + other
    return Funding(
        total=annual * lasts,
        fiscal=(fiscal + carried) * lasts,
        other=other * lasts,
        annual_total=annual,
        annual_fiscal=fiscal,
        carried_over=carried,
        annual_other=other,
    )


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    return {kind["name"]: kind for kind in _words()["kinds"]}


def _titles(size: int) -> list[tuple[str, str]]:
    """Enough different kinds and places; beyond the first round, numbered districts of a place."""
    places = _words()["places"]
    rounds = -(-size // (len(_kinds()) * len(places)))
    more = [f"{place}第{turn}片区" for turn in range(2, rounds + 1) for place in places]
    return [(kind, place) for kind in _kinds() for place in (*places, *more)]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--books", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=float, default=0.05, help="share of faulty projects")
    parser.add_argument("--year", type=int, default=2024)
    parser.add_argument("--projects", type=int, help="in each workbook; varied by default")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    seeded = make_filings(**vars(options))
    print(f"{options.books} workbooks in {options.folder}, {len(seeded)} faults in expected.json")


if __name__ == "__main__":
    main()
