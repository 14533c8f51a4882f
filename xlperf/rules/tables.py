"""Builds the long tables that the rules run over: all sheets of all filings together.

There is a row per project, per field of a project, per indicator, per amount stated in the prose,
per total, and per flaw that the reader noted. Amounts are whole 分 (Int64); `project` is the row of
the table of projects. A null means "cannot be judged" (empty, unreadable or already reported),
and no rule fails on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Any, NamedTuple

import polars as pl

from xlperf.filing.fields import AMOUNTS, DATES, NARRATIVE, TEXTS, value_of
from xlperf.filing.model import Filing, Flaw, Indicator, Project
from xlperf.form.edition import load_edition
from xlperf.operations.spare_sheets import not_filled_in
from xlperf.operations.stated_totals import Total, disagreements
from xlperf.operations.totals import PARTS
from xlperf.rules.indicator_table import counts_by_project, indicator_frame
from xlperf.rules.name_variants import usual_names
from xlperf.rules.prose.statements import statements

FIELDS = (*TEXTS, *NARRATIVE, *DATES, *AMOUNTS)
LARGEST = 10**13
"""Limits an amount, in 元: more than any budget, and safe to hold in 分 as Int64 sums."""


class Tables(NamedTuple):
    """Holds the tables, with the objects that their rows came from, in the same order.

    `filings` are the numbers of the projects' filings, `first_rows` those of the projects' first
    indicators.
    """

    projects: pl.DataFrame
    fields: pl.DataFrame
    indicators: pl.DataFrame
    prose: pl.DataFrame
    totals: pl.DataFrame
    flaws: pl.DataFrame
    filings: list[int]
    sources: list[Project]
    rows: list[Indicator]
    first_rows: list[int]
    flaw_places: list[Flaw]
    total_places: list[Total]


def build_tables(filings: Sequence[Filing]) -> Tables:
    """Builds the tables of any number of filings."""
    of = [index for index, filing in enumerate(filings) for _ in filing.projects]
    sources = [project for filing in filings for project in filing.projects]
    flaws = [(of[i], i, flaw) for i, project in enumerate(sources) for flaw in _flaws(project)]
    flaws += [
        (index, -1, flaw)
        for index, filing in enumerate(filings)
        for flaw in (*filing.flaws, *not_filled_in(filing))
    ]
    rows = [indicator for project in sources for indicator in project.indicators]
    totals = [(i, total) for i, filing in enumerate(filings) for total in disagreements(filing)]
    projects = _project_frame(filings, of, sources)
    indicators = indicator_frame(sources, rows, projects)
    projects = projects.join(
        counts_by_project(indicators), on="row", how="left", maintain_order="left"
    )
    return Tables(
        projects=projects,
        fields=_field_frame(projects, flaws),
        indicators=indicators,
        prose=statements(sources, projects),
        totals=_frame(
            (
                (i, "", total.what, total.found, total.expected, total.certain)
                for i, total in totals
            ),
            {
                "filing": pl.Int32,
                "field": pl.String,
                "what": pl.String,
                "value": pl.String,
                "expected": pl.String,
                "certain": pl.Boolean,
            },
        ),
        flaws=_frame(
            ((i, project, f.rule, f.field, f.text, f.note) for i, project, f in flaws),
            {
                "filing": pl.Int32,
                "project": pl.Int32,
                "rule": pl.String,
                "field": pl.String,
                "value": pl.String,
                "note": pl.String,
            },
        ),
        filings=of,
        sources=sources,
        rows=rows,
        first_rows=list(accumulate((len(p.indicators) for p in sources), initial=0)),
        flaw_places=[flaw for *_, flaw in flaws],
        total_places=[total for _, total in totals],
    )


def _frame(rows: Iterable[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_row_index("row")


def _flaws(project: Project) -> list[Flaw]:
    """Lists what the reader noted, and the values it could not read."""
    flaws = list(project.flaws)
    for field, text in project.typed.items():
        flaws.append(Flaw("B01" if field in AMOUNTS else "A03", field, project.at[field], text))
    amounts = {name: value_of(project, name) for name in AMOUNTS}
    outside = {n: a for n, a in amounts.items() if a is not None and not 0 <= a <= LARGEST}
    for field, amount in outside.items():
        parts = PARTS.get(field, ())
        # The sum of a part outside is outside too: one fault, the part's.
        is_sum = amount == sum(amounts[part] or 0 for part in parts) and outside.keys() & set(parts)
        flaws.append(Flaw("" if is_sum else "B01", field, project.at[field], f"{amount:,f}"))
    return flaws


def _fen(amount: Decimal | None) -> tuple[int | None, bool]:
    """Returns an amount in 元 as whole 分, rounded half up, and whether anything is below the 分.

    The 分 are None where the amount is outside what B01 accepts.
    """
    if amount is None:
        return None, False
    cents = amount * 100
    whole = int(cents)
    is_rough = whole != cents
    if not 0 <= amount <= LARGEST:
        return None, is_rough
    return int(cents.to_integral_value(ROUND_HALF_UP)) if is_rough else whole, is_rough


def _project_frame(
    filings: Sequence[Filing], of: list[int], projects: list[Project]
) -> pl.DataFrame:
    text, number = pl.String, pl.Int32
    years = [project.goals.years or (None, None) for project in projects]
    told = [any(value_of(p, section) for section in NARRATIVE) for p in projects]
    columns: dict[str, pl.Series] = {
        "filing": pl.Series(of, dtype=number),
        "edition": pl.Series([filings[i].edition for i in of], dtype=text),
        "year": pl.Series([filings[i].year for i in of], dtype=number),
        "first_year": pl.Series([first for first, _ in years], dtype=number),
        "last_year": pl.Series([last for _, last in years], dtype=number),
        "told": pl.Series(told, dtype=pl.Boolean),
    }
    for name in (*TEXTS, *NARRATIVE, *DATES):
        kind = pl.Date if name in DATES else text
        columns[name] = pl.Series([value_of(p, name) for p in projects], dtype=kind)
    for name in NARRATIVE:
        columns[f"{name}_known"] = pl.Series([name in p.at for p in projects], dtype=pl.Boolean)
    for name in AMOUNTS:
        amounts = [_fen(value_of(p, name)) for p in projects]
        columns[name] = pl.Series([fen for fen, _ in amounts], dtype=pl.Int64)
        columns[f"{name}_rough"] = pl.Series([rough for _, rough in amounts], dtype=pl.Boolean)
    for total, parts in PARTS.items():  # a total's decimals come from its parts
        for part in parts:
            columns[f"{total}_rough"] &= ~columns[f"{part}_rough"]
    for name in ("department", "unit"):
        values = zip(of, (getattr(project, name) for project in projects), strict=True)
        columns[f"{name}_usual"] = pl.Series(usual_names(name, values), dtype=text)
    return pl.DataFrame(columns).with_row_index("row")


def _field_frame(projects: pl.DataFrame, flaws: list[tuple[int, int, Flaw]]) -> pl.DataFrame:
    """Returns every field as text, one block of projects after the other."""
    count, blocks = len(projects), len(FIELDS)

    none = pl.Series([None] * count, dtype=pl.Boolean)

    def stacked(name: str) -> pl.Series:
        columns = (name.format(field) for field in FIELDS)
        return pl.concat([projects[c] if c in projects.columns else none for c in columns])

    tiled = projects.select(pl.col("row").cast(pl.Int32).alias("project"), "edition", "told",
                            pl.min_horizontal("year", pl.col("start").dt.year()).alias("from_year"),
                            pl.max_horizontal("year", pl.col("end").dt.year()).alias("to_year"),
                            "year")  # fmt: skip
    flawed = [False] * (count * blocks)
    for _, project, flaw in flaws:
        if project >= 0 and flaw.field in FIELDS:
            flawed[FIELDS.index(flaw.field) * count + project] = True
    editions = projects["edition"].to_list()
    needed = {e: load_edition(e).required for e in set(editions)}
    required: list[bool] = []
    for field in FIELDS:
        needs = {e: field in needed[e] for e in needed}
        required += map(needs.__getitem__, editions)
    return (
        pl.concat([tiled] * blocks)
        .with_columns(
            pl.Series(FIELDS).repeat_by(count).explode().alias("field"),
            pl.concat([projects[field].cast(pl.String) for field in FIELDS]).alias("text"),
            stacked("{}_rough").alias("rough"),
            stacked("{}_known").alias("known"),
            pl.Series("required", required, dtype=pl.Boolean),
            pl.Series("flawed", flawed, dtype=pl.Boolean),
        )
        .with_row_index("row")
    )
