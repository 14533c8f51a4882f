"""Checks a project's table of indicators as a whole (rules C04, C05, C18–C20)."""

from __future__ import annotations

import polars as pl

from xlperf.form.edition import Edition, edition_ids, load_edition
from xlperf.rules.finding import Severity
from xlperf.rules.registry import FailingRow, rule

_ROWS, _TARGETS, _MEASURED = pl.col("rows"), pl.col("targets"), pl.col("measured")


def in_edition(value: str) -> pl.Expr:
    """Gives a threshold of the row's edition."""
    known = {e: load_edition(e).thresholds[value] for e in edition_ids()}
    return pl.col("edition").replace_strict(known, default=None, return_dtype=pl.Float64)


@rule("C18", on="projects", at="indicators")
def there_are_indicators() -> pl.Expr:
    return _ROWS.fill_null(0) > 0


def _absent(case: FailingRow) -> dict[str, object]:
    roles = case.edition.roles
    return {
        "missing": "和".join(roles[role] for role in ("output", "benefit") if not case.row[role]),
        "value": "",
    }


@rule("C04", on="projects", at="indicators", words=_absent)
def outputs_and_benefits_are_both_there() -> pl.Expr:
    return (pl.col("output").fill_null(0) > 0) & (pl.col("benefit").fill_null(0) > 0)


@rule("C05", on="projects", at="indicators")
def satisfaction_is_there() -> pl.Expr:
    return pl.col("satisfaction").fill_null(0) > 0


def _share(case: FailingRow) -> dict[str, object]:
    return {"least": f"{case.edition.thresholds['measured_share']:.0%}"}


@rule("C19", on="projects", at="indicators", words=_share)
def targets_can_be_measured() -> pl.Expr:
    few = in_edition("measured_from") > _TARGETS
    return few | (in_edition("measured_share") <= _MEASURED / _TARGETS)


def _wanted(severity: Severity) -> pl.Expr:
    """Tells whether every kind of indicator is there whose lack is as grave as this."""
    kinds = {e: load_edition(e).kinds for e in edition_ids()}
    names = sorted({kind for own in kinds.values() for kind in own.get(severity, ())})

    def there(kind: str) -> pl.Expr:
        asked = [e for e, own in kinds.items() if kind in own.get(severity, ())]
        return (pl.col(kind).fill_null(0) > 0) | ~pl.col("edition").is_in(asked)

    return pl.all_horizontal(*map(there, names))


def _lacking(case: FailingRow) -> dict[str, object]:
    edition: Edition = case.edition
    asked = [kind for kinds in edition.kinds.values() for kind in kinds]
    return {"missing": "、".join(kind for kind in asked if not case.row[kind]), "value": ""}


@rule("C20", on="projects", at="indicators", words=_lacking)
def amount_and_quality_are_there() -> pl.Expr:
    return _wanted("warning")


@rule("C20", on="projects", at="indicators", words=_lacking, severity="advice")
def time_and_cost_are_there() -> pl.Expr:
    return ~_wanted("warning") | _wanted("advice")
