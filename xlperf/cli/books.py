"""Defines the commands that make a filing's workbook or show it: new, import, dump, rebuild."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.cli.common import FILE, named_edition, print_json, read
from xlperf.cli.terminal.console import message, waiting
from xlperf.errors import XlperfError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlperf.form.edition import Edition
    from xlperf.operations.indicator_library import Entry
    from xlperf.rules.finding import Finding

_SHOWN = 20


@click.command()
@click.argument("out", type=FILE)
@click.option("--edition", metavar="E", help="Form edition; see `xlperf editions`.")
@click.option("--department", default="", metavar="D", help="主管部门, put on every sheet.")
@click.option("--unit", default="", metavar="U", help="实施单位, put on every sheet.")
@click.option("--year", type=int, metavar="Y", help="Year of the filing; this year by default.")
@click.option("--projects", default=1, type=click.IntRange(1, 250), help="Blank project sheets.")
@click.option("--from", "last", type=FILE, metavar="LAST", help="Last year's filing to carry on.")
@click.option("--empty-amounts", is_flag=True, help="With --from: leave every amount empty.")
@click.option("--library", "offered", type=FILE, metavar="LIB", help="Indicators to offer.")
def new(
    out: Path,
    edition: str | None,
    department: str,
    unit: str,
    year: int | None,
    projects: int,
    last: Path | None,
    empty_amounts: bool,
    offered: Path | None,
) -> None:
    """Make a template workbook OUT.xlsx or, with ribbon and functions, OUT.xlsm.

    Blank, or with last year's filing carried on.
    """
    from xlperf.filing.model import Filing
    from xlperf.form.detect_edition import edition_for
    from xlperf.layouts.project_sheet.sheet import blank_project
    from xlperf.output.save import save_filing
    from xlperf.sources.file_names import is_there

    if is_there(out):
        raise XlperfError(f"{out}：文件已存在，没有覆盖。请换一个文件名，或先移走原文件。")
    if last is not None and year is None:
        raise XlperfError("沿用上年填报（--from）时要写明新的年度。请加 --year，如 --year 2023。")
    year = year or date.today().year
    chosen = named_edition(edition) or edition_for(year)
    entries = None
    if offered is not None:
        from xlperf.gather.read_source import within_limits
        from xlperf.reading.own_workbook import library_sheet
        from xlperf.sources.open_file import open_file

        entries = within_limits(
            open_file(offered), library_sheet.read_library_file, library_sheet.__name__
        )
    if last is not None:
        _carry_on(last, out, year, chosen, empty_amounts, entries)
        return
    one = replace(
        blank_project(department or None, unit or None),
        start=date(year, 1, 1),
        end=date(year, 12, 31),
    )
    filing = Filing(
        (), chosen.id, year=year, department=department or None, spare=(one,) * projects
    )
    save_filing(filing, None, out, (), entries)
    if out.suffix.lower() == ".xlsm":
        from xlperf.excel_addin.install.addin import record_once

        record_once()
    message(f"已生成 {out}：{projects} 张空白项目表，{year} 年度，{chosen.name}。")


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, type=FILE)
@click.option("-o", "--out", required=True, type=FILE, help="Workbook to write.")
@click.option("--edition", metavar="E", help="Form edition of the workbook.")
def import_(sources: tuple[Path, ...], out: Path, edition: str | None) -> None:
    """Read forms (Word, PDF, text, workbooks) into one filled template workbook."""
    _put_together(sources, out, edition)


@click.command()
@click.argument("sources", nargs=-1, required=True, type=FILE)
@click.option("-o", "--out", required=True, type=FILE, help="Workbook to write.")
@click.option("--edition", metavar="E", help="Form edition of the workbook.")
def merge(sources: tuple[Path, ...], out: Path, edition: str | None) -> None:
    """Put the workbooks of several units together into one.

    A project that comes twice and is the same stands there once; two that differ both stay.
    """
    if len(sources) == 1:
        raise XlperfError(f"{sources[0]}：只有一个文件，没有可以合并的。请写出两个以上的文件。")
    _put_together(sources, out, edition)


def _put_together(sources: tuple[Path, ...], out: Path, edition: str | None) -> None:
    """Write one workbook of all sources, and say what it holds."""
    from xlperf.gather.read_source import read_source
    from xlperf.output.save_with_findings import save_checked
    from xlperf.reading.read_filing import read_filings
    from xlperf.rules.finding import severity_counts

    with waiting("正在读取"):
        filing, lines = read_filings(sources, named_edition(edition), read_source)
    checked = save_checked(filing, out, sources)
    for line in (*lines, *_left(checked.left)):
        message(line)
    indicators = sum(len(project.indicators) for project in filing.projects)
    message(
        f"已生成 {out}：{len(filing.projects)} 个项目，{indicators} 条指标。"
        f"校验：{severity_counts(checked.findings)}。"
    )


@click.command()
@click.argument("source", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
def dump(source: Path, as_json: bool) -> None:
    """Show what was read, with the address of every value."""
    from xlperf.gather.read_source import read_source

    filing = read_source(source)
    if as_json:
        from xlperf.output.as_json import filing_json

        print_json(filing_json(filing))
    else:
        from xlperf.cli.terminal.listing import print_filing

        print_filing(filing)


@click.command()
@click.argument("book", type=FILE)
@click.option("-o", "--out", type=FILE, help="Workbook to write.")
@click.option("--in-place", is_flag=True, help="Rewrite BOOK itself; the old one is kept.")
@click.option("--edition", metavar="E", help="Move the filing to this form edition.")
def rebuild(book: Path, out: Path | None, in_place: bool, edition: str | None) -> None:
    """Make a clean workbook from a battered one; every entry kept, what cannot be is named.

    With --in-place the old workbook goes to the folder 备份（xlperf） beside it; one that holds
    anything which could not be kept is left as it is.
    """
    from xlperf.gather.read_source import within_limits
    from xlperf.output.rebuild import rebuild_in_place, rebuild_workbook

    if (out is None) is not in_place:
        raise XlperfError(f"{book}：请用 -o 给出新文件，或用 --in-place 改写原文件，二者选一。")
    chosen = named_edition(edition)
    with waiting("正在重建"):
        if out:
            lines = rebuild_workbook(book, out, chosen, within_limits)
        else:
            lines = rebuild_in_place(book, chosen, within_limits)
    for line in lines:
        message(line)


def _carry_on(
    last: Path,
    out: Path,
    year: int,
    edition: Edition,
    empty_amounts: bool,
    library: Sequence[Entry] | None,
) -> None:
    """Write last year's filing as the beginning of another year's."""
    from xlperf.operations.carry_forward import carried
    from xlperf.operations.spare_sheets import with_projects
    from xlperf.operations.totals import changed_totals
    from xlperf.output.save_with_findings import save_checked
    from xlperf.rules.finding import severity_counts

    filing, lines = carried(with_projects(read(last), last), year, edition, empty_amounts)
    lines += changed_totals(filing.projects)
    checked = save_checked(filing, out, (last,), library)
    for line in lines:
        message(line)
    message(
        f"已生成 {out}：沿用 {last} 的 {len(filing.projects)} 个项目，{year} 年度，"
        f"{edition.name}。沿用的内容已在“说明”列标出，请逐项核对。"
        f"校验：{severity_counts(checked.findings)}。"
    )


def _left(findings: Sequence[Finding]) -> list[str]:
    """Lists what is wrong with a source alone, a line each: its workbook no longer shows it."""
    lines = [f"来源 {finding.at}：{finding.message}" for finding in findings[:_SHOWN]]
    if more := len(findings) - len(lines):
        lines.append(f"来源中另有 {more} 处，请用 xlperf check 直接校验来源查看。")
    return lines
