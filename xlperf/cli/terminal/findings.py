"""Prints findings in a terminal: the verdict first, then each finding with the cells around it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from xlperf.cli.terminal.cells_around import CellContext, SourceCells
from xlperf.cli.terminal.listing import say
from xlperf.cli.terminal.plain import padded, plain, width
from xlperf.filing.model import Filing
from xlperf.grid import Grid
from xlperf.rules.catalogue import catalogue
from xlperf.rules.finding import SEVERITIES, Finding
from xlperf.rules.verdict import listing, verdict

_LOOKS: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "advice": {"fg": "cyan"},
}
_WIDEST = 18
"""Limits the columns of one cell beside a finding."""


def print_findings(
    path: Path,
    filing: Filing,
    findings: Sequence[Finding],
    listed: Sequence[Finding],
    grids: Sequence[Grid],
) -> None:
    """Print the verdict on all findings of a file, then the listed ones with their cells.

    `grids` are the file's worksheets or tables.
    """
    # Without rich, whose import is a tenth of a short command's time.
    judged = verdict(findings)
    rest = f"（{judged.rest}）" if judged.rest else ""
    say(f"{judged}{rest}：{plain(path)}，共 {len(filing.projects)} 个项目", bold=True)
    if findings and not listed:
        say("没有这类问题")
    sections, left = listing(listed)
    places = SourceCells(grids if sections else ())
    for section in sections:
        kind = SEVERITIES[section.severity] if section.severity else "已说明"
        look = _LOOKS[section.severity] if section.severity else {"dim": True}
        say(f"\n{click.style(kind, **look)} {click.style(plain(section.sheet), bold=True)}")
        for finding in section.findings:
            line = f"{finding.rule} {finding.at.cell}：{plain(finding.message)}"
            if finding.waived is not None:
                line += f" 已说明：{plain(finding.waived)}"
            elif finding.fix and finding.fix not in finding.message:
                line += f" 建议改为：{plain(finding.fix)}"
            say(f"  {line}")
            around = None if finding.waived is not None else places.around(finding.at)
            if around is not None:
                _print_around(around)
    for code, count in left.items():
        title = catalogue()[code].title
        say(f"\n{code}（{title}）另有 {count} 处，加 --report 问题.xlsx 可列出全部。")


def _print_around(around: CellContext) -> None:
    """Print a few cells as a table, the one that is meant in brackets."""
    rows = [
        (
            name,
            [
                _short(text, meant=(r, c) == (around.row, around.column))
                for c, text in enumerate(texts)
            ],
        )
        for r, (name, texts) in enumerate(around.rows)
    ]
    heads = list(around.columns)
    widths = [
        max(width(cells[c]) for cells in (heads, *(t for _, t in rows))) for c in range(len(heads))
    ]
    side = max(width(name) for name, _ in rows)
    lines = [("", heads)] if any(heads) else []
    for name, cells in (*lines, *rows):
        shown = (padded(cell, columns) for cell, columns in zip(cells, widths, strict=True))
        say(f"    {' ' * (side - width(name))}{name} │ {' │ '.join(shown)}".rstrip())


def _short(text: str, *, meant: bool) -> str:
    """Cut a cell's text to what fits beside its neighbours."""
    shown = plain(text[:100])  # no more fits in any case, and a cell may hold 32,767
    if width(shown) > _WIDEST:
        while width(shown) > _WIDEST - 1:
            shown = shown[:-1]
        shown += "…"
    return f"【{shown}】" if meant else shown
