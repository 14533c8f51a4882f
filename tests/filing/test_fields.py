"""Each field of the table is read, judged, compared, drawn and printed: none is left out anywhere.

A new field that some station does not know fails here, by its name and the station's.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.drawing import draw_forms
from xlperf.filing.fields import (
    AMOUNTS,
    DATES,
    FIELDS,
    NAMES,
    NARRATIVE,
    OPTIONAL,
    value_of,
    with_values,
)
from xlperf.filing.model import Filing, Project
from xlperf.form.edition import DEFAULT, Edition, edition_ids, load_edition
from xlperf.layouts.printed_values import value as printed
from xlperf.operations.carry_forward import carried
from xlperf.operations.compare import project_changes
from xlperf.operations.totals import PARTS
from xlperf.output.as_json import filing_json
from xlperf.output.documents.word_publication import publication as published
from xlperf.output.save import filing_bytes
from xlperf.reading.read_workbook import read_workbook
from xlperf.rules.tables import build_tables
from xlperf.sources.open_file import open_bytes

EDITION = load_edition(DEFAULT)
BY_NAME = {field.name: field for field in FIELDS}


def other(name: str, number: int, edition: Edition) -> Any:
    """A value that no other field has."""
    kind = BY_NAME[name].kind
    if kind == "amount":
        return Decimal(1_000_000 + number)
    if kind == "date":
        return date(2026, 1 + number % 12, 1 + number)
    choices = edition.vocabulary.get(name)
    return choices[0] if choices else f"第{number}栏的文字{name}"


def values_in(edition: Edition) -> dict[str, Any]:
    return {name: other(name, number, edition) for number, name in enumerate(NAMES)}


VALUES = values_in(EDITION)
PROJECT = with_values(Project(sheet=""), VALUES)
FILING = Filing((PROJECT,), EDITION.id, year=2026)


@pytest.mark.parametrize("edition", [load_edition(one) for one in edition_ids()], ids=edition_ids())
def test_every_field_comes_back_from_the_project_sheet_of_every_edition(edition: Edition) -> None:
    values = values_in(edition)
    filing = Filing((with_values(Project(sheet=""), values),), edition.id, year=2026)
    content = filing_bytes(filing, None, ".xlsx")
    [drawn] = read_workbook(open_bytes(Path("book.xlsx"), content)).projects
    away = {name for name in OPTIONAL if not edition.offers(name)}
    assert {name for name in NAMES if name not in drawn.at} == away
    kept = {name: None if name in away else value for name, value in values.items()}
    assert {name: value_of(drawn, name) for name in NAMES} == kept


def printed_by(edition: Edition) -> set[str]:
    rows = edition.form["rows"]
    return {cell["value"] for row in rows for cell in row["cells"] if "value" in cell}


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_value_that_the_edition_has_no_place_for_is_named(name: str) -> None:
    editions = [load_edition(edition) for edition in edition_ids()]
    bare = next(edition for edition in editions if not edition.offers(name))
    full = next(edition for edition in editions if name in printed_by(edition))
    values = values_in(full)
    project = with_values(Project(sheet=""), values)
    printed_form = BytesIO()
    draw_forms((project,), full, 2026, printed_form)
    filing = read_workbook(open_bytes(Path("form.xlsx"), printed_form.getvalue()), edition=bare)
    told = [flaw.text for project in filing.projects for flaw in project.flaws]
    assert any(str(values[name]) in text and "没有位置" in text for text in told)


@pytest.fixture(scope="module")
def publication() -> str:
    document = docx.Document(BytesIO(published(FILING, EDITION)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_changed_is_a_change(name: str) -> None:
    [change] = project_changes(with_values(PROJECT, {name: None}), PROJECT)
    assert change.field == name


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_see_a_field(name: str) -> None:
    tables = build_tables([FILING])
    assert name in tables.projects.columns
    assert tables.fields.filter(field=name).height == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_in_the_json(name: str) -> None:
    def texts(data: Any) -> set[str]:
        inner = data.values() if isinstance(data, dict) else data
        return set().union(*(texts(v) if isinstance(v, dict | list) else {str(v)} for v in inner))

    value = VALUES[name]
    wanted = f"{value:.2f}" if name in AMOUNTS else str(value)
    assert wanted in texts(filing_json(FILING)["projects"])


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_published(name: str, publication: str) -> None:
    shown = printed_by(EDITION)
    text = value_of(PROJECT, name) if name in NARRATIVE else printed(name, PROJECT, EDITION)
    assert name in shown or name in NARRATIVE or name not in EDITION.required
    assert (text in publication) == (name in shown or name in NARRATIVE)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*AMOUNTS, *DATES)])
def test_a_text_is_carried_into_the_next_year_with_a_notice(name: str) -> None:
    [project] = carried(FILING, 2027, EDITION).filing.projects
    assert value_of(project, name) == VALUES[name]
    assert "沿用" in project.notes[name]


def test_totals_are_fields() -> None:
    assert {*PARTS, *(part for parts in PARTS.values() for part in parts)} == set(AMOUNTS)
