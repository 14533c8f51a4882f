"""The commands for documents and for other years: publish, compare, and what `new` carries on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.console import say
from xlperf.plain import plain_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlperf.editions import Edition
    from xlperf.library import Entry
    from xlperf.model import Filing

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("book", type=_FILE)
@click.option("-o", "--out", required=True, type=_FILE, help="OUT.docx; OUT.pdf for a PDF alone.")
@click.option("--unit", "as_unit", is_flag=True, help="The unit's statement, not a department's.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Write OUT.pdf beside OUT.docx, too.")
@click.option("--template", type=_FILE, help="Document whose styles, header and footer to take.")
@click.option("--edition", metavar="E", help="Move the filing to this form edition first.")
def publish(
    book: Path,
    out: Path,
    as_unit: bool,
    with_pdf: bool,
    template: Path | None,
    edition: str | None,
) -> None:
    """Write the publication: the statement, the narratives, the forms."""
    from xlperf.documents.word import publication
    from xlperf.editions import load_edition
    from xlperf.files.door import open_source
    from xlperf.files.pdf import to_pdf
    from xlperf.files.save import check_target
    from xlperf.files.source import read_filing
    from xlperf.files.write import write_bytes
    from xlperf.rules.check import check_filings

    inputs = [path for path in (book, template) if path is not None]
    check_target(out, inputs, ".docx", ".pdf")
    filing = moved(read_filing(book), edition)
    own = open_source(template).data if template is not None else None
    content = publication(filing, load_edition(filing.edition), own, as_unit)
    made = [out]
    if out.suffix.lower() == ".pdf":
        write_bytes(out, to_pdf(content, ".docx"))
    else:
        write_bytes(out, content)
        if with_pdf:
            made.append(out.with_suffix(".pdf"))
            check_target(made[-1], inputs, ".pdf")
            write_bytes(made[-1], to_pdf(content, ".docx"))
    names = "、".join(map(str, made))
    say(f"已生成 {names}：{len(filing.projects)} 个项目。")
    errors = sum(finding.severity == "error" for finding in check_filings([filing])[0])
    if errors:
        say(f"填报中有 {errors} 处错误，公开前请用 xlperf check 查看并改正。")
        sys.exit(1)


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("-o", "--out", type=_FILE, help="Write the differences as a workbook.")
def compare(old: Path, new: Path, as_json: bool, out: Path | None) -> None:
    """Show what changed from one filing to another, renamed projects matched."""
    import json

    from xlperf.compare import compare as compared
    from xlperf.editions import load_edition
    from xlperf.files.save import check_target
    from xlperf.files.source import read_filing
    from xlperf.files.write import writing
    from xlperf.sheets.comparison import comparison_json, comparison_sheet
    from xlperf.sheets.drawer import draw
    from xlperf.terminal_comparison import print_comparison

    if out is not None:
        check_target(out, (old, new), ".xlsx")
    later = read_filing(new)
    found = compared(read_filing(old), later)
    edition = load_edition(later.edition)
    if out is not None:
        with writing(out) as stream:
            draw([comparison_sheet(found, edition, old.name, new.name)], stream)
        say(f"已生成 {out}。")
    if as_json:
        data = {"old": str(old), "new": str(new), **comparison_json(found, edition)}
        click.echo(plain_json(json.dumps(data, ensure_ascii=False, indent=2)))
    elif out is None:
        print_comparison(found, edition)


def moved(filing: Filing, edition: str | None) -> Filing:
    """The filing in the edition that was asked for; what has no place there goes to stderr."""
    if edition is None:
        return filing
    from xlperf.editions import load_edition
    from xlperf.move import move

    result = move(filing, load_edition(edition))
    for line in result.lines:
        say(line)
    return result.filing


def carry_on(
    last: Path,
    out: Path,
    year: int,
    edition: Edition,
    empty_amounts: bool,
    library: Sequence[Entry] | None,
) -> None:
    """Write last year's filing as the beginning of another year's."""
    from xlperf.carry import carried
    from xlperf.files.save import save_filing
    from xlperf.files.source import read_filing
    from xlperf.rules.check import check_filings

    filing, lines = carried(read_filing(last), year, edition, empty_amounts)
    save_filing(filing, check_filings([filing])[0], out, (last,), library)
    for line in lines:
        say(line)
    say(
        f"已生成 {out}：沿用 {last} 的 {len(filing.projects)} 个项目，{year} 年度，"
        f"版式 {edition.id}。沿用的内容已在“说明”列标出，请逐项核对。"
    )
