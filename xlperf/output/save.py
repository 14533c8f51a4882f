"""Draws workbooks and writes them to disk: each write is atomic and never over an input."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output.atomic_write import write_bytes
from xlperf.output.target_file import refuse_overwrite, target_of
from xlperf.sources.file_names import distinct_names, names_of, relative_paths, shared_folder
from xlperf.sources.refusals import printable

if TYPE_CHECKING:
    from xlperf.filing.model import Filing, Project
    from xlperf.operations.import_table import ImportRow, Unsplit
    from xlperf.operations.indicator_library import Entry
    from xlperf.rules.finding import Finding


def save_filing(
    filing: Filing,
    findings: Sequence[Finding] | None,
    out: Path,
    inputs: Sequence[Path],
    library: Sequence[Entry] | None = None,
) -> None:
    """Write a filled template workbook; `inputs` are the files that `out` must not be.

    The findings are None where nothing was checked.
    """
    check_target(out, inputs, ".xlsx", ".xlsm")
    write_bytes(out, filing_bytes(filing, findings, out.suffix, library))


def filing_bytes(
    filing: Filing,
    findings: Sequence[Finding] | None,
    suffix: str,
    library: Sequence[Entry] | None = None,
) -> bytes:
    """Draws a filled template workbook in memory, of the kind that a file's suffix asks for.

    An `.xlsm` has the ribbon, the macros and live formulas besides.
    """
    from xlperf.layouts.workbooks import filing_workbook
    from xlperf.output.excel_writer import draw_workbook

    live = suffix.lower() == ".xlsm"
    edition = load_edition(filing.edition)
    book = draw_workbook(filing_workbook(filing, edition, findings, live, library))
    if not live:
        return book
    from xlperf.output.macro_package import with_macros

    return with_macros(book)


def save_library(entries: Sequence[Entry], out: Path, inputs: Sequence[Path]) -> None:
    """Write a library as a workbook, or as the table that comes with the program."""
    from xlperf.form.template import template
    from xlperf.layouts.workbooks import library_workbook
    from xlperf.operations.indicator_library import table_of
    from xlperf.output.excel_writer import draw_workbook

    check_target(out, inputs, ".xlsx", ".tsv")
    if out.suffix.lower() == ".tsv":
        own = template()["library"]
        levels = ("一级指标", "二级指标", "三级指标")
        heads = (*levels, own["unit"], own["count"], own["sector"], own["source"])
        write_bytes(out, table_of(entries, heads).encode())
        return
    write_bytes(out, draw_workbook(library_workbook(entries)))


def save_report(
    results: Sequence[tuple[Path, Sequence[Finding]]], out: Path, inputs: Sequence[Path]
) -> None:
    """Write the findings of one or more workbooks as a workbook of their own."""
    from xlperf.layouts.workbooks import report_workbook
    from xlperf.output.excel_writer import draw_workbook

    check_target(out, inputs, ".xlsx")
    by_book = {Path(os.path.realpath(book)): findings for book, findings in results}
    books = list(by_book)
    folder = shared_folder([book.parent for book in books])
    names = distinct_names([printable(name) for name in names_of(books, folder)])
    found = dict(zip(names, by_book.values(), strict=True))
    ways = zip(names, relative_paths(books, out.parent), strict=True)
    paths = {name: path for name, path in ways if path is not None}
    write_bytes(out, draw_workbook(report_workbook(found, paths)))


class SavedTable(NamedTuple):
    """Holds an import table that was written, and the words for what it has no place for."""

    projects: tuple[tuple[Project, tuple[ImportRow, ...]], ...]
    unsplit: tuple[Unsplit, ...]
    rest: tuple[str, ...]


def save_import_table(filing: Filing, out: Path, inputs: Sequence[Path]) -> SavedTable:
    """Write the import table of the integrated budget system; gives what was written."""
    from xlperf.output.import_table_file import drawn_table

    check_target(out, inputs, ".xlsx")
    content, table, rest = drawn_table(filing, out)
    write_bytes(out, content)
    named = dict.fromkeys(one.field for one in rest if one.project and one.text)
    return SavedTable(table.projects, table.unsplit, tuple(named))


def save_forms(
    filing: Filing, overridden: Sequence[Finding], out: Path, inputs: Sequence[Path]
) -> None:
    """Write the official forms, as a workbook or, through LibreOffice, as a PDF.

    `overridden` are the errors in spite of which the forms are drawn; the workbook lists them.
    """
    from xlperf.layouts.workbooks import forms_workbook
    from xlperf.output.excel_writer import draw_workbook

    check_target(out, inputs, ".xlsx", ".pdf")
    edition = load_edition(filing.edition)
    workbook = forms_workbook(filing.projects, edition, filing.year, overridden)
    content = draw_workbook(workbook)
    if out.suffix.lower() == ".pdf":
        from xlperf.output.documents.count_pdf_forms import check_forms
        from xlperf.output.documents.pdf import to_pdf

        content = to_pdf(content)
        check_forms(content, edition.label("title"), len(filing.projects), out)
    write_bytes(out, content)


def check_target(out: Path, inputs: Sequence[Path], *suffixes: str) -> None:
    """Raise `XlperfError` where `out` has another suffix, is an input, or cannot be written."""
    refuse_overwrite(inputs, out)
    if out.suffix.lower() not in suffixes:
        allowed = " 或 ".join(suffixes)
        raise XlperfError(f"{out}：输出文件名应以 {allowed} 结尾。请改名后再试。")
    target_of(out)
