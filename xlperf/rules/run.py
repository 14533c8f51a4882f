"""Runs every rule once over the long tables, and turns each failing row into a finding.

Each table has a pandera schema whose checks are the rules on it, under their codes, and one call
validates all rows of all filings: `print(schema("indicators"))` lists the rules. The findings go to
`verdict` and to `xlperf.layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import get_args

import polars as pl

from xlperf.filing.model import Address, Filing
from xlperf.form.edition import Edition, load_edition
from xlperf.rules.checks import CHECKS
from xlperf.rules.finding import Finding, Severity, Subject
from xlperf.rules.follow_on import Failure, suppress_follow_ons
from xlperf.rules.load_pandera import pa
from xlperf.rules.messages import message_values, shortened
from xlperf.rules.registry import Check, FailingRow, Table
from xlperf.rules.sound_field_fixes import sound_field_fixes
from xlperf.rules.sound_fixes import sound_fixes
from xlperf.rules.tables import Tables, build_tables
from xlperf.rules.waivers import reason_for


def check_filings(
    filings: Sequence[Filing], only: Collection[str] | None = None, *, integrated: bool = False
) -> list[list[Finding]]:
    """Returns the findings of each filing, all rules run once over all of them together.

    Findings come in the order of the sheets and, within a sheet, of its rows and the catalogue.
    `only` limits the answer (not the suppression of follow-on findings) to those codes;
    `integrated` adds the rules of the integrated budget system's import (E). What raises in
    here is our own mistake, never a finding.
    """
    with pl.Config() as config:
        # Each check is a small query of its own: the streaming engine takes longer to begin one.
        config.set_engine_affinity("in-memory")
        tables = build_tables(filings)
        failures = _failures(tables, integrated)
    editions = [load_edition(filing.edition) for filing in filings]
    found: list[list[tuple[tuple[int, int, str], Finding]]] = [[] for _ in filings]
    kept = [
        (failure, _finding(failure, severity, tables, editions[failure.filing]))
        for failure, severity in suppress_follow_ons(failures, editions)
        if not only or failure.check.code in only
    ]
    kept = list(sound_fixes(kept, tables, _checks("indicators", integrated)))

    def recheck(mended: Sequence[Filing]) -> list[Failure]:
        failures = _failures(build_tables(mended), integrated)
        known = [load_edition(filing.edition) for filing in mended]
        return [failure for failure, _ in suppress_follow_ons(failures, known)]

    for failure, finding in sound_field_fixes(kept, filings, tables, recheck):
        place = failure.project if failure.project >= 0 else len(tables.sources)
        found[failure.filing].append(((place, failure.indicator, finding.rule), finding))
    for findings in found:
        findings.sort(key=lambda entry: entry[0])
    return [_once(finding for _, finding in findings) for findings in found]


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Returns findings without those that say the same of the same cell again.

    A merged level belongs to several rows and is one cell with one fault, the first row's.
    """
    found: dict[tuple[str, Address, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.rule, finding.at, finding.message), finding)
    return list(found.values())


@cache
def schema(table: Table, integrated: bool = False) -> pa.DataFrameSchema:
    """Returns the schema of a table: every rule on it is one check, under the rule's code.

    `integrated` adds the rules of the integrated budget system's import (E).
    """
    checks = [pa.Check(_verdict(check), name=check.code) for check in _checks(table, integrated)]
    return pa.DataFrameSchema(name=table, checks=checks)


@cache
def _checks(table: Table, integrated: bool) -> list[Check]:
    return [c for c in CHECKS if c.on == table and (integrated or not c.code.startswith("E"))]


def _verdict(check: Check) -> Callable[[pa.PolarsData], pl.LazyFrame | bool]:
    """Returns what tells of each row of a table whether it passes, or that all of them do.

    Null, where nobody can say, passes.
    """
    shared = {name: check.show[name] for name in _read(check) & check.show.keys()}

    def passes(data: pa.PolarsData) -> pl.LazyFrame | bool:
        verdict = data.lazyframe.with_columns(**shared).select(check.ok).collect()
        # Most rules find nothing; of a plain True pandera makes no frames of failing rows.
        return verdict.to_series().all() or verdict.lazy()

    return passes


def _read(check: Check) -> set[str]:
    """Names what a rule's expression reads: columns, and values that it shows as well."""
    return set(check.ok.meta.root_names())


@cache
def _columns(table: Table, integrated: bool) -> list[str]:
    """Names the columns of a table that its rules read; failing rows are spelt out with them."""
    checks = _checks(table, integrated)
    shown = {name for check in checks for name in check.show}
    values = (value for check in checks for value in check.show.values())
    read = {"row"}.union(*map(_read, checks), *(value.meta.root_names() for value in values))
    return sorted(read - shown)


def _failures(tables: Tables, integrated: bool) -> list[Failure]:
    failures: list[Failure] = []
    for table in get_args(Table):
        frame: pl.DataFrame = getattr(tables, table)
        for check, rows in _failing_rows(table, frame, integrated):
            failures += _shown(check, frame, rows, tables)
    return failures


def _failing_rows(
    table: Table, frame: pl.DataFrame, integrated: bool
) -> Iterator[tuple[Check, list[int]]]:
    """Yields the checks that rows of a table fail, with the numbers of these rows."""
    checks = _checks(table, integrated)
    if frame.is_empty() or not checks:
        return
    try:
        schema(table, integrated).validate(frame.select(_columns(table, integrated)), lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            if not isinstance(error.failure_cases, pl.DataFrame):
                raise error from errors
        cases = errors.failure_cases
        for (number,), rows in cases.group_by("check_number", maintain_order=True):
            yield checks[number], rows["index"].to_list()


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
        subject=_subject(failure, tables),
        at=_address(failure, tables),
        value=str(values["value"]),
        message=rule.message.format(**shortened(values)),
        fix=str(fix) if fix else None,
        basis=rule.basis,
        waived=None if severity == "error" else reason_for(failure.check, case),
    )


def _subject(failure: Failure, tables: Tables) -> Subject:
    project = indicator = None
    if failure.project >= 0:
        project = failure.project - tables.filings.index(failure.filing)
    if failure.indicator >= 0:
        indicator = failure.indicator - tables.first_rows[failure.project]
    return Subject(project, indicator, failure.field)


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
