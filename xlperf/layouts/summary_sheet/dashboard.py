"""Lays out the upper part of 汇总: key figures, and charts of the table below.

Charts are made of cells that stand behind them: as many as the chart shows, whatever the number
of projects, so that a table that grows does not leave its charts behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from xlperf.filing.model import Project
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import a1, column_letters, fixed_a1
from xlperf.layouts import findings_sheet as listing
from xlperf.layouts.sheet import Cell, Chart, Value
from xlperf.layouts.sheet_names import quoted
from xlperf.operations.totals import Totals, completed, in_wan
from xlperf.rules.finding import SEVERITIES, Finding, Severity
from xlperf.rules.verdict import verdict

CHARTS = range(3, 15)
"""Gives the rows of the charts, and of the cells behind them."""
_SOURCES = ("annual_fiscal", "carried_over", "annual_other")
_LEAST = 5
"""Gives the fewest bars of the chart of projects."""
_NAME, _SOURCE, _LEVELS, _AMOUNT = 0, 2, 4, 6
"""Give the columns behind the charts: names, each with values beside them, and amounts in 元."""
ROW_HEIGHT = 15.0
_SOURCE_COLOURS = ("2E75B6", "F4B183", "A9D18E")
_LEVEL_COLOURS = ("C00000", "FFC000", "5B9BD5")
_MOST_FINDINGS = 5_000
_LEVEL, _REASON = 2, 10
"""Give the columns of 校验结果 that say how grave a finding is, and why it may stay."""


class Table(NamedTuple):
    """Holds the table of projects: its columns by field, its first and last row, all widths."""

    places: Mapping[str, int]
    first: int
    last: int
    widths: tuple[float, ...]

    def span(self, field: str) -> str:
        """Returns a field's range over all projects."""
        column = self.places[field]
        return f"{fixed_a1(self.first, column)}:{fixed_a1(self.last, column)}"


def put_figures(
    table: Table, whole: Totals, findings: Sequence[Finding], cells: Sequence[Cell]
) -> list[Cell]:
    """Puts the key figures beside the department's name; `cells` are those of the table's end."""
    column, row = table.places["total"], table.last + 1
    known = {(cell.row, cell.column): cell.value for cell in cells if cell.row == row}
    judged = verdict(findings)
    done = table.places["done"]
    wan = in_wan(whole.amounts["annual_total"])
    figures: list[tuple[str, int, Value, str, str | None]] = [
        ("projects", 1, whole.projects, f"=COUNT({table.span('number')})", None),
        ("money", 2, wan, f"={a1(row + 1, table.places['annual_total'])}", None),
        ("share", 2, whole.share, f"={a1(row, table.places['quantified'])}", None),
        ("done", 2, known[row, done], f"={a1(row, done)}", None),
        ("error", 2, judged.error, _listed("error"), "findings"),
        ("warning", 2, judged.warning, _listed("warning"), "findings"),
        ("advice", 3, judged.advice, _listed("advice"), "findings"),
    ]
    found = []
    for name, columns, value, formula, sheet in figures:
        link = f"{quoted(template()['sheets'][sheet])}!A1" if sheet else None
        found.append(
            Cell(1, column, value, f"figure-{name}", columns=columns, formula=formula, link=link)
        )
        column += columns
    return found


def put_charts(
    table: Table,
    projects: Sequence[Project],
    whole: Totals,
    edition: Edition,
    figures: Sequence[Cell],
) -> tuple[tuple[Chart, ...], list[Cell]]:
    """Makes the charts (projects with most money, its sources, findings) and their cells."""
    own = template()["summary"]
    bars = min(max(len(projects), _LEAST), len(CHARTS))
    row = table.last + 2
    sources = [
        (
            edition.label(name).removeprefix(own["of_which"]),
            in_wan(whole.amounts[name]),
            f"={a1(row, table.places[name])}",
        )
        for name in _SOURCES
    ]
    found = {cell.style.removeprefix("figure-"): cell for cell in figures}
    levels = [
        (word, found[severity].value, f"={a1(found[severity].row, found[severity].column)}")
        for severity, word in SEVERITIES.items()
    ]
    cells = _largest(table, projects, bars)
    for column, lines in ((_SOURCE, sources), (_LEVELS, levels)):
        for row, (name, value, formula) in enumerate(lines, start=CHARTS.start):
            cells.append(Cell(row, column, name, "behind"))
            cells.append(Cell(row, column + 1, value, "behind", formula=formula))
    first = CHARTS.start
    middle, right = table.places["total"], table.places["carried_over"]
    kinds: list[tuple[Literal["bar", "column", "doughnut"], str, int, int, tuple[int, int]]] = [
        ("bar", "chart_projects", _NAME, bars, (0, middle)),
        ("doughnut", "chart_sources", _SOURCE, len(sources), (middle, right)),
        ("column", "chart_findings", _LEVELS, len(levels), (right, len(table.widths))),
    ]
    charts = tuple(
        Chart(
            kind,
            own[title],
            (first, column, first + count - 1),
            (first, column + 1, first + count - 1),
            (first, start),
            (sum(table.widths[start:stop]), len(CHARTS) * ROW_HEIGHT - 3),
            {"doughnut": _SOURCE_COLOURS, "column": _LEVEL_COLOURS}.get(kind, ()),
            "#,##0.00" if column != _LEVELS else "0",
        )
        for kind, title, column, count, (start, stop) in kinds
    )
    return charts, cells


def _largest(table: Table, projects: Sequence[Project], count: int) -> list[Cell]:
    """Returns names and amounts (万元) of the projects with most money, the most first."""
    top, letters = CHARTS.start, column_letters(table.places["name"])
    amounts = table.span("annual_total")
    known = [(completed(project).annual_total, project) for project in projects]
    ranked = sorted(
        ((amount, project) for amount, project in known if amount is not None),
        key=lambda pair: -pair[0],
    )
    cells = []
    for index in range(count):
        row = top + index
        value = a1(row, _AMOUNT)
        first = fixed_a1(top, _AMOUNT)
        # The n-th of equal amounts is the n-th project that has it.
        nth = f"COUNTIF({first}:{value},{value})"
        at = f"SUMPRODUCT(SMALL(({amounts}<>{value})*1000000+ROW({amounts}),{nth}))"
        largest = f'=IF(COUNT({amounts})<{index + 1},"",LARGE({amounts},{index + 1}))'
        named = f'=IF({value}="","",INDEX(${letters}:${letters},{at})&"")'
        rounded = f'=IF({value}="","",ROUND({value}/10000,2))'
        amount, name, wan = None, None, None
        if index < len(ranked):
            amount, project = ranked[index]
            name, wan = project.name, in_wan(amount)
        cells += [
            Cell(row, _AMOUNT, amount, "behind", formula=largest),
            Cell(row, _NAME, name, "behind", formula=named),
            Cell(row, _NAME + 1, wan, "behind", formula=rounded),
        ]
    return cells


def _listed(severity: Severity) -> str:
    """Returns the formula that counts the findings of a severity that no reason settles."""
    sheet = quoted(template()["sheets"]["findings"])

    def column(index: int) -> str:
        last = listing.FIRST + _MOST_FINDINGS
        return f"{sheet}!{fixed_a1(listing.FIRST, index)}:{fixed_a1(last, index)}"

    word = f'({column(_LEVEL)}="{SEVERITIES[severity]}")'
    # No reason settles an error.
    if severity == "error":
        return f"=SUMPRODUCT(--{word})"
    return f'=SUMPRODUCT({word}*({column(_REASON)}=""))'
