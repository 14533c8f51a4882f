"""The batch files' bytes, and what the batch files and the page name."""

from __future__ import annotations

import re

import click
import pytest

from xlperf.bundle.texts import batch_files, instructions
from xlperf.cli import cli

BATCH = batch_files()
SPECIAL = set('&|<>^()"')


@pytest.mark.parametrize("name", BATCH)
def test_no_byte_of_a_chinese_character_is_one_of_cmds_own(name: str) -> None:
    content = BATCH[name]
    text = content.decode("gbk")
    assert text.encode("gb2312") == content
    left = re.sub(rb"[\xa1-\xf7][\xa1-\xfe]", b"", content)
    assert left.isascii()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert "@" not in text.removeprefix("@echo off"), "a placeholder is left"


@pytest.mark.parametrize("name", BATCH)
def test_words_hold_nothing_that_cmd_would_act_on(name: str) -> None:
    for words in re.findall(r"echo ([^\r]+)\r", BATCH[name].decode("gbk")):
        plain = words.replace("%CODE%", "").replace("^&", "").replace("^^", "")
        assert not SPECIAL & set(plain), words
        assert "%" not in plain
        assert "!" not in plain


@pytest.mark.parametrize("name", BATCH)
def test_every_path_is_quoted_and_beside_the_batch_file(name: str) -> None:
    text = BATCH[name].decode("gbk")
    unquoted = re.sub(r'"[^"]*"', "", text)
    for variable in ("%~dp0", "%~1", "%~dpn1", "%1", "%*"):
        assert variable not in unquoted
    assert "EnableDelayedExpansion" not in text
    for word in ("powershell", "call ", "cd ", "pushd", "start "):
        assert word not in text.lower()
    paths = set(re.findall(r'"%~dp0([^"]*)"', text))
    assert paths <= {r"python\python.exe", r"python\Lib\site-packages"}


def test_every_command_that_a_batch_file_runs_is_one() -> None:
    for content in BATCH.values():
        found = re.search(r"-m xlperf ([a-z]+)(?: ([a-z]+))?", content.decode("gbk"))
        assert found is not None
        command = cli.commands[found[1]]
        if isinstance(command, click.Group):
            assert found[2] in command.commands


@pytest.mark.parametrize("kind", ["python", "wheels"])
def test_the_page_is_one_page_that_names_what_there_is(kind: str) -> None:
    ((name, content),) = instructions(kind, version="3.12").items()
    assert name == "安装说明.txt"
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "3.12" in text
    assert "@" not in text
    assert text.count("\r\n") == text.count("\n") <= 45
    assert set(re.findall(r"[一-龥]+\.cmd", text)) == (set(BATCH) if kind == "python" else set())
    for command, part in re.findall(r"-m xlperf (\w+) (\w+)", text):
        group = cli.commands[command]
        assert isinstance(group, click.Group)
        assert part in group.commands
