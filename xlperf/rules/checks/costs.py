"""Checks cost targets against the form's money (rule C22)."""

from __future__ import annotations

import polars as pl

from xlperf.filing.model import WAN
from xlperf.rules.indicator_table import plain_level
from xlperf.rules.messages import money
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_NAME, _UNIT, _NUMBER = pl.col("name"), pl.col("unit"), pl.col("number")
_TOTAL, _ANNUAL = pl.col("total"), pl.col("annual_total")
_NEAR = int(WAN)
"""Allows a difference of 0.01 万元, in 分."""


def _amount() -> pl.Expr:
    """Gives the target in 分, where it is plain money."""
    units = words("whole_cost")["units"]
    return _NUMBER * 100 * _UNIT.replace_strict(units, default=None, return_dtype=pl.Float64)


def _of_the_form(case: FailingRow) -> dict[str, object]:
    assert case.project is not None
    label, field = case.edition.label, "total"
    return {
        "form": money(case.row[field]),
        "form_label": label(field),
        "form_at": case.project.at.get(field, ""),
    }


@rule("C22", on="indicators", at="target", words=_of_the_form)
def cost_agrees_with_the_form() -> pl.Expr:
    own = words("whole_cost")
    amount = _amount()
    same = pl.any_horizontal((amount - of).abs() <= _NEAR for of in (_TOTAL, _ANNUAL))
    whole = _NAME.str.contains(own["names"])
    part = plain_level("level2").is_in(own["level2"]) & ~_NAME.str.contains(own["part_but"])
    exceeds = part & (amount > _TOTAL + _NEAR)
    unlike = whole & ~same & plain_level("level1").is_in(["产出指标", "成本指标"])
    return ~(unlike | exceeds)
