"""Prints the differences of two filings in a terminal."""

from __future__ import annotations

import click

from xlperf.cli.terminal.plain import plain
from xlperf.form.edition import Edition
from xlperf.form.template import template
from xlperf.layouts.comparison_sheet import change_kind, change_label, pair_kind, pair_name
from xlperf.operations.compare import Change, Comparison


def print_comparison(comparison: Comparison, edition: Edition) -> None:
    """Print the differences of two filings, project by project; those without any are left out."""
    if comparison.is_same:
        click.echo(template()["comparison"]["same"])
        return
    for change in comparison.filing:
        click.echo(_change(change, edition))
    for pair in comparison.pairs:
        kind = pair_kind(pair)
        if kind == "same":
            continue
        click.echo(f"\n{click.style(plain(pair_name(pair)), bold=True)} {_kind(kind)}")
        for change in pair.changes:
            click.echo(f"  {_kind(change_kind(change))} {_change(change, edition)}")


def _kind(kind: str) -> str:
    colours = {"added": "green", "removed": "red", "changed": "yellow"}
    return click.style(template()["comparison"]["kinds"][kind], fg=colours[kind])


def _change(change: Change, edition: Edition) -> str:
    at = change.new_at or change.old_at
    place = f"（{plain(at)}）" if at else ""
    label = plain(change_label(change, edition))
    return f"{label}：{plain(change.old or '—')} → {plain(change.new or '—')}{place}"
