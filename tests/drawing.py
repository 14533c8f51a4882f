"""Workbooks drawn into a stream, as the commands draw them into a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO
from unittest.mock import patch

from xlperf.filing.model import Filing, Project
from xlperf.form.edition import Edition
from xlperf.layouts import workbooks
from xlperf.layouts.workbooks import filing_workbook, forms_workbook, report_workbook
from xlperf.operations.indicator_library import Entry, starter
from xlperf.output.excel_writer import draw_workbook
from xlperf.rules.finding import Finding

FEW = starter()[:10]
"""Stands for the program's own library, which makes a workbook three times as long to draw."""


def small_library() -> AbstractContextManager[object]:
    """Has commands in this process draw workbooks with them."""
    return patch.object(workbooks, "starter", return_value=FEW)


def draw_filing(
    filing: Filing,
    edition: Edition,
    findings: Sequence[Finding] | None,
    out: BinaryIO,
    functions: bool = False,
    library: Sequence[Entry] = FEW,
) -> None:
    """Draw a filled template, with a small library."""
    out.write(draw_workbook(filing_workbook(filing, edition, findings, functions, library)))


def draw_forms(
    projects: Sequence[Project],
    edition: Edition,
    year: int | None,
    out: BinaryIO,
    overridden: Sequence[Finding] = (),
) -> None:
    out.write(draw_workbook(forms_workbook(projects, edition, year, overridden)))


def draw_report(
    findings: Mapping[str, Sequence[Finding]],
    out: BinaryIO,
    paths: Mapping[str, str] | None = None,
) -> None:
    out.write(draw_workbook(report_workbook(findings, paths)))
