"""Registers rules: each is one small function whose expression is true where all is well.

    @rule("B02", on="projects", at="total", show={"expected": FISCAL + OTHER})
    def total_is_the_sum_of_its_parts() -> pl.Expr: ...

The expression runs once over the whole table. Its name, severity, wording and examples are the
catalogue's entry of the same code; what a message must look up beyond the failing row comes from
a function beside the rule, called for the rows that fail and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import polars as pl

from xlperf.filing.model import Indicator, Project
from xlperf.form.edition import Edition
from xlperf.rules.finding import Severity

if TYPE_CHECKING:
    from xlperf.rules.tables import Tables

Table = Literal["projects", "fields", "indicators", "prose", "totals", "flaws"]


class FailingRow(NamedTuple):
    """Holds one failing row, with what it was made from, for its message to look things up in."""

    row: Mapping[str, Any]
    field: str
    edition: Edition
    project: Project | None
    indicator: Indicator | None
    tables: Tables

    @property
    def text(self) -> str:
        """Returns the value the finding is about, as text; empty where there is none."""
        return str(self.row.get(self.field) or "")


Words = Callable[[FailingRow], Mapping[str, object]]


@dataclass(frozen=True)
class Check:
    """Holds one rule's work: `ok` is true or null in every row that passes.

    `at` names the field whose cell the finding points at: a constant, or an expression over the
    failing row (the tables of fields and of prose bring their own `field`). `show` gives further
    values for the message, which `ok` may use as columns, and `words` those that no expression
    gives; `fix` among them is the exact new text of the cell. `money` says which of the values
    shown are in 分. `severity` is for a check that is less sure than its rule.
    """

    code: str
    on: Table
    ok: pl.Expr
    at: str | pl.Expr
    show: Mapping[str, pl.Expr] = field(default_factory=dict)
    money: tuple[str, ...] = ()
    words: Words | None = None
    severity: Severity | None = None


CHECKS: list[Check] = []


def rule(
    code: str,
    *,
    on: Table,
    at: str | pl.Expr | None = None,
    show: Mapping[str, pl.Expr] | None = None,
    money: tuple[str, ...] = (),
    words: Words | None = None,
    severity: Severity | None = None,
) -> Callable[[Callable[[], pl.Expr]], Callable[[], pl.Expr]]:
    """Registers a rule's function under its code, for the table `on`; the rest as in `Check`."""

    def register(function: Callable[[], pl.Expr]) -> Callable[[], pl.Expr]:
        place = pl.col("field") if at is None else at
        CHECKS.append(Check(code, on, function(), place, show or {}, money, words, severity))
        return function

    return register
