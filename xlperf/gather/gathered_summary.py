"""Lays out 汇总 by department and unit, and the charts: what a reviewer looks at first.

Sums are formulas over the rows above them, with their exact results.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from xlperf.filing.fields import AMOUNTS
from xlperf.form.edition import dated_ids, load_edition
from xlperf.form.template import template
from xlperf.gather.consolidate import by_group, counts
from xlperf.gather.read_batch import Tables
from xlperf.grid import column_letters
from xlperf.layouts.list_sheet import list_page
from xlperf.layouts.sheet import Cell, Chart, Page, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.operations.totals import in_wan
from xlperf.rules.catalogue import catalogue
from xlperf.rules.finding import SEVERITIES
from xlperf.rules.verdict import STATES, State, state_of

_FIRST = 4
"""Gives the row of the first department, from 0."""
_PERMYRIAD = Decimal("0.0001")
_COLOURS: dict[State, str] = {"ready": "70AD47", "mend": "FFC000", "blocked": "C00000"}


class _Head(NamedTuple):
    """Holds a column: the table's, its header, width in points, and the styles of cell and sum."""

    name: str
    text: str
    width: float
    style: str
    sum: str


def _heads() -> list[_Head]:
    own, edition = template()["gather"], load_edition(dated_ids()[-1])
    count = ("small-count", "sum-count")
    return [
        _Head("department", edition.label("department"), 200, "small", "sum"),
        _Head("unit", edition.label("unit"), 260, "small", "sum"),
        _Head("books", own["books"], 48, *count),
        _Head("projects", own["project_count"], 44, *count),
        *(_Head(name, edition.label(name), 100, "small-amount", "sum-amount") for name in AMOUNTS),
        _Head("indicators", own["indicator_count"], 44, *count),
        _Head("quantified", own["quantified"], 60, "small-share", "sum-share"),
        *(_Head(severity, word, 38, *count) for severity, word in SEVERITIES.items()),
        _Head("verdict", own["verdict"], 84, "small-centre", "sum-count"),
    ]


def summary_sheet(tables: Tables) -> Sheet:
    """Lays out a row for each unit below its department's, with sums; then the whole."""
    own, heads = template()["gather"], _heads()
    found = counts(tables)
    units = by_group(tables.projects)
    state = state_of(found.findings["error"], found.findings["warning"])
    wrong = units.filter(pl.col("error" if state == "blocked" else "warning") > 0)
    verdict = own[state].format(verdict=STATES[state], units=len(wrong), **found.findings)
    cells = [
        Cell(0, 0, own["title"], "title", columns=len(heads)),
        Cell(1, 0, verdict, own["looks"][state], columns=len(heads)),
        Cell(2, 0, own["counts"].format(**found._asdict()), "quiet", columns=len(heads)),
        *(Cell(_FIRST - 1, i, head.text, "head") for i, head in enumerate(heads)),
    ]
    row = _FIRST
    for group in by_group(tables.projects, ("department",)).iter_rows(named=True):
        rows = units.filter(pl.col("department").eq_missing(group["department"]))
        below = row + 1, row + len(rows)
        cells += _row(heads, row, {**group, "unit": own["subtotal"]}, below)
        row += 1
        for unit in rows.iter_rows(named=True):
            cells += _row(heads, row, unit)
            row += 1
    cells += _whole(heads, row, tables, units)
    heights = {**dict.fromkeys(range(_FIRST, row + 2), 20.0), 0: 30.0, 1: 26.0, 2: 18.0, 3: 34.0}
    return Sheet(
        own["summary"],
        cells,
        STYLES,
        tuple(head.width for head in heads),
        heights,
        page=list_page(_FIRST - 1, own["title"]),
        freeze=(_FIRST, 2),
        tab="1F4E79",
    )


def _row(
    heads: list[_Head],
    row: int,
    group: dict[str, Any],
    below: tuple[int, int] | None = None,
) -> list[Cell]:
    """Puts a unit's row, or a department's with sums over its units' rows `below` (from 0)."""
    cells = []
    for column, head in enumerate(heads):
        value, formula = group.get(head.name), None
        if head.name in ("department", "unit"):
            value = value or template()["gather"]["nobody"]
        elif head.name == "quantified":
            value = _share(group)
        elif head.name == "verdict":
            value = STATES[state_of(group["error"], group["warning"])]
        elif below is not None and head.name != "books":
            letter = column_letters(column)
            formula = f"=SUM({letter}{below[0] + 1}:{letter}{below[1] + 1})"
        cells.append(Cell(row, column, value, head.sum if below else head.style, formula=formula))
    return cells


def _whole(heads: list[_Head], row: int, tables: Tables, units: pl.DataFrame) -> list[Cell]:
    """Puts the last two rows: everything in 元, and the money in 万元."""
    own = template()["gather"]
    cells = []
    for column, head in enumerate(heads):
        letter = column_letters(column)
        total = Cell(row, column, None, head.sum)
        wan = Cell(row + 1, column, None, head.sum)
        if head.name == "department":
            total, wan = total._replace(value=own["total"]), wan._replace(value=own["total_wan"])
        elif head.name == "books":
            total = total._replace(value=tables.projects["book"].n_unique())
        elif head.name == "quantified":
            share = _share({name: units[name].sum() for name in ("quantified", "targets")})
            total = total._replace(value=share)
        elif head.name in units.columns and head.name != "unit":
            value: Any = units[head.name].sum()
            # Every unit and every department has a row: half of their sum is the whole.
            formula = f"=SUM({letter}{_FIRST + 1}:{letter}{row})/2" if len(units) else None
            total = total._replace(value=value, formula=formula)
            if head.name in AMOUNTS:
                formula = f"=ROUND({letter}{row + 1}/10000,2)"
                wan = wan._replace(value=in_wan(Decimal(value or 0)), formula=formula)
        cells += [total, wan]
    return cells


def _share(group: dict[str, Any]) -> Decimal | None:
    if not group["targets"]:
        return None
    share = Decimal(group["quantified"]) / Decimal(group["targets"])
    return share.quantize(_PERMYRIAD)


def charts_sheet(tables: Tables) -> Sheet:
    """Lays out money by department, findings by rule, and verdicts: tables, each with a chart."""
    own = template()["gather"]
    most: int = own["shown"]
    money = by_group(tables.projects, ("department",)).sort("annual_total", descending=True)
    rules = (
        tables.findings.filter(pl.col("waived").is_null())["rule"]
        .value_counts()
        .sort("count", "rule", descending=[True, False])
    )
    units = by_group(tables.projects)
    states = Counter(state_of(*counted) for counted in units.select("error", "warning").rows())
    blocks: list[tuple[str, str, list[tuple[str, Any]], tuple[str, ...], str]] = [
        ("bar", own["money_chart"],
         [(name or own["nobody"], in_wan(total)) for name, total in
          money.select("department", "annual_total").head(most).iter_rows()], (), "#,##0.00"),
        ("bar", own["rules_chart"],
         [(f"{code} {catalogue()[code].title}", count)
          for code, count in rules.head(most).iter_rows()], (), "0"),
        ("doughnut", own["verdicts_chart"],
         [(STATES[state], states[state]) for state in _COLOURS],
         tuple(_COLOURS.values()), "0"),
    ]  # fmt: skip
    cells, charts, row = [], [], 0
    for kind, title, rows, colours, number in blocks:
        cells.append(Cell(row, 0, title, "head", columns=2))
        rows = rows or [(own["none"], 0)]
        for down, (name, value) in enumerate(rows, start=row + 1):
            style = "small-amount" if number != "0" else "small-centre"
            cells += [Cell(down, 0, name, "small"), Cell(down, 1, value, style)]
        last = row + len(rows)
        height = max(200.0, 16.0 * len(rows) + 60)
        spans = ((row + 1, 0, last), (row + 1, 1, last))
        charts.append(
            Chart(kind, title, *spans, (row, 3), (560.0, height), colours, number)  # type: ignore[arg-type]  # one of the kinds
        )
        row = max(last + 2, row + int(height / 18) + 2)
    return Sheet(
        own["charts"],
        cells,
        STYLES,
        (230.0, 110.0),
        dict.fromkeys(range(row), 18.0),
        page=Page(landscape=True, fit=(1, 0)),
        charts=tuple(charts),
    )
