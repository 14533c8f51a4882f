"""Defines a filing: projects, money, goals, indicators, and where each value was read.

It holds plain frozen data and does not parse, check or draw; every other module uses its types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlperf.filing.target import Target

WAN = Decimal(10_000)
"""Gives the number of 元 in one 万元."""


class Address(NamedTuple):
    """Tells where a value was read: a sheet and an A1 cell, or a page or text and a line in it."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True, slots=True)
class Funding:
    """Holds 项目资金: the seven amounts in 元, exact; None where empty or unreadable."""

    total: Decimal | None = None
    fiscal: Decimal | None = None
    other: Decimal | None = None
    annual_total: Decimal | None = None
    annual_fiscal: Decimal | None = None
    carried_over: Decimal | None = None
    annual_other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Goals:
    """Holds 绩效目标: the two texts, and the years that the overall goal's heading names."""

    overall: str | None = None
    annual: str | None = None
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Narrative:
    """Holds 项目经费情况说明 一至七, as typed."""

    overview: str | None = None
    basis: str | None = None
    body: str | None = None
    plan: str | None = None
    period: str | None = None
    budget: str | None = None
    goals: str | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """Holds one 绩效指标: one row of the indicator table.

    `at` maps level1, level2, level3 and target to their cells. `swallowed` says what Excel made
    of the target where its cell holds a number, a date or a formula instead of text; `note` is
    the clerk's reason in the row's 说明 column; `weight` is the row's 权重 and `direction` its
    指标方向性 (正向指标 or 反向指标), where they are shown. `level1_points` and `level2_points` are
    what stood behind a level's name, brackets and all: 产出指标（50分）. `level1_code` and
    `level2_code` are the codes before them: 11-数量指标, with the hyphen where it is no plain one.
    """

    level1: str | None
    level2: str | None
    level3: str | None
    target: Target | None
    at: Mapping[str, Address]
    note: str | None = None
    swallowed: str | None = None
    weight: Decimal | None = None
    direction: str | None = None
    level1_points: str | None = None
    level2_points: str | None = None
    level1_code: str | None = None
    level2_code: str | None = None


@dataclass(frozen=True, slots=True)
class OtherPeriod:
    """Holds a form's second block of indicators, of several years (长期绩效指标, 中期目标).

    `name` is what the form calls the period. The year's indicators are the project's own.
    """

    name: str
    indicators: tuple[Indicator, ...]


class Flaw(NamedTuple):
    """Reports something that the reader could not take at face value, so that a rule can judge it.

    `rule` is the catalogue's code (A08 for a damaged structure, A09 for a formula without a
    value), empty for what is no fault of a form (a page that is a picture); `text` is what was
    found there. `note` is what stands in the 说明 column beside it, where no field has that row.
    """

    rule: str
    field: str
    at: Address
    text: str
    note: str | None = None


class UnreadCell(NamedTuple):
    """Holds the place and text of a project sheet's cell that is no field's."""

    at: Address
    text: str


@dataclass(frozen=True, slots=True)
class Project:
    """Holds one 项目: one project, one sheet.

    `at` maps every field (the names of this class, of `Funding`, `Goals` and `Narrative`, with
    the narrative's goals as `narrative_goals`) to its cell, also where the cell is empty; `years`
    to the heading of the overall goal, `indicators` to the head of the indicator table, `weights`
    to the head of its 权重 column.
    `typed` holds a field's text as typed where it could not be read as an amount or a date.
    `notes` maps a field to the reason in its row's 说明 column; `reason_at` is that column's cell
    on the project's own line, where a reason for the whole project counts.
    `marks` says of an address how the value there was put together (由2行合并), where its source
    does not hold it in one piece.
    `codes` maps a name's field (name, unit, department) to the code that stood before it;
    `code_signs` to what stood between them where it was no plain hyphen (－, a blank, nothing).
    `sums` are the totals that stand as plain sums, as far as a reader had to look; `unread` are
    the sheet's cells that nothing was read from, though somebody typed into them.
    """

    sheet: str
    name: str | None = None
    nature: str | None = None
    category: str | None = None
    department: str | None = None
    unit: str | None = None
    start: date | None = None
    end: date | None = None
    funding: Funding = Funding()
    goals: Goals = Goals()
    narrative: Narrative = Narrative()
    indicators: tuple[Indicator, ...] = ()
    other_period: OtherPeriod | None = None
    at: Mapping[str, Address] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    marks: Mapping[Address, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    code_signs: Mapping[str, str] = field(default_factory=dict)
    sums: frozenset[str] = frozenset()
    unread: tuple[UnreadCell, ...] = ()
    reason_at: Address | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """Holds 绩效目标设置情况: the paragraph's figures as published; the amount in 万元."""

    units: int
    projects: int
    amount_wan: Decimal
    at: Address | None = None


class SummaryRow(NamedTuple):
    """Holds one row of 汇总 as found in a workbook.

    `name` is None for the total row, and empty where the row's name cannot be told; `amounts`
    are in 元, `at` maps a field to its cell.
    """

    name: str | None
    amounts: Mapping[str, Decimal]
    at: Mapping[str, Address]


@dataclass(frozen=True, slots=True)
class Filing:
    """Holds one 填报: a year's projects of a department or unit; one workbook or publication.

    `edition` is the id of the form's edition, `statement` and `summary` what the source says of
    its own totals (checked against the projects, never trusted). `spare` are the project sheets
    that nobody has filled in, which are no projects. `flaws` are places that looked like a form and
    could not be read; `copies` are the sheets whose printed forms say the same as the project
    sheets beside them. `told` says how the edition was told, where its form's year does not.
    """

    projects: tuple[Project, ...]
    edition: str
    year: int | None = None
    department: str | None = None
    statement: Statement | None = None
    summary: tuple[SummaryRow, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    copies: tuple[str, ...] = ()
    spare: tuple[Project, ...] = ()
    told: str | None = None

    @property
    def project_sheets(self) -> tuple[Project, ...]:
        """Lists what stands on the project sheets: the projects, then those not filled in."""
        return (*self.projects, *self.spare)


def first_department(held: Iterable[Project | Filing]) -> str | None:
    """Returns the first department that is named, which stands for all of them."""
    return next((one.department for one in held if one.department), None)
