"""Holds what several commands take, read or print alike."""

from __future__ import annotations

import codecs
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlperf.cli.terminal.console import message
from xlperf.cli.terminal.plain import plain_json

if TYPE_CHECKING:
    from xlperf.filing.model import Filing
    from xlperf.form.edition import Edition

FILE = click.Path(path_type=Path)


def named_edition(edition: str | None) -> Edition | None:
    """Returns the edition of that id; None where none was asked for."""
    from xlperf.form.edition import load_edition

    return load_edition(edition) if edition else None


def read(path: Path) -> Filing:
    """Reads the filing in a source; what it does not hold of the source goes to stderr."""
    from xlperf.gather.read_source import read_source
    from xlperf.operations.merge import not_read
    from xlperf.operations.spare_sheets import passed_by

    filing = read_source(path)
    for sentence in (*not_read(filing, path.name), *passed_by(filing)):
        message(f"{path.name}：{sentence}")
    return filing


def moved(filing: Filing, edition: str | None) -> Filing:
    """Moves the filing to the edition asked for; what has no place there goes to stderr."""
    if edition is None:
        return filing
    from xlperf.form.edition import load_edition
    from xlperf.operations.change_edition import move

    result = move(filing, load_edition(edition))
    for line in result.lines:
        message(line)
    return result.filing


def print_json(data: Any) -> None:
    """Print data as JSON on stdout, with nothing in it that steers a terminal.

    In another encoding than UTF-8, JSON's own escapes are what every reader understands.
    """
    unicode = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    click.echo(plain_json(json.dumps(data, ensure_ascii=not unicode, indent=2)))
