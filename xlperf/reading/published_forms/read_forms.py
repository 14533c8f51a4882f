"""Reads the forms of a publication into projects, the last of the steps of `read_publication`.

A form that nothing tells apart is left with its reason; the sums of a list are compared with the
projects read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlperf.filing.codes import with_codes
from xlperf.filing.fields import value_of, with_values
from xlperf.filing.model import Flaw, Funding, Project, SummaryRow
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.labels import plain_label
from xlperf.form.other_forms import words
from xlperf.form.values import says_wan, text_of
from xlperf.grid import Grid
from xlperf.reading.narrative import Sections
from xlperf.reading.own_workbook.template_marks import with_places
from xlperf.reading.published_forms.amount_unit import unit_unsaid
from xlperf.reading.published_forms.label_and_value_in_one_cell import fields_in
from xlperf.reading.published_forms.list_totals import check_sums
from xlperf.reading.published_forms.project_lists import ListedProject, ProjectList
from xlperf.reading.published_forms.undecided_forms import why_not_read
from xlperf.reading.read_project import read_project
from xlperf.reading.unknown_fields import leftovers

_CAPTIONS = ("unit", "department")
_CODE = "项目编码“{}”不是编码的样子，没有读入"


class Form(NamedTuple):
    """Holds a form that was met: its cells, its labels, what was said before it.

    `above` are the lines right above it. A project of a list has the list's number and its row
    there; `is_sum` says that it is a row of sums.
    """

    grid: Grid
    places: LabelPositions
    narrative: Sections | None
    above: tuple[str, ...]
    codes: Mapping[str, str] = {}
    of: tuple[int, int] | None = None
    is_sum: bool = False


def _code_beside(grid: Grid) -> str | None:
    """Returns the text beside the label 项目编码 of a form, None where it has none."""
    for cells in grid.rows:
        for at, value in enumerate(cells):
            if isinstance(value, str) and plain_label(value) in words()["lists"]["heads"]["code"]:
                return next((text for v in cells[at + 1 :] if (text := text_of(v))), None)
    return None


def _says_code(text: str) -> bool:
    return any(f"“{head}”" in text for head in words()["lists"]["heads"]["code"])


class Forms(NamedTuple):
    """Holds the projects that were read, the rows of sums over them, and what was not read."""

    projects: tuple[Project, ...]
    sums: tuple[SummaryRow, ...]
    flaws: tuple[Flaw, ...]


def _with_captions(project: Project, above: Sequence[str], edition: Edition) -> Project:
    """Returns a project of a list with the unit and the department that the lines above name."""
    said = {field: text for line in above for field, text in fields_in(line).items()}
    named = {f: said[f] for f in _CAPTIONS if f in said and value_of(project, f) is None}
    return with_codes(with_values(project, named), edition.codes, edition.long_codes)


def forms_of(listed: ProjectList, above: Iterable[str], number: int) -> list[Form]:
    """Returns the projects and sums of a list as forms; `above` are the lines before its grid."""
    own = (text_of(value) for cells in listed.above.rows for value in cells)
    texts = (*above, *(text for text in own if text))

    def form(project: ListedProject, is_sum: bool) -> Form:
        places = find_labels(project.grid)
        at = (number, project.at[0])
        return Form(project.grid, places, None, texts, project.codes, at, is_sum)

    return [
        *(form(project, False) for project in listed.projects),
        *(form(project, True) for project in listed.totals),
    ]


def read_forms(forms: Sequence[Form], edition: Edition) -> Forms:
    """Reads forms one by one; what cannot be read right is left out, and a flaw says why."""
    projects: list[Project] = []
    flaws: list[Flaw] = []
    listed: dict[int, list[tuple[int, Project]]] = {}
    sums: dict[int, list[tuple[int, Project]]] = {}
    own_units = {form.of[0] for form in forms if form.of and "unit" in form.places.labels}
    for form in forms:
        grid, places = form.grid, form.places
        if not form.is_sum and (reason := why_not_read(grid, places)) is not None:
            flaws.append(reason)
            continue
        project = read_project(grid, places, edition, any(map(says_wan, form.above)))
        if (unsaid := unit_unsaid(grid, places, project.funding, form.above)) is not None:
            project = replace(project, funding=Funding())
            flaws += [] if form.is_sum or unsaid in flaws else [unsaid]
        if form.of is not None:
            number, row = form.of
            if number not in own_units and not form.is_sum:
                project = _with_captions(project, form.above, edition)
            (sums if form.is_sum else listed).setdefault(number, []).append((row, project))
        if form.is_sum:
            continue
        code = form.codes.get("name") or _code_beside(grid)
        if code is not None and re.fullmatch(edition.codes.get("name", "$^"), code):
            project = replace(project, codes={**project.codes, "name": code})
        elif code is not None and (said := _CODE.format(code)) not in {f.text for f in flaws}:
            flaws.append(Flaw("", "", project.at["name"], said))
        project = with_places(project, edition)
        left = leftovers(grid, places, project.other_period is not None)
        flaws += [f for f in left if not (project.codes.get("name") and _says_code(f.text))]
        if form.narrative and not project.narrative.overview:
            project = form.narrative.give_to(project)
        projects.append(project)
    rows: list[SummaryRow] = []
    is_alone = len({form.of[0] if form.of else -1 for form in forms}) == 1
    for number, found in sums.items():
        checked = check_sums(listed.get(number, []), found, is_alone)
        rows += checked.rows
        flaws += checked.flaws
    return Forms(tuple(projects), tuple(rows), tuple(flaws))
