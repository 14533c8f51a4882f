"""What was read of a form, field by field, beside what a person reads in it.

A truth has the fields by name, amounts in 元, and `rows`: both levels, name, target and weight with
bars between, `-` for what is empty. What it does not name is on the form for no field of ours.
"""

from __future__ import annotations

from decimal import Decimal

from xlperf.filing.codes import coded
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing, Project

TEXTS = ("name", "department", "unit", "overall", "annual")


def told(filing: Filing) -> dict[str, object]:
    """The values read of a filing of one project, without those that are empty."""
    [project] = filing.projects
    goals = {"overall": project.goals.overall, "annual": project.goals.annual}
    found = {
        "year": filing.year,
        **{name: goals.get(name) or _name(project, name) for name in TEXTS},
        **{name: getattr(project.funding, name) for name in AMOUNTS},
        "start": project.start,
        "end": project.end,
        "rows": [
            " | ".join(
                [i.level1 or "-", i.level2 or "-", i.level3 or "-", str(i.target or "-")]
                + ([f"{i.weight:f}"] if i.weight is not None else [])
            )
            for i in project.indicators
        ],
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _name(project: Project, name: str) -> str | None:
    if name == "name":
        return project.name
    return None if name in ("overall", "annual") else coded(project, name)


def expected(truth: dict[str, object]) -> dict[str, object]:
    """A truth in the shape of what is read."""
    money = {name: Decimal(str(truth[name])) for name in AMOUNTS if name in truth}
    plain = {name: value for name, value in truth.items() if name != "table"}
    return {**plain, **money}


def wrong(truth: dict[str, object], filing: Filing) -> dict[str, object]:
    """The values read that are not the form's; what was left, which is said, is none."""
    right, found = expected(truth), told(filing)
    rows = [row for row in found.pop("rows", []) if not _is_among(row, right.get("rows", []))]
    others = {
        name: value for name, value in found.items() if _plain(value) != _plain(right.get(name))
    }
    return {**others, **({"rows": rows} if rows else {})}


def _is_among(row: str, rows: list[str]) -> bool:
    cells = row.split(" | ")
    return any(
        all(cell in ("-", own) for cell, own in zip(cells, each.split(" | "), strict=False))
        for each in rows
    )


def _plain(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value
