"""Run every rule once over the long tables, and turn each failing row into a finding.

pandera does the running: one schema a table, one check a rule, each named by its code. All
checks hang on the column of row numbers, so that a failure always says its row, whichever
columns the check looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

import pandera.polars as pa
import polars as pl

from xlperf.editions import Edition, load_edition
from xlperf.model import Address, Filing
from xlperf.rules import form, funding, indicators
from xlperf.rules.catalogue import Rule, catalogue
from xlperf.rules.finding import Finding
from xlperf.rules.quiet import without_hypothesis
from xlperf.rules.registry import CHECKS, Check, Table
from xlperf.rules.tables import Tables, build_tables
from xlperf.rules.wording import suggestion, wording

__all__ = ["check_filings", "form", "funding", "indicators"]  # imported for their rules

_TABLES: tuple[Table, ...] = ("flaws", "fields", "projects", "indicators", "totals")


class _Failure(NamedTuple):
    """A failing row: its filing, project and indicator (-1 where it has none)."""

    check: Check
    row: dict[str, Any]
    filing: int
    project: int
    indicator: int


def check_filings(
    filings: Sequence[Filing], only: Collection[str] | None = None
) -> list[list[Finding]]:
    """The findings of each filing, all rules run once over all of them together.

    Findings come in the order of the sheets and, within a sheet, of the catalogue. `only`
    limits the answer (not the suppression of follow-on findings) to those codes.
    """
    tables = build_tables(filings)
    failures = [failure for table in _TABLES for failure in _failures(tables, table)]
    found: list[list[tuple[tuple[int, int, str], Finding]]] = [[] for _ in filings]
    causes = _causes(failures)
    for failure in failures:
        rule = catalogue()[failure.check.code]
        if _follows(rule, failure, causes) or (only and rule.code not in only):
            continue
        finding = _finding(failure, rule, tables, load_edition(filings[failure.filing].edition))
        place = failure.project if failure.project >= 0 else len(tables.sources)
        found[failure.filing].append(((place, max(failure.indicator, 0), rule.code), finding))
    for findings in found:
        findings.sort(key=lambda entry: entry[0])
    return [[finding for _, finding in findings] for findings in found]


@cache
def _schema(table: Table) -> pa.DataFrameSchema:
    checks = [_pandera_check(index) for index, check in enumerate(CHECKS) if check.on == table]
    return pa.DataFrameSchema({"row": pa.Column(pl.UInt32, checks=checks)})


def _pandera_check(index: int) -> pa.Check:
    check = CHECKS[index]

    def ok(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(check.ok.fill_null(value=True))

    return pa.Check(ok, name=check.code, title=str(index))


def _failures(tables: Tables, table: Table) -> list[_Failure]:
    frame: pl.DataFrame = getattr(tables, table)
    if frame.is_empty():
        return []
    try:
        with without_hypothesis():
            _schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        rows: dict[int, list[int]] = {}
        for error in errors.schema_errors:
            cases = error.failure_cases
            if not isinstance(cases, pl.DataFrame) or "row" not in cases.columns:
                raise error from errors  # a check that raised, or no fit: our own mistake
            rows[int(error.check.title)] = cases["row"].to_list()
        return [
            failure
            for index, numbers in rows.items()
            for failure in _shown(CHECKS[index], frame, sorted(numbers), tables)
        ]
    return []


def _shown(check: Check, frame: pl.DataFrame, numbers: list[int], tables: Tables) -> list[_Failure]:
    place = check.at if isinstance(check.at, pl.Expr) else pl.lit(check.at)
    known = frame[numbers].with_columns(
        *(value.alias(name) for name, value in check.show.items()),
        *([] if check.on == "totals" else [place.alias("field")]),
    )
    failures = []
    for row in known.iter_rows(named=True):
        indicator = row["row"] if check.on == "indicators" else -1
        project = row["row"] if check.on == "projects" else row.get("project", -1)
        filing = row["filing"] if project < 0 else tables.filings[project]
        failures.append(_Failure(check, row, filing, project, indicator))
    return failures


_Causes = dict[tuple[int, int], set[str]]


def _causes(failures: list[_Failure]) -> _Causes:
    """The codes found on each project, and on each indicator of it."""
    causes: _Causes = {}
    for failure in failures:
        causes.setdefault((failure.project, failure.indicator), set()).add(failure.check.code)
        causes.setdefault((failure.project, -2), set()).add(failure.check.code)
    return causes


def _follows(rule: Rule, failure: _Failure, causes: _Causes) -> bool:
    """Whether another finding explains this one.

    For an indicator: one on the same row or on its project as a whole; for a project: one on
    any of its cells.
    """
    if failure.indicator >= 0:
        known = causes[failure.project, failure.indicator] | causes.get(
            (failure.project, -1), set()
        )
    else:
        known = causes[failure.project, -2]
    return not known.isdisjoint(rule.follows)


def _finding(failure: _Failure, rule: Rule, tables: Tables, edition: Edition) -> Finding:
    row, check = failure.row, failure.check
    field = "" if check.on == "totals" else str(row["field"])
    values = wording(failure.check, row, field, tables, edition)
    severity = edition.severity.get(rule.code, rule.severity)
    return Finding(
        rule=rule.code,
        severity=severity,  # type: ignore[arg-type]  # editions hold the catalogue's words
        at=_address(failure, field, tables),
        field=field,
        value=str(values["value"]),
        message=rule.message.format(**values),
        fix=suggestion(rule.code, values),
        basis=rule.basis,
    )


def _address(failure: _Failure, field: str, tables: Tables) -> Address:
    number: int = failure.row["row"]
    if failure.check.on == "totals":
        return tables.total_places[number]
    if failure.check.on == "flaws":
        return tables.flaw_places[number].at
    if failure.indicator >= 0:
        return tables.rows[failure.indicator].at[field]
    project = tables.sources[failure.project]
    return project.at.get(field) or project.at.get("name") or Address(project.sheet, "A1")
