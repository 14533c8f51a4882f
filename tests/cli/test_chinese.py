"""Help in Chinese: every text has its Chinese, and no English is left over."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import click
import pytest

from tests.cli.click_words import catalogue
from tests.commands import run
from xlperf.cli import cli
from xlperf.cli.chinese import CATALOGUE, commands, is_chinese, words

COMMANDS = [path for path, _ in commands(cli)]
WORD = re.compile(r"(?<![\w.\-<=/])[A-Za-z]{2,}(?![\w.\-=/])")
ALLOWED = {"Excel", "Word", "Windows", "Linux", "Python", "python", "pip", "xlperf"}
ALLOWED |= {"dask", "tcp", "editions", "rebuild"}
"""Names, and commands that a sentence names."""


@pytest.mark.parametrize("path", COMMANDS)
def test_no_english_is_left_in_the_help(path: str) -> None:
    # In a process of its own: the commands of this one go on speaking English.
    done = subprocess.run(
        [sys.executable, "-m", "xlperf", *path.split(), "--help"],
        env={**os.environ, "XLPERF_LANG": "zh"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    own = r"^  (-\S+,? ?)*\S*|xlperf .*|\[.*?\]"
    lines = [re.sub(own, "", line) for line in done.stdout.splitlines()]
    left = {word for line in lines for word in WORD.findall(line) if not word.isupper()}
    assert left - ALLOWED == set()
    assert "用法：" in done.stdout


def test_every_text_has_its_chinese_and_none_is_left_over() -> None:
    known = words()
    options = {
        option.help
        for _, command in commands(cli)
        for option in command.params
        if isinstance(option, click.Option) and option.help
    }
    assert set(known["options"]) == options
    assert set(known["commands"]) == set(COMMANDS)


def test_the_catalogue_is_made_of_the_words() -> None:
    assert CATALOGUE.read_bytes() == catalogue()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"XLPERF_LANG": "en", "LANG": "zh_CN.UTF-8"}, False),
        ({"XLPERF_LANG": "zh", "LC_ALL": "C"}, True),
        ({"LC_ALL": "zh_TW", "LANG": "C"}, True),
    ],
)
def test_the_first_variable_that_is_set_counts(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool
) -> None:
    for name in ("XLPERF_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert is_chinese() is expected


def test_english_is_spoken_elsewhere() -> None:
    assert run("check", "--help", XLPERF_LANG="en").stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("rebuild", "a.xlsx", "b.xlsx", "--in-place"), "多写了 b.xlsx。"),
        (("publish", "a.xlsx", "b.xlsx", "-o", "c.docx"), "xlperf merge a.xlsx b.xlsx"),
        (("merge", "a.xlsx", "-o", "c.xlsx"), "没有可以合并的"),
    ],
)
def test_too_many_or_too_few_files_are_one_chinese_sentence(
    arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    [sentence] = done.stderr.splitlines()
    assert words in sentence
