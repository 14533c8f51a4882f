"""Gives `--help` in Chinese, where the user's language is Chinese or `XLPERF_LANG=zh` says so.

The words are data (`chinese.toml`). click's own come by way of gettext, from a catalogue that
`python -m tests.cli.click_words` makes of the same file: gettext reads nothing else.
"""

from __future__ import annotations

import gettext
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

LANGUAGE = "XLPERF_LANG"
_VARIABLES = (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG")
"""Names the variables that say which language is spoken; the first that is set counts."""
_HERE = Path(__file__).parent
CATALOGUE = _HERE / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.mo"
_CHINESE = 0x04
"""Is Windows' number of the language, in the lower ten bits of a language's identifier."""


def is_chinese() -> bool:
    """Tells whether help is wanted in Chinese."""
    for name in _VARIABLES:
        if value := os.environ.get(name):
            return value.lower().startswith("zh")
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == _CHINESE)


def words() -> Mapping[str, Mapping[str, str]]:
    """Returns the tables of `chinese.toml`."""
    return tomllib.loads((_HERE / "chinese.toml").read_text("utf-8"))


def speak_chinese(group: click.Group) -> None:
    """Put the Chinese in the place of all help texts of a group and of what is below it."""
    os.environ["LANGUAGE"] = "zh_CN"
    gettext.bindtextdomain("messages", CATALOGUE.parents[2])
    known = words()
    for path, command in commands(group):
        command.help = known["commands"].get(path, command.help)
        command.options_metavar = known["metavars"]["options"]
        if isinstance(command, click.Group):
            command.subcommand_metavar = known["metavars"]["subcommand"]
        head = "Examples:"
        command.epilog = (command.epilog or "").replace(head, known["metavars"][head])
        for option in command.params:
            if isinstance(option, click.Option):
                option.help = known["options"].get(option.help or "", option.help)
            kind = option.metavar or option.type.name.upper()
            option.metavar = known["metavars"].get(kind, option.metavar)


def commands(command: click.Command, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yields a command and all below it, with the words that call each."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, f"{path} {name}".strip())
