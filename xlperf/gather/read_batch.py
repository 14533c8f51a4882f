"""Reads and checks one batch of workbooks into tables; every way of gathering calls it.

What comes out depends on the files alone, not on which process, machine or batch read them, so
that batches can be read anywhere, again, or taken from the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from math import isinf
from typing import Any, NamedTuple

import polars as pl

from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS, BESIDES
from xlperf.filing.model import Filing, Project
from xlperf.form.edition import load_edition
from xlperf.gather.find_workbooks import Book, problem_of
from xlperf.operations.totals import funding_as_read
from xlperf.reading.read_workbook import read_workbook
from xlperf.rules.finding import SEVERITIES, Finding
from xlperf.sources.open_file import open_file
from xlperf.sources.refusals import refusal

MONEY = pl.Decimal(38, 6)
"""Types amounts in 元: exact to the 分 and, where a cell hides further decimals, to six of them."""
_SIXTH = Decimal("0.000001")
_LARGEST = Decimal(10) ** 31

BOOKS: dict[str, Any] = {
    "book": pl.String, "sha256": pl.String, "edition": pl.String, "year": pl.Int32,
    "department": pl.String, "projects": pl.Int32, "problem": pl.String,
}  # fmt: skip
PROJECTS: dict[str, Any] = {
    "book": pl.String, "sheet": pl.String, "name_at": pl.String, "unit_at": pl.String,
    "annual_total_at": pl.String, "edition": pl.String, "year": pl.Int32, "name": pl.String,
    "nature": pl.String, "category": pl.String, "department": pl.String, "unit": pl.String,
    "start": pl.Date, "end": pl.Date, **dict.fromkeys(AMOUNTS, MONEY), "indicators": pl.Int32,
    "targets": pl.Int32, "quantified": pl.Int32, **dict.fromkeys(SEVERITIES, pl.Int32),
}  # fmt: skip
INDICATORS: dict[str, Any] = {
    "book": pl.String, "sheet": pl.String, "cell": pl.String, "unit": pl.String,
    "project": pl.String, "level1": pl.String, "level2": pl.String, "level3": pl.String,
    "target": pl.String, "operator": pl.String, "number": pl.Float64, "measure": pl.String,
    "weight": pl.Float64, "direction": pl.String, **dict.fromkeys(BESIDES[2:], pl.String),
}  # fmt: skip
FINDINGS: dict[str, Any] = {
    "book": pl.String, "sheet": pl.String, "cell": pl.String, "department": pl.String,
    "unit": pl.String, "project": pl.String, "rule": pl.String, "severity": pl.String,
    "field": pl.String, "value": pl.String, "message": pl.String, "fix": pl.String,
    "waived": pl.String,
}  # fmt: skip


class Tables(NamedTuple):
    """Holds the tables of some workbooks, in the order of the workbooks and of their sheets."""

    books: pl.DataFrame
    projects: pl.DataFrame
    indicators: pl.DataFrame
    findings: pl.DataFrame


SCHEMAS: dict[str, dict[str, Any]] = dict(
    zip(Tables._fields, (BOOKS, PROJECTS, INDICATORS, FINDINGS), strict=True)
)


class Read(NamedTuple):
    """Holds a workbook that was read, or the sentence that says why not."""

    name: str
    digest: str
    filing: Filing | None
    problem: str | None


def read_book(book: Book) -> Read:
    """Read one workbook; whatever is wrong with it becomes its `problem`."""
    digest = ""
    try:
        source = open_file(book.path)
        digest = sha256(source.data).hexdigest()
        if source.kind != "workbook":
            raise XlperfError(f"{source.name}：不是工作簿。请先用 xlperf import 转为工作簿。")
        return Read(book.name, digest, read_workbook(source), None)
    except XlperfError as error:
        if error.code == "folder":  # found while looking for files, and not opened then
            error = refusal("folder_closed", book.path)
        return Read(book.name, digest, None, problem_of(book, error))


def tables_of(reads: Sequence[Read]) -> Tables:
    """Runs all rules over all workbooks at once, and makes the tables."""
    # Only what reads needs the rules; who puts the tables together starts without them.
    from xlperf.rules.run import check_filings

    filed = [read for read in reads if read.filing is not None]
    found = check_filings([read.filing for read in filed if read.filing])
    findings_of = {read.name: findings for read, findings in zip(filed, found, strict=True)}
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
    for read in reads:
        filing = read.filing
        if filing is None:
            rows["books"].append((read.name, read.digest, None, None, None, None, read.problem))
            continue
        rows["books"].append(
            (read.name, read.digest, filing.edition, filing.year, filing.department,
             len(filing.projects), None)
        )  # fmt: skip
        _add(rows, read.name, filing, findings_of[read.name])
    return Tables(
        *(pl.DataFrame(rows[name], schema=SCHEMAS[name], orient="row") for name in Tables._fields)
    )


def read_tables(books: Sequence[Book], begin: Callable[[int], None] = lambda _: None) -> Tables:
    """Read and check a batch; `begin` is told the number of each workbook before it is read."""
    reads = []
    for number, book in enumerate(books):
        begin(number)
        reads.append(read_book(book))
    begin(len(books))
    return tables_of(reads)


def _add(
    rows: dict[str, list[tuple[Any, ...]]], book: str, filing: Filing, findings: list[Finding]
) -> None:
    known = {project.sheet: project for project in filing.projects}
    # What is wrong with the workbook as a whole, on 汇总, counts with its first project.
    first = filing.project_sheets[0]
    by_sheet: dict[str, list[Finding]] = {}
    for finding in findings:
        sheet = known.get(finding.at.sheet, first).sheet
        by_sheet.setdefault(sheet, []).append(finding)
    for project in filing.projects:
        open_ = [f for f in by_sheet.get(project.sheet, ()) if f.waived is None]
        rows["projects"].append(_project(book, filing, project, open_))
        for indicator in project.indicators:
            target, at = indicator.target, indicator.at.get("target")
            number = target.number if target else None
            rows["indicators"].append(
                (book, project.sheet, at.cell if at else None, project.unit, project.name,
                 indicator.level1, indicator.level2, indicator.level3,
                 target.text if target else None, target.operator if target else None,
                 _float(number), target.unit if target else None, _float(indicator.weight),
                 indicator.direction, *(getattr(indicator, name) for name in BESIDES[2:]))
            )  # fmt: skip
    for f in findings:
        blamed = known.get(f.at.sheet)
        filed = blamed or first
        rows["findings"].append(
            (book, f.at.sheet, f.at.cell, filed.department or filing.department, filed.unit,
             blamed.name if blamed else None,
             f.rule, f.severity, f.field, f.value, f.message, f.fix, f.waived)
        )  # fmt: skip


def _project(book: str, filing: Filing, project: Project, open_: list[Finding]) -> tuple[Any, ...]:
    funding = funding_as_read(project, load_edition(filing.edition))
    targets = [i.target for i in project.indicators if i.target is not None]

    def at(field: str) -> str | None:
        address = project.at.get(field)
        return address.cell if address else None

    return (
        book, project.sheet, at("name"), at("unit"), at("annual_total"), filing.edition,
        filing.year, project.name, project.nature, project.category,
        project.department or filing.department, project.unit, project.start, project.end,
        *(_money(getattr(funding, name)) for name in AMOUNTS),
        len(project.indicators), len(targets), sum(target.quantified for target in targets),
        *(sum(f.severity == severity for f in open_) for severity in SEVERITIES),
    )  # fmt: skip


def _float(number: Decimal | None) -> float | None:
    """Gives a target's number as the tables hold it; None where it is beyond them."""
    if number is None or isinf(float(number)):
        return None
    return float(number)


def _money(amount: Decimal | None) -> Decimal | None:
    """Gives an amount in 元 as the tables hold it; None where no table could (B01 speaks of it)."""
    if amount is None or abs(amount) >= _LARGEST:
        return None
    return amount.quantize(_SIXTH, ROUND_HALF_UP)
