"""Defines the commands for readers outside: publish, and compare, from one filing to another."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from xlperf.cli.common import FILE, moved, print_json, read
from xlperf.cli.terminal.console import message, waiting
from xlperf.errors import XlperfError


@click.command()
@click.argument("books", nargs=-1, required=True, type=FILE, metavar="BOOK")
@click.option("-o", "--out", required=True, type=FILE, help="OUT.docx; OUT.pdf for a PDF alone.")
@click.option("--unit", "as_unit", is_flag=True, help="The unit's statement, not a department's.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Write OUT.pdf beside OUT.docx, too.")
@click.option("--template", type=FILE, help="Document whose styles, header and footer to take.")
@click.option("--edition", metavar="E", help="Move the filing to this form edition first.")
def publish(
    books: tuple[Path, ...],
    out: Path,
    as_unit: bool,
    with_pdf: bool,
    template: Path | None,
    edition: str | None,
) -> None:
    """Write the publication: the statement, the narratives, the forms."""
    from xlperf.form.edition import load_edition
    from xlperf.operations.spare_sheets import with_projects
    from xlperf.output.atomic_write import write_bytes
    from xlperf.output.documents.count_pdf_forms import check_forms
    from xlperf.output.documents.pdf import to_pdf
    from xlperf.output.documents.word_publication import publication
    from xlperf.output.save import check_target
    from xlperf.rules.run import check_filings
    from xlperf.sources.open_file import open_file

    if len(books) > 1:
        both = " ".join(map(str, books))
        raise XlperfError(
            f"{books[1]}：公开文本由一个工作簿生成。"
            f"请先合并：xlperf merge {both} -o 部门.xlsx，再用 xlperf publish 部门.xlsx。"
        )
    [book] = books
    inputs = [path for path in (book, template) if path is not None]
    check_target(out, inputs, ".docx", ".pdf")
    filing = with_projects(moved(read(book), edition), book)
    own = open_file(template).data if template is not None else None
    printed_as = load_edition(filing.edition)
    made = [out]
    with waiting("正在生成公开文本"):
        content = publication(filing, printed_as, own, as_unit)
        if out.suffix.lower() != ".pdf":
            write_bytes(out, content)
            if with_pdf:
                made.append(out.with_suffix(".pdf"))
                check_target(made[-1], inputs, ".pdf")
        if made[-1].suffix.lower() == ".pdf":
            content = to_pdf(content, ".docx")
            check_forms(content, printed_as.label("title"), len(filing.projects), made[-1])
            write_bytes(made[-1], content)
    names = "、".join(map(str, made))
    message(f"已生成 {names}：{len(filing.projects)} 个项目。")
    errors = sum(finding.severity == "error" for finding in check_filings([filing])[0])
    if errors:
        message(f"填报中有 {errors} 处错误，公开前请用 xlperf check 查看并改正。")
        sys.exit(1)


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("-o", "--out", type=FILE, help="Write the differences as a workbook.")
def compare(old: Path, new: Path, as_json: bool, out: Path | None) -> None:
    """Show what changed from one filing to another, renamed projects matched."""
    from xlperf.cli.terminal.comparison import print_comparison
    from xlperf.form.edition import load_edition
    from xlperf.layouts.comparison_sheet import comparison_json, comparison_sheet
    from xlperf.operations.compare import compare as compared
    from xlperf.output.atomic_write import write_bytes
    from xlperf.output.excel_writer import draw
    from xlperf.output.save import check_target
    from xlperf.sources.file_names import relative_paths
    from xlperf.sources.refusals import printable

    if out is not None:
        check_target(out, (old, new), ".xlsx")
    later = read(new)
    found = compared(read(old), later)
    edition = load_edition(later.edition)
    if out is not None:
        names = printable(old.name), printable(new.name)
        books = [Path(os.path.realpath(book)) for book in (old, new)]
        before, after = relative_paths(books, out.parent)
        write_bytes(out, draw([comparison_sheet(found, edition, *names, (before, after))]))
        message(f"已生成 {out}。")
    if as_json:
        data = {"old": str(old), "new": str(new), **comparison_json(found, edition)}
        print_json(data)
    elif out is None:
        print_comparison(found, edition)
