"""Runs every rule once over the long tables, and turns each failing row into a finding.

One polars query per table works out every rule's verdict on every row; pandera then checks them all
in one call. It charges about 1.5 ms per check and call whatever the rows, and as much again for
rows that fail, so all rules are one check, whose columns carry the rules' names. The findings go
to `verdict` and to `xlperf.layouts`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from itertools import accumulate
from typing import get_args

import pandera.polars as pa
import polars as pl

from xlperf.filing.model import Address, Filing
from xlperf.form.edition import Edition, load_edition
from xlperf.rules import amounts_in_prose, fields, funding, indicators, integrated, targets, texts
from xlperf.rules.finding import Finding, Severity
from xlperf.rules.follow_on import Failure, suppress_follow_ons
from xlperf.rules.messages import message_values, shortened
from xlperf.rules.quiet_pandera import without_hypothesis
from xlperf.rules.registry import CHECKS, Check, FailingRow, Table
from xlperf.rules.tables import Tables, build_tables
from xlperf.rules.waivers import reason_for

__all__ = [
    "amounts_in_prose",
    "check_filings",
    "fields",
    "funding",
    "indicators",
    "integrated",
    "targets",
    "texts",
]


def check_filings(
    filings: Sequence[Filing], only: Collection[str] | None = None, *, integrated: bool = False
) -> list[list[Finding]]:
    """Returns the findings of each filing, all rules run once over all of them together.

    Findings come in the order of the sheets and, within a sheet, of its rows and the catalogue.
    `only` limits the answer (not the suppression of follow-on findings) to those codes;
    `integrated` adds the rules of the integrated budget system's import (E). What raises in
    here is our own mistake, never a finding.
    """
    tables = build_tables(filings)
    failures = _failures(tables, integrated)
    editions = [load_edition(filing.edition) for filing in filings]
    found: list[list[tuple[tuple[int, int, str], Finding]]] = [[] for _ in filings]
    for failure, severity in suppress_follow_ons(failures, editions):
        if only and failure.check.code not in only:
            continue
        finding = _finding(failure, severity, tables, editions[failure.filing])
        place = failure.project if failure.project >= 0 else len(tables.sources)
        found[failure.filing].append(((place, failure.indicator, finding.rule), finding))
    for findings in found:
        findings.sort(key=lambda entry: entry[0])
    # A merged level belongs to several rows and is one cell with one fault.
    return [
        list({(f.rule, f.at, f.message): f for _, f in findings}.values()) for findings in found
    ]


@cache
def _checks(table: Table, integrated: bool) -> dict[str, Check]:
    """Returns the checks of a table under the names of their verdicts' columns."""
    return {
        f"{check.code}.{number}": check
        for number, check in enumerate(CHECKS)
        if check.on == table and (integrated or not check.code.startswith("E"))
    }


@cache
def _schema(verdicts: tuple[str, ...]) -> pa.DataFrameSchema:
    """Demands that all rows pass all rules, on the row numbers, so that a failure names its row."""

    def ok(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.all_horizontal(verdicts))

    check = pa.Check(ok, name=" ".join(verdicts))
    return pa.DataFrameSchema({"row": pa.Column(pl.UInt32, checks=[check])})


def _failures(tables: Tables, integrated: bool) -> list[Failure]:
    frames: dict[Table, pl.DataFrame] = {t: getattr(tables, t) for t in get_args(Table)}
    judged = {
        table: _verdicts(frame, checks)
        for table, frame in frames.items()
        if (checks := _checks(table, integrated)) and not frame.is_empty()
    }
    if not judged:
        return []
    failing = _failing_rows(list(judged.values()))
    failures: list[Failure] = []
    for (table, verdicts), rows in zip(judged.items(), failing, strict=True):
        failed = verdicts[rows]
        for name, check in _checks(table, integrated).items() if rows else ():
            passes = failed[name]
            if not passes.all():
                numbers = failed["row"].filter(~passes).to_list()
                failures += _shown(check, frames[table], numbers, tables)
    return failures


def _verdicts(frame: pl.DataFrame, checks: dict[str, Check]) -> pl.DataFrame:
    """Returns a table of row numbers and, per check, whether each row passes it."""
    # What a verdict shares with its message is worked out first, since it is asked more than once.
    shared = {
        name: value
        for check in checks.values()
        for name, value in check.show.items()
        if name in check.ok.meta.root_names()
    }
    # A null means that the row cannot be judged. Lazily, since many rules share an expression.
    return (
        frame.lazy()
        .with_columns(**shared)
        .select(
            "row", *(check.ok.fill_null(value=True).alias(name) for name, check in checks.items())
        )
        .collect()
    )


def _failing_rows(judged: list[pl.DataFrame]) -> list[list[int]]:
    """Returns, for each table of verdicts, the rows that fail any rule."""
    # One below the other: no row is judged by the rules of another table.
    whole = pl.concat(judged, how="diagonal").drop("row").fill_null(value=True)
    rows: list[int] = []
    try:
        with without_hypothesis():
            _schema(tuple(whole.columns)).validate(whole.with_row_index("row"), lazy=True)
    except pa.errors.SchemaErrors as errors:
        (error,) = errors.schema_errors
        cases = error.failure_cases
        if not isinstance(cases, pl.DataFrame) or "row" not in cases.columns:
            raise error from errors
        rows = sorted(cases["row"].to_list())
    starts = accumulate(map(len, judged), initial=0)
    return [
        [row - start for row in rows if start <= row < start + len(verdicts)]
        for start, verdicts in zip(starts, judged, strict=False)
    ]


def _shown(check: Check, frame: pl.DataFrame, numbers: list[int], tables: Tables) -> list[Failure]:
    place = check.at if isinstance(check.at, pl.Expr) else pl.lit(check.at)
    known = frame[numbers].with_columns(
        *(value.alias(name) for name, value in check.show.items()), place.alias("field")
    )
    failures = []
    for row in known.iter_rows(named=True):
        indicator = row["row"] if check.on == "indicators" else -1
        project = row["row"] if check.on == "projects" else row.get("project", -1)
        filing = row["filing"] if project < 0 else tables.filings[project]
        failures.append(Failure(check, row, filing, project, indicator, row["field"]))
    return failures


def _finding(failure: Failure, severity: Severity, tables: Tables, edition: Edition) -> Finding:
    indicator = tables.rows[failure.indicator] if failure.indicator >= 0 else None
    project = tables.sources[failure.project] if failure.project >= 0 else None
    case = FailingRow(failure.row, failure.field, edition, project, indicator, tables)
    rule = failure.rule
    values = message_values(failure.check, case, rule.message)
    fix = values.get("fix")
    return Finding(
        rule=rule.code,
        severity=severity,
        at=_address(failure, tables),
        field=failure.field,
        value=str(values["value"]),
        message=rule.message.format(**shortened(values)),
        fix=str(fix) if fix else None,
        basis=rule.basis,
        waived=None if severity == "error" else reason_for(failure.check, case),
    )


def _address(failure: Failure, tables: Tables) -> Address:
    number: int = failure.row["row"]
    if failure.check.on == "totals":
        return tables.total_places[number].at
    if failure.check.on == "flaws":
        return tables.flaw_places[number].at
    if failure.indicator >= 0:
        # Where the table's head is damaged, a level has no cell; the row's others are near.
        at = tables.rows[failure.indicator].at
        return at.get(failure.field) or next(iter(at.values()))
    project = tables.sources[failure.project]
    return project.at.get(failure.field) or project.at.get("name") or Address(project.sheet, "A1")
