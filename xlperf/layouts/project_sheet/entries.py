"""Lays out the upper part of a project sheet: labels and entries, in the template's order."""

from __future__ import annotations

from xlperf.filing.codes import coded
from xlperf.filing.fields import AMOUNTS, OPTIONAL
from xlperf.filing.model import Project
from xlperf.filing.spelling import without_space
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.grid import column_letters
from xlperf.layouts.printed_values import heading
from xlperf.layouts.project_sheet.rows import TEXT_WIDTH, WIDTHS, ProjectRows
from xlperf.layouts.sheet import Cell, Value
from xlperf.layouts.styles import STYLES
from xlperf.layouts.text_height import height
from xlperf.operations.totals import PARTS, completed, parts_sum

_GOALS = ("overall", "annual")
_GOAL_HEIGHT = 80


def put_fields(
    column: ProjectRows, project: Project, edition: Edition, year: int | None
) -> set[str]:
    """Puts all fields above the indicator table; returns those that a formula fills in."""
    words = template()
    away = [field for field in OPTIONAL if not edition.offers(field)]
    rows: list[tuple[str, str]] = [
        ("" if left in away else left, "" if right in away else right)
        for left, right in words["project"]["rows"]
        if {left, right} - {"", *away}
    ]
    row_of = _rows(rows, column.row, words["bands"])
    fixed: set[str] = set()
    for left, right in rows:
        if left in words["bands"]:
            # The form breaks these labels over lines; a band is one line.
            blocks = ("funding", "project_goals")
            labels = {name: without_space(edition.label_in_yuan(name)) for name in blocks}
            column.band(words["bands"][left].format(**labels))
        if left in _GOALS:
            _put_goal(column, left, project, edition, year)
            continue
        needed = 0.0
        for name, index in ((left, 0), (right, 2)):
            label = _label(name, edition) if name else None
            value, style, formula = (
                _content(name, project, index + 1, row_of) if name else (None, "label", None)
            )
            column.cells += [
                Cell(column.row, index, label, "label"),
                Cell(column.row, index + 1, value, style, formula=formula),
            ]
            if name:
                column.at[name] = (column.row, index + 1)
            if formula:
                fixed.add(name)
            if isinstance(value, str):
                needed = max(needed, height(value, WIDTHS[index + 1], column.size))
        column.end_row((left, right), needed)
    return fixed


def _rows(rows: list[tuple[str, str]], first: int, bands: dict[str, str]) -> dict[str, int]:
    """Returns the row that each field will stand in: the totals' formulas look down the page."""
    row_of: dict[str, int] = {}
    row = first
    for left, right in rows:
        row += left in bands
        row_of |= {left: row, right: row}
        row += 1
    return row_of


def _label(name: str, edition: Edition) -> str:
    """Puts together a field's label; required ones are starred."""
    return edition.star(name) + edition.label_in_yuan(name)


def _put_goal(
    column: ProjectRows, name: str, project: Project, edition: Edition, year: int | None
) -> None:
    label = edition.star(name) + heading(name, project, edition, year)
    text = getattr(project.goals, name)
    column.put_wide(name, label, text)
    names = (name, "years") if name == "overall" else (name,)
    column.end_row(names, height(text or "", TEXT_WIDTH, STYLES["entry"].size, _GOAL_HEIGHT))


def _content(
    name: str, project: Project, index: int, row_of: dict[str, int]
) -> tuple[Value, str, str | None]:
    """Returns a field's cell: value, style and formula; what could not be read, as typed."""
    typed = project.typed.get(name)
    if name in ("start", "end"):
        return getattr(project, name) or typed, "entry-date", None
    if name not in AMOUNTS:
        return coded(project, name), "entry", None
    amount = getattr(completed(project), name)
    if name in PARTS and amount == parts_sum(project.funding, name):
        # The parts stand in the total's own column; SUM passes over texts and blanks.
        letters = column_letters(index)
        cells = ",".join(f"{letters}{row_of[part] + 1}" for part in PARTS[name])
        return amount, "total", f"=SUM({cells})"
    # A total that differs stays the clerk's own figure, for a rule to report.
    return typed if amount is None else amount, "entry-amount", None
