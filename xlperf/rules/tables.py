"""The long tables that the rules run over: all sheets of all filings together.

One row per project, per field of a project, per indicator, per total, and per flaw that the
reader noted. Amounts are whole 分 (Int64); `project` is the row of the table of projects. A null
means "cannot be judged" (empty, unreadable or already reported), and no rule fails on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import polars as pl

from xlperf.editions import edition_ids, load_edition
from xlperf.model import AMOUNTS, SECTIONS, Address, Filing, Flaw, Indicator, Project
from xlperf.rules.agreement import disagreements

TEXTS = ("name", "nature", "category", "department", "unit", "overall", "annual")
NARRATIVE = tuple("narrative_goals" if section == "goals" else section for section in SECTIONS)
LARGEST = 10**13
"""元; more than any budget, and safe to hold in 分 as Int64 sums."""


class Tables(NamedTuple):
    """The frames, with the objects that their rows came from, in the same order."""

    projects: pl.DataFrame
    fields: pl.DataFrame
    indicators: pl.DataFrame
    totals: pl.DataFrame
    flaws: pl.DataFrame
    filings: list[int]
    sources: list[Project]
    rows: list[Indicator]
    flaw_places: list[Flaw]
    total_places: list[Address]


def build_tables(filings: Sequence[Filing]) -> Tables:
    """The tables of any number of filings."""
    of = [index for index, filing in enumerate(filings) for _ in filing.projects]
    projects = [project for filing in filings for project in filing.projects]
    flaws = [(i, flaw) for i, project in enumerate(projects) for flaw in _flaws(project)]
    indicators = [indicator for project in projects for indicator in project.indicators]
    indicator_frame = _indicator_frame(projects, indicators)
    project_frame = _project_frame(filings, of, projects)
    totals = [(i, total) for i, filing in enumerate(filings) for total in disagreements(filing)]
    return Tables(
        projects=project_frame.join(_by_level(indicator_frame), on="row", how="left"),
        fields=_field_frame(project_frame, flaws, filings, of),
        indicators=indicator_frame,
        totals=pl.DataFrame(
            {
                "filing": [i for i, _ in totals],
                "what": [total.what for _, total in totals],
                "value": [total.found for _, total in totals],
                "expected": [total.expected for _, total in totals],
            },
            schema={
                "filing": pl.UInt32,
                "what": pl.String,
                "value": pl.String,
                "expected": pl.String,
            },
        ).with_row_index("row"),
        flaws=pl.DataFrame(
            {
                "project": [i for i, _ in flaws],
                "rule": [flaw.rule for _, flaw in flaws],
                "field": [flaw.field for _, flaw in flaws],
                "value": [flaw.text for _, flaw in flaws],
            },
            schema={
                "project": pl.UInt32,
                "rule": pl.String,
                "field": pl.String,
                "value": pl.String,
            },
        ).with_row_index("row"),
        filings=of,
        sources=projects,
        rows=indicators,
        flaw_places=[flaw for _, flaw in flaws],
        total_places=[total.at for _, total in totals],
    )


def _flaws(project: Project) -> list[Flaw]:
    """What the reader noted, and the values it could not read."""
    flaws = list(project.flaws)
    for field, text in project.typed.items():
        flaws.append(Flaw("B01" if field in AMOUNTS else "A03", field, project.at[field], text))
    for field in AMOUNTS:
        amount = getattr(project.funding, field)
        if amount is not None and not 0 <= amount <= LARGEST:
            flaws.append(Flaw("B01", field, project.at[field], f"{amount:,f}"))
    return flaws


def fen(amount: Decimal | None) -> int | None:
    """An amount in 元 as whole 分, rounded half up; None where it is outside what B01 accepts."""
    if amount is None or not 0 <= amount <= LARGEST:
        return None
    return int((amount * 100).to_integral_value(ROUND_HALF_UP))


def _project_frame(
    filings: Sequence[Filing], of: list[int], projects: list[Project]
) -> pl.DataFrame:
    amounts = {field: [getattr(p.funding, field) for p in projects] for field in AMOUNTS}
    columns: dict[str, pl.Series] = {
        "filing": pl.Series(of, dtype=pl.UInt32),
        "edition": pl.Series([filings[i].edition for i in of], dtype=pl.String),
        "year": pl.Series([filings[i].year for i in of], dtype=pl.Int32),
        "name": pl.Series([p.name for p in projects], dtype=pl.String),
        "nature": pl.Series([p.nature for p in projects], dtype=pl.String),
        "category": pl.Series([p.category for p in projects], dtype=pl.String),
        "department": pl.Series([p.department for p in projects], dtype=pl.String),
        "unit": pl.Series([p.unit for p in projects], dtype=pl.String),
        "start": pl.Series([p.start for p in projects], dtype=pl.Date),
        "end": pl.Series([p.end for p in projects], dtype=pl.Date),
        "overall": pl.Series([p.goals.overall for p in projects], dtype=pl.String),
        "annual": pl.Series([p.goals.annual for p in projects], dtype=pl.String),
        "first_year": pl.Series(
            [p.goals.years[0] if p.goals.years else None for p in projects], dtype=pl.Int32
        ),
        "last_year": pl.Series(
            [p.goals.years[1] if p.goals.years else None for p in projects], dtype=pl.Int32
        ),
        "whole": pl.Series([not p.flaws for p in projects], dtype=pl.Boolean),
    }
    for name, section in zip(NARRATIVE, SECTIONS, strict=True):
        texts = [getattr(p.narrative, section) for p in projects]
        columns[name] = pl.Series(texts, dtype=pl.String)
    for field, values in amounts.items():
        columns[field] = pl.Series([fen(value) for value in values], dtype=pl.Int64)
        columns[f"{field}_rough"] = pl.Series(
            [value is not None and value.as_tuple().exponent < -2 and value * 100 % 1 != 0
             for value in values],
            dtype=pl.Int64,
        )  # fmt: skip
    return pl.DataFrame(columns).with_row_index("row")


def _field_frame(
    projects: pl.DataFrame,
    flaws: list[tuple[int, Flaw]],
    filings: Sequence[Filing],
    of: list[int],
) -> pl.DataFrame:
    """Every field as text, whether it is required, and whether a flaw already speaks of it."""
    required: dict[str, tuple[str, ...]] = {
        edition: load_edition(edition).required for edition in {filings[i].edition for i in of}
    }
    needed = pl.DataFrame(
        [(edition, field, True) for edition, fields in required.items() for field in fields],
        schema={"edition": pl.String, "field": pl.String, "required": pl.Boolean},
        orient="row",
    )
    flawed = pl.DataFrame(
        sorted({(i, flaw.field, True) for i, flaw in flaws}),
        schema={"project": pl.UInt32, "field": pl.String, "flawed": pl.Boolean},
        orient="row",
    )
    fields = (*TEXTS, "start", "end", *AMOUNTS, *NARRATIVE)
    return (
        projects.select("row", "edition", *(pl.col(field).cast(pl.String) for field in fields))
        .rename({"row": "project"})
        .unpivot(on=fields, index=("project", "edition"), variable_name="field", value_name="text")
        .join(needed, on=("edition", "field"), how="left", maintain_order="left")
        .join(flawed, on=("project", "field"), how="left", maintain_order="left")
        .with_columns(pl.col("required", "flawed").fill_null(value=False))
        .with_row_index("row")
    )


def _indicator_frame(projects: list[Project], indicators: list[Indicator]) -> pl.DataFrame:
    targets = [i.target if i.swallowed is None else None for i in indicators]
    return pl.DataFrame(
        {
            "project": pl.Series(
                [i for i, project in enumerate(projects) for _ in project.indicators],
                dtype=pl.UInt32,
            ),
            "level1": pl.Series([i.level1 for i in indicators], dtype=pl.String),
            "level2": pl.Series([i.level2 for i in indicators], dtype=pl.String),
            "level3": pl.Series([i.level3 for i in indicators], dtype=pl.String),
            "target": pl.Series([i.target and i.target.text for i in indicators], dtype=pl.String),
            "swallowed": pl.Series([i.swallowed for i in indicators], dtype=pl.String),
            "operator": pl.Series([t and t.operator for t in targets], dtype=pl.String),
            "number": pl.Series(
                [float(t.number) if t and t.number is not None else None for t in targets],
                dtype=pl.Float64,
            ),
            "unit": pl.Series([t and t.unit for t in targets], dtype=pl.String),
            "words": pl.Series([t and t.words for t in targets], dtype=pl.String),
            "numbers": pl.Series([t.numbers if t else None for t in targets], dtype=pl.Int32),
        }
    ).with_row_index("row")


def _by_level(indicators: pl.DataFrame) -> pl.DataFrame:
    """How many indicators a project has of each kind that C04 and C05 ask for."""
    editions = [load_edition(edition) for edition in edition_ids()]

    def count(role: str) -> pl.Expr:
        names = sorted({edition.roles[role] for edition in editions})
        return pl.col("level1").is_in(names).sum().alias(role)

    return indicators.group_by(pl.col("project").alias("row")).agg(
        count("output"), count("benefit"), count("satisfaction")
    )
