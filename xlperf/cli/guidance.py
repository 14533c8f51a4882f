"""Defines the commands that help to fill in: `xlperf library` and `xlperf handbook`."""

from __future__ import annotations

from pathlib import Path

import click

from xlperf.cli.common import FILE, read
from xlperf.cli.terminal.console import message, waiting, with_progress


@click.command()
@click.argument("filings", nargs=-1, required=True, type=FILE, metavar="FILING...")
@click.option("-o", "--out", required=True, type=FILE, help="LIB.xlsx to write, or LIB.tsv.")
def library(filings: tuple[Path, ...], out: Path) -> None:
    """Collect the indicators, units and usual targets of past filings."""
    from xlperf.operations.indicator_library import collect
    from xlperf.output.save import save_library

    entries = collect(with_progress(map(read, filings), len(filings), "读取"))
    save_library(entries, out, inputs=filings)
    uses = sum(entry.uses for entry in entries)
    message(f"已生成 {out}：{len(entries)} 个指标，用过 {uses} 次。")


@click.command()
@click.argument("out", type=FILE)
def handbook(out: Path) -> None:
    """Write the clerk's handbook, the words of 使用说明 and 规则说明, as OUT.docx or OUT.pdf."""
    from xlperf.output.atomic_write import write_bytes
    from xlperf.output.documents.handbook import handbook_document
    from xlperf.output.documents.pdf import to_pdf
    from xlperf.output.save import check_target

    check_target(out, (), ".docx", ".pdf")
    content = handbook_document()
    if out.suffix.lower() == ".pdf":
        with waiting("正在生成 PDF"):
            content = to_pdf(content, ".docx")
    write_bytes(out, content)
    message(f"已生成 {out}。")
