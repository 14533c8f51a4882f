"""The faults that generated filings hold: one table, each with the rule that must find it.

A fault changes one project in one place, and yields one finding there and none elsewhere. So the
prose of a project whose money is wrong names no amount, and only what a rule compares is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.model import Project
from xlperf.filing.target import read_target

Change = Callable[[Project, int], Project]
"""A project and its filing's year to the faulty project."""


class Fault(NamedTuple):
    """What is done to a project, and where it must be found.

    `field` is a field of the project, or the head of an indicator's cell, `row` the indicator's
    number (-1 for the last one).
    """

    rule: str
    field: str
    change: Change
    row: int | None = None


def _field(**values: object) -> Change:
    return lambda project, _: replace(project, **values)  # type: ignore[arg-type]  # fields by name


def _dates(start: tuple[int, int, int], end: tuple[int, int, int]) -> Change:
    """Dates as years from the filing's own, months and days."""

    def change(project: Project, year: int) -> Project:
        first, last = (date(year + after, month, day) for after, month, day in (start, end))
        return replace(project, start=first, end=last)

    return change


def _money(**more: int) -> Change:
    """Amounts raised by so many 元; the prose no longer names one."""

    def change(project: Project, _: int) -> Project:
        funding = project.funding
        raised = {name: (getattr(funding, name) or Decimal(0)) + by for name, by in more.items()}
        narrative = replace(project.narrative, budget=project.narrative.period)
        return replace(project, funding=replace(funding, **raised), narrative=narrative)

    return change


def _indicator(row: int, **values: object) -> Change:
    def change(project: Project, _: int) -> Project:
        rows = list(project.indicators)
        rows[row] = replace(rows[row], **values)  # type: ignore[arg-type]  # as above
        return replace(project, indicators=tuple(rows))

    return change


def _target(row: int, text: str) -> Change:
    return _indicator(row, target=read_target(text))


def _without(level1: str) -> Change:
    def change(project: Project, _: int) -> Project:
        left = tuple(i for i in project.indicators if i.level1 != level1)
        return replace(project, indicators=left)

    return change


def _repeated(project: Project, _: int) -> Project:
    return replace(project, indicators=(*project.indicators, project.indicators[0]))


def _section(name: str, text: str | None) -> Change:
    return lambda project, _: replace(project, narrative=replace(project.narrative, **{name: text}))


FAULTS = (
    Fault("A01", "unit", _field(unit=None)),
    Fault("A02", "category", _field(category="经常项目")),
    Fault("A03", "start", _field(start=None, typed={"start": "2024-13-01"})),
    Fault("A04", "start", _dates((0, 12, 31), (0, 1, 1))),
    Fault("A05", "end", _dates((-1, 1, 1), (-1, 12, 31))),
    Fault("B02", "total", _money(total=1000)),
    Fault("B03", "annual_total", _money(annual_total=-100)),
    Fault("B04", "annual_total", _money(annual_total=10**9, annual_fiscal=10**9)),
    Fault("B06", "annual_total", _money(total=10**6, fiscal=10**6)),
    Fault("C01", "level1", _indicator(0, level1="产生指标"), 0),
    Fault("C02", "level2", _indicator(0, level2="社会效益指标"), 0),
    Fault("C03", "level3", _indicator(1, level3=None), 1),
    Fault("C03", "target", _indicator(-1, target=None), -1),
    Fault("C04", "indicators", _without("效益指标")),
    Fault("C05", "indicators", _without("满意度指标")),
    Fault("C06", "level3", _repeated, -1),
    Fault("C08", "target", _target(0, "=2"), 0),
    Fault("C09", "target", _target(-1, "90%"), -1),
    Fault("C11", "target", _target(-1, "不低于80%"), -1),
    Fault("C15", "target", _target(-1, "≥120.00(%)"), -1),
    Fault("C16", "target", _target(-1, "≤90.00(%)"), -1),
    Fault("D01", "overview", _section("overview", "项目概况：待填。")),
    Fault("D05", "plan", _section("plan", None)),
)
