"""Defines the commands about rules: check, rules, and editions, which say how grave each is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.cli.common import FILE, named_edition, print_json
from xlperf.cli.terminal.console import with_progress
from xlperf.errors import XlperfError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlperf.grid import Grid


@click.command()
@click.argument("books", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--report", type=FILE, help="Write the findings as a workbook, too.")
@click.option("--only", multiple=True, metavar="RULE", help="List only this rule; repeatable.")
@click.option(
    "--severity",
    multiple=True,
    type=click.Choice(["error", "warning", "advice"]),
    help="List only findings this grave; repeatable.",
)
@click.option("--edition", metavar="E", help="Read and judge as this form edition.")
@click.option("--as-integrated", is_flag=True, help="Also what 一体化 rejects on import (E rules).")
def check(
    books: tuple[Path, ...],
    as_json: bool,
    report: Path | None,
    only: tuple[str, ...],
    severity: tuple[str, ...],
    edition: str | None,
    as_integrated: bool,
) -> None:
    """Check filled workbooks: a verdict first, then the findings, the gravest first.

    The filters choose what is listed; the verdict and the exit code speak of all findings.
    """
    from xlperf.gather.read_source import read_source
    from xlperf.rules.run import check_filings

    _known_rules(only)
    chosen = named_edition(edition)
    grids: list[list[Grid]] = [[] for _ in books]
    reading = (
        read_source(book, chosen, None if as_json else kept)
        for book, kept in zip(books, grids, strict=True)
    )
    filings = list(with_progress(reading, len(books), "读取"))
    results = check_filings(filings, integrated=as_integrated)
    listed = [
        [
            f
            for f in found
            if (not only or f.rule in only) and (not severity or f.severity in severity)
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


@click.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """Show the rule catalogue, or one rule."""
    from xlperf.cli.terminal.listing import print_rules
    from xlperf.rules.catalogue import catalogue

    if code is not None:
        _known_rules((code.upper(),))
    print_rules(
        [rule for rule in catalogue().values() if code is None or rule.code == code.upper()]
    )


@click.command()
def editions() -> None:
    """List the form editions."""
    from xlperf.form.edition import edition_ids, load_edition

    for edition in map(load_edition, edition_ids()):
        years = "、".join(map(str, edition.years))
        click.echo(f"{edition.id}  {edition.name}（{years} 年度）")


def _known_rules(codes: Sequence[str]) -> None:
    from xlperf.rules.catalogue import catalogue

    for code in codes:
        if code not in catalogue():
            known = "、".join(catalogue())
            raise XlperfError(f"没有编号为“{code}”的规则；现有规则：{known}。")
