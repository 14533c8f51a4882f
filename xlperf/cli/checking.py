"""Defines the commands about rules: check, and rules, which says how grave each is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.cli.common import FILE, named_edition, print_json
from xlperf.cli.filters import named_rules, severity_of
from xlperf.cli.terminal.console import message, with_progress

if TYPE_CHECKING:
    from xlperf.form.edition import Edition
    from xlperf.grid import Grid


@click.command()
@click.argument("books", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--report", type=FILE, help="Write the findings as a workbook, too.")
@click.option(
    "--only",
    multiple=True,
    metavar="RULES",
    help="List only these rules: C13, C13,C16, or C for all of them; repeatable.",
)
@click.option(
    "--severity",
    multiple=True,
    type=click.Choice(["error", "warning", "advice", "错误", "提醒", "建议"], case_sensitive=False),
    help="List only findings this grave; repeatable.",
)
@click.option("--edition", metavar="E", help="Read and judge as this form edition.")
@click.option("--as-integrated", is_flag=True, help="Also what 一体化 rejects on import (E rules).")
@click.option("--write", is_flag=True, help="Write the findings into BOOKS; the old ones are kept.")
def check(
    books: tuple[Path, ...],
    as_json: bool,
    report: Path | None,
    only: tuple[str, ...],
    severity: tuple[str, ...],
    edition: str | None,
    as_integrated: bool,
    write: bool,
) -> None:
    """Check filled workbooks: a verdict first, then the findings, the gravest first.

    The filters choose what is listed; the verdict and the exit code speak of all findings. With
    --write they stand in 校验 and 校验结果 as well, as `rebuild --in-place` draws them.
    """
    from xlperf.gather.read_source import read_source
    from xlperf.rules.run import check_filings

    codes, grades = named_rules(only), {severity_of(word) for word in severity}
    chosen = named_edition(edition)
    if write:
        _write_findings(books, chosen)
    grids: list[list[Grid]] = [[] for _ in books]
    reading = (
        read_source(book, chosen, None if as_json else kept)
        for book, kept in zip(books, grids, strict=True)
    )
    filings = list(with_progress(reading, len(books), "读取"))
    for book, filing in zip(books, filings, strict=True):
        if filing.told:
            message(f"{book}：{filing.told}。")
    results = check_filings(filings, integrated=as_integrated)
    listed = [
        [
            f
            for f in found
            if (not only or f.rule in codes) and (not severity or f.severity in grades)
        ]
        for found in results
    ]
    if report is not None:
        from xlperf.output.save import save_report

        save_report(list(zip(books, listed, strict=True)), report, inputs=books)
    parts = list(zip(books, filings, results, listed, strict=True))
    if as_json:
        from xlperf.output.as_json import check_json

        print_json({"books": [check_json(str(part[0]), *part[1:]) for part in parts]})
    else:
        from xlperf.cli.terminal.findings import print_findings

        for number, (part, kept) in enumerate(zip(parts, grids, strict=True)):
            if number:
                click.echo()
            print_findings(*part, kept)
    if any(finding.severity == "error" for findings in results for finding in findings):
        sys.exit(1)


def _write_findings(books: tuple[Path, ...], edition: Edition | None) -> None:
    """Draw each workbook anew in its place, its findings beside its entries."""
    from xlperf.gather.read_source import within_limits
    from xlperf.output.rebuild import rebuild_in_place

    for book in books:
        for line in rebuild_in_place(book, edition, within_limits):
            message(line)


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """Show the rule catalogue, one rule, or those of a letter."""
    from xlperf.cli.terminal.listing import print_rules
    from xlperf.rules.catalogue import catalogue

    wanted = named_rules((code,)) if code is not None else catalogue()
    print_rules([rule for rule in catalogue().values() if rule.code in wanted])
