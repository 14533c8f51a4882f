"""Run every rule once over the long tables, and turn each failing row into a finding.

One polars query a table works out every rule's verdict on every row; pandera then checks that
table in one call. It charges about 1.5 ms a check and call whatever the rows, so the rules of a
table are one check, and the column of the verdict carries the rule's name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

import pandera.polars as pa
import polars as pl

from xlperf.editions import Edition, load_edition
from xlperf.model import Address, Filing
from xlperf.rules import form, funding, indicators, integrated, stated, targets, texts
from xlperf.rules.catalogue import Rule, catalogue
from xlperf.rules.finding import Finding, Severity, graver
from xlperf.rules.quiet import without_hypothesis
from xlperf.rules.registry import CHECKS, Case, Check, Table
from xlperf.rules.tables import Tables, build_tables
from xlperf.rules.waiver import reason_for
from xlperf.rules.wording import wording

__all__ = ["check_filings", "form", "funding", "indicators", "integrated", "stated", "targets", "texts"]


class _Failure(NamedTuple):
    """A failing row: its filing, project and indicator (-1 where it has none), and its field."""

    check: Check
    row: dict[str, Any]
    filing: int
    project: int
    indicator: int
    field: str


def check_filings(
    filings: Sequence[Filing], only: Collection[str] | None = None, *, integrated: bool = False
) -> list[list[Finding]]:
    """The findings of each filing, all rules run once over all of them together.

    Findings come in the order of the sheets and, within a sheet, of its rows and the catalogue.
    `only` limits the answer (not the suppression of follow-on findings) to those codes;
    `integrated` adds the rules of the integrated budget system's import (E). What raises in
    here is our own mistake, never a finding.
    """
    tables = build_tables(filings)
    failures = [
        failure for table in get_args(Table) for failure in _failures(tables, table, integrated)
    ]
    causes = _causes(failures)
    editions = [load_edition(filing.edition) for filing in filings]
    gravest: dict[tuple[int, str], Severity] = {}
    kept: list[_Failure] = []
    for failure in failures:
        rule = catalogue()[failure.check.code]
        severity = rule.severity_in(editions[failure.filing])
        explained = _explained_by(rule, failure, causes)
        if not explained:
            kept.append(failure)
        # A cause is as grave as what it explains: suppression never lets an error pass.
        for code in explained or {rule.code}:
            key = (failure.project, code)
            gravest[key] = graver(gravest.get(key, severity), severity)
    found: list[list[tuple[tuple[int, int, str], Finding]]] = [[] for _ in filings]
    for failure in kept:
        rule = catalogue()[failure.check.code]
        if only and rule.code not in only:
            continue
        severity = gravest[failure.project, rule.code]
        finding = _finding(failure, rule, severity, tables, editions[failure.filing])
        place = failure.project if failure.project >= 0 else len(tables.sources)
        found[failure.filing].append(((place, failure.indicator, rule.code), finding))
    for findings in found:
        findings.sort(key=lambda entry: entry[0])
    return [[finding for _, finding in findings] for findings in found]


@cache
def _checks(table: Table, integrated: bool) -> dict[str, Check]:
    """The checks of a table under the names of their verdicts' columns."""
    return {
        f"{check.code}.{number}": check
        for number, check in enumerate(CHECKS)
        if check.on == table and (integrated or not check.code.startswith("E"))
    }


@cache
def _schema(verdicts: tuple[str, ...]) -> pa.DataFrameSchema:
    """Every row passes every rule. On the column of row numbers, so that a failure says its row."""

    def ok(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(pl.all_horizontal(verdicts))

    check = pa.Check(ok, name=" ".join(verdicts))
    return pa.DataFrameSchema({"row": pa.Column(pl.UInt32, checks=[check])})


def _failures(tables: Tables, table: Table, integrated: bool) -> list[_Failure]:
    frame: pl.DataFrame = getattr(tables, table)
    checks = _checks(table, integrated)
    if frame.is_empty() or not checks:
        return []
    # A null means that the row cannot be judged.
    verdicts = frame.select(
        "row", *(check.ok.fill_null(value=True).alias(name) for name, check in checks.items())
    )
    rows = _failing_rows(verdicts, tuple(checks))
    failures: list[_Failure] = []
    for name, check in checks.items() if rows else ():
        numbers = verdicts[rows].filter(~pl.col(name))["row"].to_list()
        if numbers:
            failures += _shown(check, frame, numbers, tables)
    return failures


def _failing_rows(verdicts: pl.DataFrame, names: tuple[str, ...]) -> list[int]:
    try:
        with without_hypothesis():
            _schema(names).validate(verdicts, lazy=True)
    except pa.errors.SchemaErrors as errors:
        (error,) = errors.schema_errors
        cases = error.failure_cases
        if not isinstance(cases, pl.DataFrame) or "row" not in cases.columns:
            raise error from errors
        return sorted(cases["row"].to_list())
    return []


def _shown(check: Check, frame: pl.DataFrame, numbers: list[int], tables: Tables) -> list[_Failure]:
    place = check.at if isinstance(check.at, pl.Expr) else pl.lit(check.at)
    known = frame[numbers].with_columns(
        *(value.alias(name) for name, value in check.show.items()), place.alias("field")
    )
    failures = []
    for row in known.iter_rows(named=True):
        indicator = row["row"] if check.on == "indicators" else -1
        project = row["row"] if check.on == "projects" else row.get("project", -1)
        filing = row["filing"] if project < 0 else tables.filings[project]
        failures.append(_Failure(check, row, filing, project, indicator, row["field"]))
    return failures


_Causes = dict[tuple[int, int, str], set[str]]
_ANY = "*"


def _causes(failures: list[_Failure]) -> _Causes:
    """The codes found on each field of each project and indicator, and (`_ANY`) on the whole."""
    causes: _Causes = {}
    for failure in failures:
        for field in (failure.field, _ANY):
            key = (failure.project, failure.indicator, field)
            causes.setdefault(key, set()).add(failure.check.code)
        if failure.indicator >= 0:
            causes.setdefault((failure.project, -1, _ANY), set())
            causes.setdefault((failure.project, -2, _ANY), set()).add(failure.check.code)
    return causes


def _explained_by(rule: Rule, failure: _Failure, causes: _Causes) -> set[str]:
    """The rules whose findings explain this one.

    For an indicator: one on the same row or on its project as a whole. For a field: one on the
    same field. For a project: one on any of its cells.
    """
    none: set[str] = set()
    if not rule.follows:
        return none
    whole = causes.get((failure.project, -1, _ANY), none)
    if failure.indicator >= 0:
        known = causes[failure.project, failure.indicator, _ANY] | whole
    elif failure.check.on in ("fields", "prose"):
        known = causes[failure.project, -1, failure.field]
    else:
        known = whole | causes.get((failure.project, -2, _ANY), none)
    return known.intersection(rule.follows)


def _finding(
    failure: _Failure, rule: Rule, severity: Severity, tables: Tables, edition: Edition
) -> Finding:
    indicator = tables.rows[failure.indicator] if failure.indicator >= 0 else None
    project = tables.sources[failure.project] if failure.project >= 0 else None
    case = Case(failure.row, failure.field, edition, project, indicator, tables)
    values = wording(failure.check, case, rule.message)
    fix = values.get("fix")
    return Finding(
        rule=rule.code,
        severity=severity,
        at=_address(failure, tables),
        field=failure.field,
        value=str(values["value"]),
        message=rule.message.format(**values),
        fix=str(fix) if fix else None,
        basis=rule.basis,
        waived=None if severity == "error" else reason_for(failure.check, case),
    )


def _address(failure: _Failure, tables: Tables) -> Address:
    number: int = failure.row["row"]
    if failure.check.on == "totals":
        return tables.total_places[number]
    if failure.check.on == "flaws":
        return tables.flaw_places[number].at
    if failure.indicator >= 0:
        return tables.rows[failure.indicator].at[failure.field]
    project = tables.sources[failure.project]
    return project.at.get(failure.field) or project.at.get("name") or Address(project.sheet, "A1")
