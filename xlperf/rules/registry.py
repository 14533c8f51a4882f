"""How a rule is written: one small function that gives an expression true where all is well.

    @rule("B02", on="projects", at="total", show={"expected": FISCAL + OTHER})
    def total_is_the_sum_of_its_parts() -> pl.Expr: ...

The expression runs once over the whole table. Its name, severity, wording and examples are the
catalogue's entry of the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Table = Literal["projects", "fields", "indicators", "totals", "flaws"]


@dataclass(frozen=True)
class Check:
    """One rule's work: `ok` is true or null in every row that passes.

    `at` names the field whose cell the finding points at: a constant, or an expression over the
    failing row (the fields table brings its own `field`). `show` gives further values for the
    message and for `fix`; `money` says which of the values shown are in 分.
    """

    code: str
    on: Table
    ok: pl.Expr
    at: str | pl.Expr
    show: Mapping[str, pl.Expr] = field(default_factory=dict)
    money: tuple[str, ...] = ()


CHECKS: list[Check] = []


def rule(
    code: str,
    *,
    on: Table,
    at: str | pl.Expr | None = None,
    show: Mapping[str, pl.Expr] | None = None,
    money: tuple[str, ...] = (),
) -> Callable[[Callable[[], pl.Expr]], Callable[[], pl.Expr]]:
    """Register a rule's function under its code."""

    def register(function: Callable[[], pl.Expr]) -> Callable[[], pl.Expr]:
        place = pl.col("field") if at is None else at
        CHECKS.append(Check(code, on, function(), place, show or {}, money))
        return function

    return register
