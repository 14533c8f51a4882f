"""The README's commands are the ones that run in CI."""

import re
from pathlib import Path

from xlperf.cli import cli
from xlperf.excel_addin.functions import functions
from xlperf.output import macros
from xlperf.rules.catalogue import catalogue

ROOT = Path(__file__).parent.parent


def commands():
    blocks = (ROOT / "README.md").read_text("utf-8").split("```sh\n")[1:]
    return [block.split("```")[0].strip() for block in blocks]


def test_ci_runs_exactly_the_two_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in commands()[:2]:
        assert command in script.splitlines()


def column(text, number):
    """The cells of one column of all tables, the first is 1."""
    rows = [line.split("|") for line in text.splitlines() if line.startswith("|")]
    return [row[number].strip() for row in rows if len(row) > number + 1]


def test_every_command_has_its_row():
    rows = column((ROOT / "README.md").read_text("utf-8"), 1)
    named = {word for row in rows for word in re.findall(r"`xlperf (\w+)", row)}
    assert named == {name for name, command in cli.commands.items() if not command.hidden}


def test_every_button_and_function_has_its_row():
    text = (ROOT / "macros" / "README.md").read_text("utf-8")
    labels = set(re.findall(r'<button [^>]*label="([^"]+)"', macros.source("ribbon.xml")))
    assert labels <= {label for cell in column(text, 2) for label in cell.split("、")}
    assert {name for name in vars(functions) if name.startswith("XLPERF_")} == set(
        re.findall(r"XLPERF_[A-Z]+", text)
    )


def test_the_changelog_names_all_rules():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    [ranges] = re.findall(r"whole catalogue of rules: (.+?) with", text, re.DOTALL)
    spans = re.findall(r"([A-F])(\d\d)–\1(\d\d)", ranges)
    named = {f"{kind}{n:02}" for kind, a, b in spans for n in range(int(a), int(b) + 1)}
    assert named == {code for code in catalogue() if not code.startswith("F")}


def test_pictures_are_there_and_small():
    shown = set(
        re.findall(r"\]\((workbooks/pictures/[^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    )
    kept = {str(path.relative_to(ROOT)) for path in (ROOT / "workbooks" / "pictures").iterdir()}
    assert shown == kept
    for name in kept:
        content = (ROOT / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 60_000
