"""Defines the commands that hand a filing on: the official forms, the import table for 一体化."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.cli.common import FILE, moved, read
from xlperf.cli.terminal.console import message, waiting
from xlperf.errors import XlperfError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlperf.filing.model import Filing


@click.command()
@click.argument("book", type=FILE)
@click.option("-p", "--project", "names", multiple=True, metavar="PROJECT", help="Only this one.")
@click.option("-o", "--out", required=True, type=FILE, help="OUT.xlsx or OUT.pdf.")
@click.option("--override", is_flag=True, help="Draw the forms in spite of errors, and say so.")
@click.option("--edition", metavar="E", help="Move the filing to this form edition first.")
def form(
    book: Path, names: tuple[str, ...], out: Path, override: bool, edition: str | None
) -> None:
    """Draw the official forms, one page a project."""
    from xlperf.operations.spare_sheets import with_projects
    from xlperf.output.save import save_forms
    from xlperf.rules.run import check_filings

    filing = with_projects(moved(read(book), edition), book)
    chosen = _chosen(filing, names, book)
    sheets = {project.sheet for project in chosen.projects}
    errors = [
        finding
        for finding in check_filings([filing])[0]
        if finding.severity == "error" and (finding.at.sheet in sheets or not names)
    ]
    if errors and not override:
        first = errors[0]
        raise XlperfError(
            f"{book}：有 {len(errors)} 处错误，没有生成打印表；第一处在 {first.at}：{first.message}"
            "改正后再试；确需带错生成，请加 --override。"
        )
    with waiting("正在生成打印表"):
        save_forms(chosen, errors, out, inputs=(book,))
    message(f"已生成 {out}：{len(chosen.projects)} 张打印表。")
    if errors:
        message(f"其中 {len(errors)} 处错误被越过，已列入“校验结果”。")
        sys.exit(1)


@click.command()
@click.argument("book", type=FILE)
@click.option("--to", type=click.Choice(["integrated"]), required=True, help="For which system.")
@click.option("-o", "--out", required=True, type=FILE, help="Workbook to write.")
def export(book: Path, to: str, out: Path) -> None:
    """Write the import table of the integrated budget system (一体化)."""
    from xlperf.operations.spare_sheets import with_projects
    from xlperf.output.save import save_import_table

    table = save_import_table(with_projects(read(book), book), out, inputs=(book,))
    message(f"已生成 {out}：{len(table.projects)} 个项目的导入表。")
    if table.rest:
        message(f"导入表没有位置的，另列在“导入表没有的内容”表：{'、'.join(table.rest)}。")
    if table.unsplit:
        sheet = "未拆分的指标值"
        message(f"未能拆分的指标值 {len(table.unsplit)} 条，列在“{sheet}”表，请补填后再导入：")
    for unsplit in table.unsplit:
        message(f"  {unsplit.at}“{unsplit.target}”：{unsplit.reason}")


def _chosen(filing: Filing, names: Sequence[str], book: Path) -> Filing:
    """Returns the filing with the named projects only; raises `XlperfError` for an unknown name."""
    if not names:
        return filing
    known = {project.name for project in filing.projects}
    for name in names:
        if name not in known:
            listed = "、".join(str(name) for name in known)
            raise XlperfError(f"{book}：没有名为“{name}”的项目；现有项目：{listed}。")
    return replace(filing, projects=tuple(p for p in filing.projects if p.name in names))
