"""Prints a filing as it was read, and the rules, in a terminal.

Results go to stdout. Text from files is shown without control characters, so that no cell can
steer the terminal.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any

import click

from xlperf.cli.terminal.console import console
from xlperf.cli.terminal.plain import padded, plain
from xlperf.filing.fields import AMOUNTS, DATES, GOALS, HEAD, value_of
from xlperf.filing.model import Filing, Project
from xlperf.form.edition import load_edition
from xlperf.form.escape_formulas import to_column
from xlperf.operations.spare_sheets import passed_by
from xlperf.output.as_json import amount_text
from xlperf.rules.catalogue import Rule
from xlperf.rules.finding import SEVERITIES

_VALUE = re.compile(r"\{[^}]*\}")
"""Matches a value in a rule's message."""
_WIDE, _FEWER = 110, 4
"""Give the columns of a terminal that hold the whole table of rules, and what fewer hold of it."""
_HEAD = 18
"""Gives the columns of a terminal that a field's label takes."""


def say(text: str, **look: Any) -> None:
    """Print a line on stdout; without colours where it is no terminal, or none are wanted."""
    click.secho(text, **look)


def print_filing(filing: Filing) -> None:
    """Print every value read, with its address, a line each."""
    edition = load_edition(filing.edition)
    say(f"{filing.year or '?'} 年度，{plain(filing.department or '')}，版式 {filing.edition}")
    if filing.told:
        say(plain(filing.told), fg="yellow")
    if filing.statement:
        s = filing.statement
        at = plain(s.at)
        say(f"{s.units} 个单位，{s.projects} 个项目，{s.amount_wan:,.2f} 万元（{at}）")
    for project in filing.projects:
        say(f"\n{plain(project.name)}", bold=True)
        for field in (*HEAD[1:], *DATES, *AMOUNTS, *GOALS):
            value = value_of(project, field)
            value = amount_text(value) if field in AMOUNTS else value
            _row(edition.label(field), "—" if value is None else value, _place(project, field))
        for i in project.indicators:
            words = " / ".join(level or "—" for level in (i.level1, i.level2, i.level3))
            _row(words, i.target or "—", str(i.at.get("target", "")))
    for sentence in passed_by(filing):
        say(f"\n{plain(sentence)}", fg="yellow")
    for flaw in (*(f for project in filing.projects for f in project.flaws), *filing.flaws):
        say(f"{plain(flaw.at)}：{plain(flaw.text)}", fg="yellow")


def _row(head: str, value: object, at: str) -> None:
    say(
        f"  {padded(plain(head), _HEAD)} {plain(value)}"
        + (f"  {click.style(plain(at), dim=True)}" if at else "")
    )


def _place(project: Project, field: str) -> str:
    """Tells where a value stands, and how it was put together there."""
    at = project.at.get(field)
    if at is None:
        return ""
    mark = project.marks.get(at)
    return f"{at}（{mark}）" if mark else str(at)


def print_rules(rules: Iterable[Rule]) -> None:
    """Print the catalogue as a table; one rule in full."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    rules = list(rules)
    terminal = console()
    if len(rules) == 1:
        rule = rules[0]
        terminal.print(Text(f"{rule.code} {rule.title}（{SEVERITIES[rule.severity]}）", "bold"))
        parts = {
            "提示": _VALUE.sub("…", rule.message),
            "依据": rule.basis,
            "正确": rule.good,
            "错误": rule.bad,
        }
        terminal.print(Text("\n".join(f"{head}：{text}" for head, text in parts.items())))
        if rule.doubt:
            terminal.print(Text(f"可能误判：{rule.doubt}"))
        return
    rows = [
        (rule.code, SEVERITIES[rule.severity], rule.title, rule.good, rule.bad, rule.basis)
        for rule in rules
    ]
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        # For other programs: a line a rule.
        for row in rows:
            click.echo("\t".join(to_column(" ".join(text.split())) for text in row))
        return
    heads = ("编号", "级别", "内容", "正确", "错误", "依据")
    shown = len(heads) if terminal.width >= _WIDE else _FEWER
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(heads[:shown]):
        # Chinese has no spaces to break at; without folding, a text would end in an ellipsis.
        table.add_column(head, overflow="fold", no_wrap=number < 2)
    for row in rows:
        table.add_row(*row[:shown])
    terminal.print(table)
