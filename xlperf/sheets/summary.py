"""汇总: one row per project, the totals, and the statement's sentence.

All of it is formulas over the project sheets, each with its correct result, so that it is right
in Excel and LibreOffice after a change and in a viewer that cannot calculate. Only functions
that Excel 2016 and WPS know are used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xlperf.editions import Edition
from xlperf.model import AMOUNTS, Filing, Project
from xlperf.reading.grid import a1, column_letters
from xlperf.sheets import findings as listing
from xlperf.sheets.lists import Lists
from xlperf.sheets.measure import PADDING, TALLEST, height
from xlperf.sheets.names import literal, quoted
from xlperf.sheets.project import ProjectSheet
from xlperf.sheets.sheet import Cell, Page, Sheet, Value
from xlperf.sheets.styles import STYLES
from xlperf.template import template
from xlperf.totals import completed, in_wan, statement_sentence, totals

SIZE = STYLES["small"].size
FIRST = 4
"""The row of the first project, from 0."""
_YEAR = "$B$2"
_MOST_FINDINGS = 5_000


class _Head(NamedTuple):
    """A column of 汇总: its field, head, width in points, and the style of its cells."""

    field: str
    text: str
    width: float
    style: str


def _heads(edition: Edition, widest: float) -> list[_Head]:
    own = template()["summary"]
    kinds = [kind for kind in ("nature", "category") if edition.vocabulary.get(kind)]
    return [
        _Head("number", own["number"], 30, "small-centre"),
        _Head("name", edition.label("name"), 120, "small-link"),
        *(_Head(kind, edition.label(kind), 62, "small-centre") for kind in kinds),
        _Head("unit", edition.label("unit"), 120, "small"),
        _Head("start", edition.label("start"), 60, "small-date"),
        _Head("end", edition.label("end"), 60, "small-date"),
        *(_Head(amount, edition.label(amount), widest, "small-amount") for amount in AMOUNTS),
        _Head("indicators", own["indicators"], 40, "small-centre"),
        _Head("quantified", own["quantified"], 52, "small-share"),
        _Head("findings", own["findings"], 40, "small-centre"),
    ]


def summary_sheet(
    filing: Filing,
    edition: Edition,
    drawn: Sequence[ProjectSheet],
    lists: Lists,
    findings: Sequence[int],
) -> Sheet:
    """汇总 over the drawn project sheets, in order; `findings` are their numbers per project."""
    words = template()
    own = words["summary"]
    whole = totals(filing.projects)
    # A number too wide for its column would show as ####.
    longest = max(len(f"{amount:,.2f}") for amount in whole.amounts.values())
    heads = _heads(edition, max(76.0, longest * SIZE * 0.62 + PADDING))
    places = {head.field: column for column, head in enumerate(heads)}
    count = len(filing.projects)
    # One empty row stands for no projects, so that the sums have something to add up.
    last = FIRST + max(count, 1) - 1
    sentence = statement_sentence(edition, whole, filing.year)
    cells = [
        Cell(0, 0, own["title"], "title", columns=len(heads)),
        Cell(1, 0, words["marks"]["year"], "label"),
        Cell(1, 1, filing.year, "entry-year"),
        Cell(1, 2, edition.label("department"), "label"),
        Cell(1, 3, filing.department, "entry", columns=3),
        Cell(2, 0, edition.statement["heading"], "label", columns=2),
        Cell(
            2,
            2,
            sentence,
            "cell",
            columns=len(heads) - 2,
            formula=_sentence_formula(edition, places, last),
        ),
        *(Cell(FIRST - 1, column, head.text, "head") for column, head in enumerate(heads)),
    ]
    for number, (project, sheet) in enumerate(zip(filing.projects, drawn, strict=True)):
        for column, head in enumerate(heads):
            value, formula = _content(head.field, number, project, sheet, lists)
            if head.field == "findings":
                value, formula = findings[number], _count_formula(sheet.sheet.name)
            link = f"{quoted(sheet.sheet.name)}!A1" if head.field == "name" else None
            cells.append(
                Cell(FIRST + number, column, value, head.style, formula=formula, link=link)
            )
    if not count:
        cells += [Cell(FIRST, column, None, head.style) for column, head in enumerate(heads)]
    cells += _sums(filing.projects, heads, last, sum(findings))
    heights = dict.fromkeys(range(FIRST, last + 3), 20.0)
    for number, project in enumerate(filing.projects):
        for text, field in ((project.name, "name"), (project.unit, "unit")):
            needed = height(text or "", heads[places[field]].width, SIZE, 20.0)
            heights[FIRST + number] = min(max(heights[FIRST + number], needed), TALLEST)
    heights |= {0: 30.0, 1: 22.0, 2: 36.0, 3: 34.0}
    return Sheet(
        words["sheets"]["summary"],
        cells,
        STYLES,
        tuple(head.width for head in heads),
        heights,
        page=Page(landscape=True, repeat=(FIRST - 1, FIRST - 1)),
        freeze=(FIRST, 2),
        protected=True,
        tab="1F4E79",
    )


def _content(
    field: str, number: int, project: Project, drawn: ProjectSheet, lists: Lists
) -> tuple[Value, str | None]:
    """A project's value in one column, and the formula that fetches it from its sheet."""
    if field == "number":
        return number + 1, None
    if field == "findings":
        return None, None
    sheet = quoted(drawn.sheet.name)
    if field in ("indicators", "quantified"):
        return _counted(field, project, sheet, drawn.table, lists)
    cell = f"{sheet}!{drawn.cell(field)}"
    typed = project.typed.get(field)
    if field in AMOUNTS:
        amount = getattr(completed(project), field)
        return typed if amount is None else amount, f'=IF({cell}="","",{cell})'
    value = getattr(project, field)
    return typed if value is None else value, f'=IF({cell}="","",{cell})'


def _counted(
    field: str, project: Project, sheet: str, table: tuple[int, int], lists: Lists
) -> tuple[Value, str]:
    first, last = table[0] + 1, table[1] + 1

    def over(column: str) -> str:
        return f"{sheet}!{column}{first}:{column}{last}"

    if field == "indicators":
        joined = "&".join(map(over, "ABCD"))
        return len(project.indicators), f'=SUMPRODUCT(--({joined}<>""))'
    targets = over("D")
    filled = f'SUMPRODUCT(--({targets}<>""))'
    held = f"SUMPRODUCT(--(MMULT(--ISNUMBER(FIND({lists.digits},{targets})),{lists.ones})>0))"
    return totals([project]).share, f'=IF({filled}=0,"",{held}/{filled})'


def _count_formula(sheet: str) -> str:
    """How many findings name a sheet; not COUNTIF, to which some names are patterns.

    The range is longer than the findings are now: the next check may find more.
    """
    column = column_letters(listing.SHEET)
    last = listing.FIRST + _MOST_FINDINGS
    counted = f"{quoted(template()['sheets']['findings'])}!${column}${listing.FIRST + 1}"
    return f"=SUMPRODUCT(--({counted}:${column}${last}={literal(sheet)}))"


def _sentence_formula(edition: Edition, places: dict[str, int], last: int) -> str:
    """The statement's sentence, following the rows above the totals."""
    units = _span(places["unit"], last)
    figures = {
        # Each unit counts as the share of its own occurrences, so that every name counts once.
        "units": f'ROUND(SUMPRODUCT(({units}<>"")/COUNTIF({units},{units}&"")),0)',
        "projects": f"COUNT({_span(places['number'], last)})",
        "year": _YEAR,
        "amount": f'TEXT({a1(last + 2, places["annual_total"])},"0.00")',
    }
    pieces = re.split(r"\{(\w+)\}", edition.statement["department"])
    parts = [figures[piece] if odd % 2 else literal(piece) for odd, piece in enumerate(pieces)]
    return "=" + "&".join(part for part in parts if part != '""')


def _sums(projects: Sequence[Project], heads: list[_Head], last: int, findings: int) -> list[Cell]:
    """The total row in 元 and the one in 万元."""
    own = template()["summary"]
    whole = totals(projects)
    row = last + 1
    cells = []
    for column, head in enumerate(heads):
        sums = f"=SUM({_span(column, last)})"
        if head.field in AMOUNTS:
            amount = whole.amounts[head.field]
            wan = f"=ROUND({a1(row, column)}/10000,2)"
            cells += [
                Cell(row, column, amount, "sum-amount", formula=sums),
                Cell(row + 1, column, in_wan(amount), "sum-amount", formula=wan),
            ]
        elif head.field in ("indicators", "findings"):
            count = whole.indicators if head.field == "indicators" else findings
            cells += [
                Cell(row, column, count, "sum-count", formula=sums),
                Cell(row + 1, column, None, "sum-count"),
            ]
        else:
            words = (own["total"], own["total_wan"]) if head.field == "name" else (None, None)
            cells += [Cell(row + down, column, word, "sum") for down, word in enumerate(words)]
    return cells


def _span(column: int, last: int) -> str:
    """A column's cells over all projects."""
    letters = column_letters(column)
    return f"{letters}{FIRST + 1}:{letters}{last + 1}"
