"""Lays out 汇总: key figures, charts, one row per project, totals, and the statement's sentence.

All of it is formulas over the project sheets, each with its correct result, so that it is right
in Excel and LibreOffice after a change and in a viewer that cannot calculate. Only functions
that Excel 2016 and WPS know are used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing, Project
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import a1, fixed_a1
from xlperf.layouts.list_sheet import links_beside, list_page
from xlperf.layouts.project_sheet.sheet import ProjectSheet
from xlperf.layouts.project_sheet.status_line import PLACES
from xlperf.layouts.sheet import Cell, Highlight, Sheet, Value
from xlperf.layouts.sheet_names import literal, quoted
from xlperf.layouts.styles import STYLES
from xlperf.layouts.summary_sheet.dashboard import (
    CHARTS,
    ROW_HEIGHT,
    Table,
    put_charts,
    put_figures,
)
from xlperf.layouts.summary_sheet.total_rows import FIRST, Head, put_sums, span
from xlperf.layouts.text_height import PADDING, TALLEST, head_height, height
from xlperf.layouts.word_lists_sheet import WordLists
from xlperf.operations.totals import DIGITS, SHARES, SIGNS, completed, statement_sentence, totals
from xlperf.rules.finding import SEVERITIES, Finding

SIZE = STYLES["small"].size
_YEAR = "$B$2"
_SIGNS = "{" + ",".join(f'"{sign}"' for sign in sorted(SIGNS)) + "}"
_ONES = "{" + ";".join("1" * len(SIGNS)) + "}"


def _heads(edition: Edition, widest: float) -> list[Head]:
    own = template()["summary"]
    kinds = [kind for kind in ("nature", "category") if edition.offers(kind)]
    return [
        Head("number", own["number"], 30, "small-centre"),
        Head("name", edition.label("name"), 120, "small-link"),
        *(Head(kind, edition.label(kind), 62, "small-centre") for kind in kinds),
        Head("unit", edition.label("unit"), 120, "small"),
        Head("start", edition.label("start"), 60, "small-date"),
        Head("end", edition.label("end"), 60, "small-date"),
        *(Head(amount, edition.label(amount), widest, "small-amount") for amount in AMOUNTS),
        Head("indicators", own["indicators"], 36, "small-centre", summed=True),
        Head("targets", own["targets"], 42, "small-centre", summed=True),
        *(Head(share, own[share], 46, "small-share") for share in SHARES),
        *(
            Head(level, level.removesuffix(own["level"]), 34, "small-centre", summed=True)
            for level in edition.taxonomy
        ),
        Head("done", own["done"], 42, "small-whole"),
        *(Head(level, word, 34, "small-count", summed=True) for level, word in SEVERITIES.items()),
    ]


def summary_sheet(
    filing: Filing,
    edition: Edition,
    drawn: Sequence[ProjectSheet],
    lists: WordLists,
    findings: Sequence[Finding],
) -> Sheet:
    """Lays out 汇总 over the project sheets, in order, and the findings as 校验结果 lists them.

    Sheets that are not filled in, the last of `drawn`, have a row that stays empty until they are;
    so has a sheet that somebody deletes.
    """
    words = template()
    own = words["summary"]
    whole = totals(filing.projects)
    # A number too wide for its column would show as ####.
    longest = max(len(f"{amount:,.2f}") for amount in whole.amounts.values())
    heads = _heads(edition, max(70.0, longest * SIZE * 0.62 + PADDING))
    places = {head.field: column for column, head in enumerate(heads)}
    count = len(drawn)
    # One empty row stands for no projects, so that the sums have something to add up.
    last = FIRST + max(count, 1) - 1
    sentence = statement_sentence(edition, whole, filing.year)
    formula = _sentence_formula(edition, places, last)
    money = places[AMOUNTS[0]]
    cells = [
        Cell(0, 0, own["title"], "title", columns=money),
        *links_beside(money, ("guide", "findings", "rules")),
        Cell(1, 0, words["marks"]["year"], "label"),
        Cell(1, 1, filing.year, "entry-year"),
        Cell(1, 2, edition.label("department"), "label"),
        Cell(1, 3, filing.department, "entry", columns=3),
        Cell(2, 0, edition.statement["heading"], "label", columns=2),
        Cell(2, 2, sentence, "cell", columns=len(heads) - 2, formula=formula),
        *(Cell(FIRST - 1, column, head.text, "head-filter") for column, head in enumerate(heads)),
    ]
    value: Value
    for number, (project, sheet) in enumerate(zip(filing.project_sheets, drawn, strict=True)):
        is_spare = number >= len(filing.projects)
        status = {
            (cell.row, cell.column): cell.value
            for cell in sheet.sheet.cells
            if cell.row == PLACES["done"][0]
        }
        for column, head in enumerate(heads):
            if head.field in PLACES:
                place = PLACES[head.field]
                value, content = status.get(place), f"{quoted(sheet.sheet.name)}!{a1(*place)}"
            else:
                value, content = _content(head.field, number, project, sheet, lists)
            link = sheet.sheet.anchor if head.field in ("name", *SEVERITIES) else None
            formula = _guarded(head.field, number, sheet, content)
            shown, row = None if is_spare else value, FIRST + number
            cells.append(Cell(row, column, shown, head.style, formula=formula, link=link))
    if not count:
        cells += [Cell(FIRST, column, None, head.style) for column, head in enumerate(heads)]
    known = {(cell.row, cell.column): cell.value for cell in cells}
    cells += put_sums(filing.projects, heads, last, known)
    table = Table(places, FIRST, last, tuple(head.width for head in heads))
    figures = put_figures(table, whole, findings, cells)
    cells += figures
    charts, helpers = put_charts(table, filing.projects, whole, edition, figures)
    cells += helpers
    heights = dict.fromkeys(range(FIRST, last + 3), 20.0)
    for number, project in enumerate(filing.project_sheets):
        for text, field in ((project.name, "name"), (project.unit, "unit")):
            needed = height(text or "", heads[places[field]].width, SIZE, 20.0)
            heights[FIRST + number] = min(max(heights[FIRST + number], needed), TALLEST)
    heights |= {0: 30.0, 1: 30.0, 2: 36.0, **dict.fromkeys(CHARTS, ROW_HEIGHT)}
    heights[FIRST - 1] = head_height(
        ((head.text, head.width) for head in heads), STYLES["head-filter"].size
    )
    return Sheet(
        words["sheets"]["summary"],
        cells,
        STYLES,
        tuple(head.width for head in heads),
        heights,
        page=list_page(FIRST - 1, own["title"]),
        freeze=(2, 2),
        highlights=_highlights(places, last),
        charts=charts,
        protected=True,
        filter=(FIRST - 1, 0, last, len(heads) - 1),
        tab="1F4E79",
    )


def _guarded(field: str, number: int, drawn: ProjectSheet, content: str) -> str:
    """Returns the formula that is empty where the sheet was deleted or is not filled in.

    The row's number tells: all other columns look at it, so no reference to a deleted sheet is ever
    calculated.
    """
    sheet, first = quoted(drawn.sheet.name), f"$A{FIRST + number + 1}"
    is_there = f"ISREF({sheet}!$A$1)"
    if field == "number":
        done = f"{sheet}!{fixed_a1(*PLACES['done'])}"
        return f'=IF({is_there},IF({done}=0,"",{content}),"")'
    if field == "name":
        gone = literal(template()["summary"]["deleted"])
        return f'=IF({is_there},IF({first}="","",{content}),{gone})'
    return f'=IF({first}="","",{content})'


def _content(
    field: str, number: int, project: Project, drawn: ProjectSheet, lists: WordLists
) -> tuple[Value, str]:
    """Returns a project's value in one column, and the formula that fetches it from its sheet."""
    if field == "number":
        return number + 1, f"COUNT($A${FIRST}:$A{FIRST + number})+1"
    sheet = quoted(drawn.sheet.name)
    if field == "indicators" or field not in drawn.at:
        return _counted(field, project, sheet, drawn.table, lists)
    cell = f"{sheet}!{drawn.cell(field)}"
    typed = project.typed.get(field)
    if field in AMOUNTS:
        amount = getattr(completed(project), field)
        return typed if amount is None else amount, f'IF({cell}="","",{cell})'
    value = getattr(project, field)
    return typed if value is None else value, f'IF({cell}="","",{cell})'


def _counted(
    field: str, project: Project, sheet: str, table: tuple[int, int], lists: WordLists
) -> tuple[Value, str]:
    first, last = table[0] + 1, table[1] + 1

    def over(column: str) -> str:
        return f"{sheet}!{column}{first}:{column}{last}"

    if field == "indicators":
        joined = "&".join(map(over, "ABCD"))
        return len(project.indicators), f'SUMPRODUCT(--({joined}<>""))'
    targets = over("D")
    filled = f'SUMPRODUCT(--({targets}<>""))'
    if field == "targets":
        return totals([project]).targets, filled
    if field not in SHARES:
        count = sum(indicator.level1 == field for indicator in project.indicators)
        return count, f"COUNTIF({over('A')},{literal(field)})"
    number = f"(MMULT(--ISNUMBER(FIND({lists.digits},{targets})),{lists.ones})>0)"
    held = {
        "quantified": f"--{number}",
        "with_operator": f"--(MMULT(--ISNUMBER(FIND({_SIGNS},{targets})),{_ONES})>0)",
        "with_unit": f"{number}*ISERROR(FIND(RIGHT({targets},1),{literal(DIGITS)}))",
    }[field]
    share = totals([project]).of_targets(field)
    return share, f'IF({filled}=0,"",SUMPRODUCT({held})/{filled})'


def _highlights(places: dict[str, int], last: int) -> tuple[Highlight, ...]:
    """Makes each project's findings stand out, and the projects that are filled in."""

    def cells(field: str) -> tuple[tuple[int, int, int, int], ...]:
        return ((FIRST, places[field], last, places[field]),)

    first = {field: a1(FIRST, places[field]) for field in places}
    return (
        Highlight(cells("done"), f"={first['done']}=1", "status-whole"),
        *(
            # An empty text counts as more than any number.
            Highlight(cells(severity), f"=N({first[severity]})>0", f"{severity}-said")
            for severity in SEVERITIES
        ),
    )


def _sentence_formula(edition: Edition, places: dict[str, int], last: int) -> str:
    """Returns the formula of the statement's sentence, following the rows above the totals."""
    units = span(places["unit"], last)
    figures = {
        # Each unit counts as the share of its own occurrences, so that every name counts once.
        "units": f'ROUND(SUMPRODUCT(({units}<>"")/COUNTIF({units},{units}&"")),0)',
        "projects": f"COUNT({span(places['number'], last)})",
        "year": _YEAR,
        "amount": f'TEXT({a1(last + 2, places["annual_total"])},"0.00")',
    }
    pieces = re.split(r"\{(\w+)\}", edition.statement["department"])
    parts = [figures[piece] if odd % 2 else literal(piece) for odd, piece in enumerate(pieces)]
    return "=" + "&".join(part for part in parts if part != '""')
