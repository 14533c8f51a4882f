"""Puts the tables of all batches together, in the workbooks' order, with findings across files."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from xlperf.filing.fields import AMOUNTS
from xlperf.gather.read_batch import FINDINGS, Tables
from xlperf.gather.results import Counts
from xlperf.rules.across_files import check_across
from xlperf.rules.catalogue import catalogue
from xlperf.rules.finding import SEVERITIES

GROUPS = ("department", "unit")
_NUMBER = "order_"


def consolidate(parts: Sequence[Tables], books: Sequence[str]) -> Tables:
    """Makes one of all batches, in the order of `books`, with the findings across files."""
    order = pl.DataFrame({"book": list(books)}, schema={"book": pl.String}).with_row_index(_NUMBER)
    whole = Tables(*(_ordered(frames, order) for frames in zip(*parts, strict=True)))
    across = _across(whole.projects)
    if across.is_empty():
        return whole
    more = {severity: f"{severity}_more" for severity in SEVERITIES}
    counts = across.group_by("book", "sheet").agg(
        (pl.col("severity") == severity).sum().cast(pl.Int32).alias(name)
        for severity, name in more.items()
    )
    projects = (
        whole.projects.join(counts, on=("book", "sheet"), how="left", maintain_order="left")
        .with_columns(pl.col(s) + pl.col(name).fill_null(0) for s, name in more.items())
        .drop(more.values())
    )
    findings = _ordered([whole.findings, across], order)
    return whole._replace(projects=projects.rechunk(), findings=findings)


def by_group(projects: pl.DataFrame, groups: Sequence[str] = GROUPS) -> pl.DataFrame:
    """Returns sums by department, or department and unit, in the order of their first project."""
    return projects.group_by(groups, maintain_order=True).agg(
        pl.col("book").n_unique().alias("books"),
        pl.len().alias("projects"),
        *(pl.col(amount).sum() for amount in AMOUNTS),
        *(pl.col(count).sum() for count in ("indicators", "targets", "quantified", *SEVERITIES)),
    )


def counts(tables: Tables) -> Counts:
    """Counts the figures of the verdict."""
    open_ = tables.findings.filter(pl.col("waived").is_null())["severity"]
    return Counts(
        books=tables.books["problem"].null_count(),
        unread=len(tables.books) - tables.books["problem"].null_count(),
        projects=len(tables.projects),
        indicators=len(tables.indicators),
        findings={severity: int((open_ == severity).sum()) for severity in SEVERITIES},
    )


def _ordered(frames: Sequence[pl.DataFrame], order: pl.DataFrame) -> pl.DataFrame:
    # One chunk of memory: the files written from it must not tell how it was read.
    return (
        pl.concat(frames)
        .join(order, on="book", how="inner", maintain_order="left")
        .sort(_NUMBER, maintain_order=True)
        .drop(_NUMBER)
        .rechunk()
    )


def _across(projects: pl.DataFrame) -> pl.DataFrame:
    rows = []
    for found in check_across(projects):
        row = projects.row(found.row, named=True)
        at = row.get(f"{found.field}_at") or row["name_at"]
        rows.append(
            (row["book"], row["sheet"], at, row["department"], row["unit"], row["name"],
             found.rule, catalogue()[found.rule].severity, found.field, found.value,
             found.message, None, None)
        )  # fmt: skip
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")
