"""Makes whole workbooks in plain data: the filled template, the official forms, a report.

Sheets are described by their layouts and put in order here; whoever has the workbook draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xlperf.filing.model import Address, Filing, Project
from xlperf.form.edition import DEFAULT, Edition, load_edition
from xlperf.form.template import template
from xlperf.layouts.findings_sheet import Line, findings_sheet
from xlperf.layouts.guide_sheet import guide_sheet, rules_sheet
from xlperf.layouts.library_sheet import library_names, library_sheet
from xlperf.layouts.printed_form import form_sheet
from xlperf.layouts.project_sheet.live_formulas import with_statement, with_status
from xlperf.layouts.project_sheet.rows import Key
from xlperf.layouts.project_sheet.sheet import ProjectSheet, project_sheet
from xlperf.layouts.project_sheet.status_line import told
from xlperf.layouts.sheet import Sheet
from xlperf.layouts.sheet_names import sheet_names
from xlperf.layouts.summary_sheet.sheet import summary_sheet
from xlperf.layouts.word_lists_sheet import lists_sheet
from xlperf.operations.indicator_library import Entry, starter
from xlperf.operations.totals import settled
from xlperf.rules.finding import SEVERITIES, Finding, Subject

_TABS = {"error": "FF0000", "warning": "FFC000", "advice": "5B9BD5"}


class Workbook(NamedTuple):
    """Holds a workbook's sheets in order, its defined names, and the sheet that is in front."""

    sheets: Sequence[Sheet]
    names: Mapping[str, str] = {}
    active: str | None = None


def filing_workbook(
    filing: Filing,
    edition: Edition,
    findings: Sequence[Finding] | None,
    functions: bool = False,
    library: Sequence[Entry] | None = None,
) -> Workbook:
    """Makes the filled template of a filing: guide, 汇总, 校验结果, the projects, the rules.

    `findings` are those of the filing itself, mostly one that `placed_filing` gave; None where
    nothing was checked. `functions` adds live formulas that only a workbook with our macros can
    calculate. The program's own library stands in for none. In front is the sheet on which there is
    something to do, 汇总 where there is none.
    """
    own = template()["sheets"]
    names = sheet_names((project.name for project in filing.project_sheets), own.values())
    is_checked, findings = findings is not None, findings or ()
    filing = replace(
        filing,
        projects=tuple(map(settled, filing.projects)),
        spare=tuple(map(settled, filing.spare)),
    )
    lists = lists_sheet(edition)
    stem = template()["project"]["link"]
    anchors = (None, *(f"{stem}{number}" for number in range(1, len(names) + 1)), None)
    messages = messages_beside(findings)
    gravest = _gravest(findings)
    drawn = [
        project_sheet(
            project,
            name,
            edition,
            filing.year,
            lists,
            messages.get(number, {}),
            _TABS.get(gravest.get(number, "")),
            anchors[number + 1],
            (anchors[number], anchors[number + 2]),
        )
        for number, (project, name) in enumerate(zip(filing.project_sheets, names, strict=True))
    ]
    summary = summary_sheet(filing, edition, drawn, lists, findings)
    if functions:
        drawn = [with_status(sheet) for sheet in drawn]
        summary = with_statement(summary, drawn)
    offered = library_sheet(starter() if library is None else library, edition)
    sheets = [
        guide_sheet(),
        summary,
        findings_sheet(_lines(findings, drawn, own["summary"]) if is_checked else None, edition),
        *(project.sheet for project in drawn),
        offered,
        rules_sheet(edition, ("summary", "findings")),
        lists.sheet,
    ]
    if filing.spare and not filing.projects:
        active = names[0]
    else:
        is_open = any(finding.waived is None for finding in findings)
        active = own["findings" if is_open else "summary"]
    return Workbook(sheets, library_names(offered), active)


def library_workbook(entries: Sequence[Entry]) -> Workbook:
    """Makes a workbook of a library alone."""
    return Workbook([library_sheet(entries, load_edition(DEFAULT), alone=True)])


def forms_workbook(
    projects: Sequence[Project],
    edition: Edition,
    year: int | None,
    overridden: Sequence[Finding] = (),
) -> Workbook:
    """Makes the official form of each project, a worksheet each, ready to print.

    `overridden` are the errors in spite of which the forms are drawn: a sheet of their own
    lists them.
    """
    names = sheet_names((project.name for project in projects), template()["sheets"].values())
    forms = [
        form_sheet(project, name, edition, year)
        for project, name in zip(projects, names, strict=True)
    ]
    lines = [Line(finding, finding.at.sheet, finding.at.cell) for finding in overridden]
    return Workbook([*forms, *([findings_sheet(lines, edition, ())] if lines else [])])


def report_workbook(
    findings_by_book: Mapping[str, Sequence[Finding]],
    paths: Mapping[str, str] | None = None,
) -> Workbook:
    """Makes a workbook of the findings of some workbooks, given by their names.

    `paths` lead from the new workbook to those named, where its links can.
    """
    edition = load_edition(DEFAULT)
    lines = [
        Line(finding, finding.at.sheet, finding.at.cell, False, book, (paths or {}).get(book))
        for book, findings in findings_by_book.items()
        for finding in findings
    ]
    return Workbook(
        [findings_sheet(lines, edition, ("rules",)), rules_sheet(edition, ("findings",))]
    )


def messages_beside(findings: Iterable[Finding]) -> dict[int, dict[Key, str]]:
    """Returns per project the messages beside each field and indicator, a line each."""
    messages: dict[int, dict[Key, str]] = {}
    for finding in findings:
        project, key = finding.subject.project, finding.subject.key
        if project is not None and finding.waived is None:
            beside = messages.setdefault(project, {})
            before, said = beside.get(key), told(finding)
            beside[key] = f"{before}\n{said}" if before else said
    return messages


def _lines(findings: Sequence[Finding], drawn: Sequence[ProjectSheet], summary: str) -> list[Line]:
    names = {summary, *(project.sheet.name for project in drawn)}
    lines = []
    for finding in findings:
        subject = finding.subject
        if subject.project is None:
            at = finding.at
            lines.append(Line(finding, at.sheet, at.cell, linked=at.sheet in names))
            continue
        at = _new_address(subject, drawn[subject.project])
        lines.append(Line(finding, at.sheet, at.cell, linked=True))
    return lines


def _new_address(subject: Subject, drawn: ProjectSheet) -> Address:
    """Finds a subject's cell on its drawn sheet; the sheet's top where it has none there."""
    if subject.indicator is not None:
        cell = drawn.indicator_cell(subject.indicator, subject.field)
    elif subject.field in drawn.at:
        cell = drawn.cell(subject.field)
    else:
        cell = "A1"
    return Address(drawn.sheet.name, cell)


def _gravest(findings: Sequence[Finding]) -> dict[int | None, str]:
    """Returns per project the severity of its gravest finding that no reason settles."""
    gravest: dict[int | None, str] = {}
    for severity in reversed(SEVERITIES):
        for finding in findings:
            if finding.severity == severity and finding.waived is None:
                gravest[finding.subject.project] = severity
    return gravest
