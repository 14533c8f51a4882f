"""The command line.

Each command is one thin function: what it needs is imported when it runs, so that `--help`,
`rules` and `editions` answer at once. Results go to stdout, messages to stderr. Exit codes are
a contract: 0 done, 1 done and errors found, 2 could not do it.
"""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlperf import __version__
from xlperf.cli_addin import addin
from xlperf.cli_documents import carry_on, compare, moved, publish
from xlperf.cli_examples import add_examples
from xlperf.cli_forms import export, form
from xlperf.cli_gather import gather
from xlperf.cli_library import handbook, library
from xlperf.console import counted, say
from xlperf.errors import XlperfError
from xlperf.plain import plain, plain_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlperf.editions import Edition
    from xlperf.model import Filing

_FILE = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("-q", "--quiet", is_flag=True, help="No messages and no progress, errors only.")
def cli(quiet: bool) -> None:
    """Performance targets of government projects (财政项目支出绩效目标), without leaving Excel.

    Results go to stdout, messages to stderr. Exit codes: 0 done; 1 done, errors were found;
    2 could not do it.
    """


def main() -> None:
    """Run the command line; every error a user can meet becomes one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # What a command builds holds no cycles; without the collector it is a third faster.
    gc.disable()
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except XlperfError as error:
        click.echo(plain(error), err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断，没有写出任何文件。", err=True)
        code = 2
    sys.exit(code or 0)


def _print_json(data: Any) -> None:
    click.echo(plain_json(json.dumps(data, ensure_ascii=False, indent=2)))


def _edition(edition: str | None) -> Edition | None:
    from xlperf.editions import load_edition

    return load_edition(edition) if edition else None


@cli.command()
@click.argument("out", type=_FILE)
@click.option("--edition", metavar="E", help="Form edition; see `xlperf editions`.")
@click.option("--department", default="", metavar="D", help="主管部门, put on every sheet.")
@click.option("--unit", default="", metavar="U", help="实施单位, put on every sheet.")
@click.option("--year", type=int, metavar="Y", help="Year of the filing; this year by default.")
@click.option("--projects", default=1, type=click.IntRange(0, 250), help="Blank project sheets.")
@click.option("--from", "last", type=_FILE, metavar="LAST", help="Last year's filing to carry on.")
@click.option("--empty-amounts", is_flag=True, help="With --from: leave every amount empty.")
@click.option("--library", "offered", type=_FILE, metavar="LIB", help="Indicators to offer.")
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
    from xlperf.files.save import save_filing
    from xlperf.model import Filing
    from xlperf.reading.edition import edition_for
    from xlperf.sheets.project import blank_project

    if out.exists():
        raise XlperfError(f"{out}：文件已存在，没有覆盖。请换一个文件名，或先移走原文件。")
    if last is not None and year is None:
        raise XlperfError("沿用上年填报（--from）时要写明新的年度。请加 --year，如 --year 2023。")
    year = year or date.today().year
    chosen = _edition(edition) or edition_for(year)
    entries = None
    if offered is not None:
        from xlperf.files.library import read_library_file

        entries = read_library_file(offered)
    if last is not None:
        carry_on(last, out, year, chosen, empty_amounts, entries)
        return
    one = replace(
        blank_project(department or None, unit or None),
        start=date(year, 1, 1),
        end=date(year, 12, 31),
    )
    filing = Filing((one,) * projects, chosen.id, year=year, department=department or None)
    save_filing(filing, (), out, (), entries)
    if out.suffix.lower() == ".xlsm":
        from xlperf.excel.addin import record_once

        record_once()
    say(f"已生成 {out}：{projects} 张空白项目表，{year} 年度，版式 {chosen.id}。")


@cli.command(name="import")
@click.argument("sources", nargs=-1, required=True, type=_FILE)
@click.option("-o", "--out", required=True, type=_FILE, help="Workbook to write.")
@click.option("--edition", metavar="E", help="Form edition of the workbook.")
def import_(sources: tuple[Path, ...], out: Path, edition: str | None) -> None:
    """Read forms (Word, PDF, text, workbooks) into one filled template workbook."""
    from xlperf.files.save import save_filing
    from xlperf.files.source import read_filings

    filing, lines = read_filings(sources)
    filing = moved(filing, edition)
    findings = _check([filing])[0]
    save_filing(filing, findings, out, inputs=sources)
    for line in lines:
        say(line)
    indicators = sum(len(project.indicators) for project in filing.projects)
    say(f"已生成 {out}：{len(filing.projects)} 个项目，{indicators} 条指标。{_count(findings)}")


@cli.command()
@click.argument("source", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
def dump(source: Path, as_json: bool) -> None:
    """Show what was read, with the address of every value."""
    from xlperf.files.source import read_filing

    filing = read_filing(source)
    if as_json:
        from xlperf.asjson import filing_json

        _print_json(filing_json(filing))
    else:
        from xlperf.terminal import print_filing

        print_filing(filing)


@cli.command()
@click.argument("books", nargs=-1, required=True, type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--report", type=_FILE, help="Write the findings as a workbook, too.")
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
    from xlperf.files.source import read_filing
    from xlperf.rules.check import check_filings

    _known_rules(only)
    chosen = _edition(edition)
    reading = (read_filing(book, chosen) for book in books)
    filings = list(counted(reading, len(books), "读取"))
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
        from xlperf.files.save import save_report

        save_report(list(zip(books, listed, strict=True)), report, inputs=books)
    parts = list(zip(books, filings, results, listed, strict=True))
    if as_json:
        from xlperf.asjson import check_json

        _print_json({"books": [check_json(str(part[0]), *part[1:]) for part in parts]})
    else:
        from xlperf.terminal_findings import print_findings

        for number, part in enumerate(parts):
            if number:
                click.echo()
            print_findings(*part)
    if any(finding.severity == "error" for findings in results for finding in findings):
        sys.exit(1)


@cli.command()
@click.argument("book", type=_FILE)
@click.option("-o", "--out", required=True, type=_FILE, help="Workbook to write.")
@click.option("--edition", metavar="E", help="Move the filing to this form edition.")
def rebuild(book: Path, out: Path, edition: str | None) -> None:
    """Make a clean workbook from a battered one; every entry kept, what cannot be is named."""
    from xlperf.files.rebuild import rebuild_workbook

    for line in rebuild_workbook(book, out, _edition(edition)):
        say(line)


@cli.command()
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """Show the rule catalogue, or one rule."""
    from xlperf.rules.catalogue import catalogue
    from xlperf.terminal import print_rules

    if code is not None:
        _known_rules((code.upper(),))
    print_rules(
        [rule for rule in catalogue().values() if code is None or rule.code == code.upper()]
    )


@cli.command()
def editions() -> None:
    """List the form editions."""
    from xlperf.editions import edition_ids, load_edition

    for edition in map(load_edition, edition_ids()):
        years = "、".join(map(str, edition.years))
        click.echo(f"{edition.id}  {edition.name}（{years} 年度）")


for command in (addin, compare, export, form, gather, handbook, library, publish):
    cli.add_command(command)
add_examples(cli)


def _check(filings: Sequence[Filing], only: Sequence[str] | None = None) -> list[Any]:
    from xlperf.rules.check import check_filings

    return check_filings(filings, only)


def _known_rules(codes: Sequence[str]) -> None:
    from xlperf.rules.catalogue import catalogue

    for code in codes:
        if code not in catalogue():
            known = "、".join(catalogue())
            raise XlperfError(f"没有编号为“{code}”的规则；现有规则：{known}。")


def _count(findings: Sequence[Any]) -> str:
    from xlperf.rules.finding import SEVERITIES

    counts = {
        words: sum(finding.severity == severity for finding in findings)
        for severity, words in SEVERITIES.items()
    }
    return "校验：" + "，".join(f"{words} {count} 处" for words, count in counts.items()) + "。"
