"""Gathers the values that a finding's message names: amounts in 元, labels, addresses."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from string import Formatter

from xlperf.filing.shorten import cut_short
from xlperf.form.edition import Edition
from xlperf.rules.registry import Check, FailingRow

_LONGEST = 200
"""Limits the characters of a value in a message: several messages of a row share a cell of 校验."""


def money(fen: int | None) -> str:
    """Writes an amount in 分 as 元 with two decimals and thousands separators; None is empty."""
    return "" if fen is None else f"{Decimal(fen) / 100:,.2f}"


def message_values(check: Check, case: FailingRow, message: str) -> dict[str, object]:
    """Returns the values for a rule's message, by name; `value` is the one the finding is about.

    `{name_at}` and the like are the cells of the other fields a message may speak of.
    """
    values: dict[str, object] = {
        name: "" if value is None else value for name, value in case.row.items()
    }
    for name in check.money:
        values[name] = money(case.row[name])
    values["label"] = _label(case.field, case.edition)
    if "value" not in case.row:
        values["value"] = values.get("text" if check.on == "fields" else case.field, "")
    places = case.indicator.at if case.indicator else case.project.at if case.project else {}
    for name in _places_named(message):
        values[f"{name}_at"] = places.get(name, "")
    reason_at = case.project.reason_at if case.project else None
    values["reason_at"] = f"（{reason_at}）" if reason_at else ""
    if check.words is not None:
        values.update(check.words(case))
    return values


def shortened(values: dict[str, object]) -> dict[str, object]:
    """Shortens long texts for a sentence; `Finding.value` has them in full."""
    return {
        name: cut_short(value, _LONGEST) if isinstance(value, str) else value
        for name, value in values.items()
    }


@cache
def _places_named(message: str) -> tuple[str, ...]:
    """Names the fields whose cells a message names: {total_at}."""
    names = (name for _, name, *_ in Formatter().parse(message) if name)
    return tuple(name.removesuffix("_at") for name in names if name.endswith("_at"))


def items_found(case: FailingRow) -> dict[str, object]:
    """Gives the words of a finding in prose: what was found, and what its amounts come to."""
    return {"value": case.row["found"], "items": money(case.row["items"])}


def _label(field: str, edition: Edition) -> str:
    if field in edition.labels or field in edition.sections:
        return edition.label(field)
    return field
