"""Workbooks drawn into a stream, as the commands draw them into a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from xlperf.filing.model import Filing, Project
from xlperf.form.edition import Edition
from xlperf.layouts.workbooks import filing_workbook, forms_workbook, report_workbook
from xlperf.output.excel_writer import draw_workbook
from xlperf.rules.finding import Finding


def draw_filing(
    filing: Filing,
    edition: Edition,
    findings: Sequence[Finding] | None,
    out: BinaryIO,
    *rest: Any,
    **others: Any,
) -> None:
    draw_workbook(filing_workbook(filing, edition, findings, *rest, **others), out)


def draw_forms(
    projects: Sequence[Project],
    edition: Edition,
    year: int | None,
    out: BinaryIO,
    overridden: Sequence[Finding] = (),
) -> None:
    draw_workbook(forms_workbook(projects, edition, year, overridden), out)


def draw_report(
    findings: Mapping[str, Sequence[Finding]],
    out: BinaryIO,
    paths: Mapping[str, str] | None = None,
) -> None:
    draw_workbook(report_workbook(findings, paths), out)
