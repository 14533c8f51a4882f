"""Lists every field of a project once: its name, its kind of value, and the part that holds it.

A field's name is the one that addresses, findings and editions know it by. Reading, rules,
comparison, JSON and the terminal walk this table. A new field is a line here and in `model`, its
label and cell in `form/editions`, its row and prompt in `form/template.toml`; for `gather`, a
column in `read_batch` and `consolidated_workbook`. One that only some forms have is `OPTIONAL` too,
and stands in `shown` of their editions' `[project_sheet]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from xlperf.filing.model import Project

Kind = Literal["text", "date", "amount", "goal", "narrative"]


class Field(NamedTuple):
    """Describes one field: its name, its kind, and where a project holds it.

    `part` is the project's own part (empty: the project itself) that holds it as `attribute`.
    """

    name: str
    kind: Kind
    part: str
    attribute: str


def _fields(kind: Kind, part: str, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind, part, name) for name in names)


FIELDS = (
    *_fields("text", "", "name", "nature", "category", "department", "unit"),
    *_fields("date", "", "start", "end"),
    *_fields("amount", "funding", "total", "fiscal", "other"),
    *_fields("amount", "funding", "annual_total", "annual_fiscal", "carried_over", "annual_other"),
    *_fields("goal", "goals", "overall", "annual"),
    *_fields("narrative", "narrative", "overview", "basis", "body", "plan", "period", "budget"),
    Field("narrative_goals", "narrative", "narrative", "goals"),
)
"""Lists the fields in the order of the forms."""
OPTIONAL = ("nature",)
"""Names the fields that not every edition's form has; `Edition.offers` tells. Where one has none,
the sheet has no row for it, and a value that was read is named."""
BESIDES = (
    *("weight", "direction", "level1_points", "level2_points"),
    *("level1_code", "level2_code"),
)
"""Lists what an indicator has besides its levels and target, where a form shows it."""
NAMES = tuple(field.name for field in FIELDS)
_BY_NAME = {field.name: field for field in FIELDS}
_GETTERS = {f.name: attrgetter(".".join(filter(None, (f.part, f.attribute)))) for f in FIELDS}


def names_of(*kinds: Kind) -> tuple[str, ...]:
    """Returns the names of the fields of these kinds, in the order of the forms."""
    return tuple(field.name for field in FIELDS if field.kind in kinds)


HEAD, DATES, AMOUNTS = names_of("text"), names_of("date"), names_of("amount")
GOALS, NARRATIVE = names_of("goal"), names_of("narrative")
TEXTS = (*HEAD, *GOALS)
"""Lists the fields of one text each that every form has."""
ON_FORM = frozenset((*TEXTS, *DATES, *AMOUNTS))
"""Names the fields of the form itself; the narrative stands before it."""


def value_of(project: Project, name: str) -> Any:
    """Returns a field's value: a text, a date, or an amount in 元; None where it is empty."""
    return _GETTERS[name](project)


def with_values(project: Project, values: Mapping[str, Any]) -> Project:
    """The project with other values in the fields named; any other field keeps its own."""
    parts: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        field = _BY_NAME[name]
        parts.setdefault(field.part, {})[field.attribute] = value
    own = parts.pop("", {})
    inner = {part: replace(getattr(project, part), **new) for part, new in parts.items()}
    return replace(project, **own, **inner)
