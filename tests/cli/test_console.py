"""What the commands say where, and the help that goes with them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.commands import run
from tests.workbooks import EXAMPLE
from xlperf.cli import cli
from xlperf.cli.examples import EXAMPLES
from xlperf.cli.terminal.cells_around import SourceCells
from xlperf.cli.terminal.console import with_progress
from xlperf.cli.terminal.plain import width
from xlperf.filing.model import Address
from xlperf.grid import Grid
from xlperf.rules.catalogue import catalogue

SEED = Path(__file__).parents[1] / "data" / "songjiang-npc-2022.txt"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_command_has_examples_that_it_takes(name: str) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"]).output
    for example in EXAMPLES[name]:
        assert example in shown
        program, command, *arguments = shlex.split(example)
        assert program == "xlperf"
        taken = cli.commands[command]
        if isinstance(taken, click.Group) and (arguments or not taken.invoke_without_command):
            taken, arguments = taken.commands[arguments[0]], arguments[1:]
        with click.Context(taken) as context:
            taken.parse_args(context, arguments)


def test_no_command_is_without_examples() -> None:
    groups = {name: c for name, c in cli.commands.items() if isinstance(c, click.Group)}
    below = {f"{name} {part}" for name, group in groups.items() for part in group.commands}
    assert EXAMPLES.keys() == cli.commands.keys() | below


def test_quiet_says_nothing_but_errors(tmp_path: Path) -> None:
    out = tmp_path / "filing.xlsx"
    done = run("--quiet", "import", SEED, "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.is_file()
    done = run("-q", "check", tmp_path / "none.xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.xlsx" in done.stderr


def test_shell_completes_commands_and_options() -> None:
    words = {"COMP_WORDS": "xlperf ch", "COMP_CWORD": "1", "_XLPERF_COMPLETE": "bash_complete"}
    program = "import sys; sys.argv[0] = 'xlperf'; from xlperf.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **words},
        check=False,
    )
    assert done.stdout.splitlines() == ["plain,check"]


def test_progress_is_not_written_into_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress(range(5), 5, "读取")) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().err == ""


def test_progress_counts_in_a_terminal_once_it_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 0.1, 2.0, 3.0])
    monkeypatch.setattr("xlperf.cli.terminal.console.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert list(with_progress("甲乙丙", 3, "读取")) == ["甲", "乙", "丙"]
    assert capsys.readouterr().err == "\r读取 2/3\r\x1b[K"


def test_library_and_handbook_are_written(tmp_path: Path) -> None:
    done = run("library", SEED, "-o", tmp_path / "lib.xlsx")
    assert (done.returncode, done.stdout) == (0, "")
    assert "26 个指标，用过 29 次" in done.stderr
    book = tmp_path / "new.xlsx"
    done = run("new", book, "--year", 2022, "--library", tmp_path / "lib.xlsx")
    assert done.returncode == 0, done.stderr
    done = run("new", tmp_path / "other.xlsx", "--library", SEED)
    assert done.returncode == 2
    assert "指标库" in done.stderr
    done = run("handbook", tmp_path / "手册.docx")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 200])
def test_table_of_rules_fits_the_terminal_and_cuts_nothing(columns: int) -> None:
    done = run("rules", COLUMNS=str(columns))
    lines = done.stdout.splitlines()
    assert max(map(width, lines)) <= columns
    assert "…" not in done.stdout
    assert "\x1b" not in done.stdout


def test_piped_rules_are_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    done = run("rules")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == list(catalogue())
    assert {len(row) for row in rows} == {6}


def test_labels_of_a_dump_are_chinese_and_their_values_aligned() -> None:
    lines = run("dump", SEED).stdout.splitlines()
    amounts = {"项目资金总额": "1200000.00", "年度资金申请总额": "1200000.00"}
    for label, amount in amounts.items():
        line = next(line for line in lines if line.startswith(f"  {label}"))
        assert width(line[: line.index(amount)]) == 21


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", str(SEED), "-o", "book.xlsx"), "正在读取"),
        (("rebuild", str(EXAMPLE), "-o", "new.xlsx"), "正在重建"),
        (("publish", str(EXAMPLE), "-o", "text.docx"), "正在生成公开文本"),
    ],
)
def test_a_terminal_is_told_what_is_waited_for(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("xlperf.cli.terminal.console.is_interactive", lambda: True)
    watched = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert f"{words}……\r" in watched.stderr
    monkeypatch.setattr("xlperf.cli.terminal.console.is_interactive", lambda: False)
    assert words not in CliRunner().invoke(cli, arguments, catch_exceptions=False).stderr


@pytest.mark.parametrize("command", ["compare", "check", "dump"])
def test_colours_show_only_where_they_are_wanted(command: str) -> None:
    books = [str(EXAMPLE), str(SEED.with_name("wanli-2023-page.txt"))]
    arguments = [command, *books] if command == "compare" else [command, books[0]]

    def shown(**environment: str) -> str:
        environment = {"NO_COLOR": "", "TERM": "xterm", **environment}
        return CliRunner().invoke(cli, arguments, color=True, env=environment).stdout

    assert "\x1b[" in shown()
    assert "\x1b" not in shown(NO_COLOR="1") + shown(TERM="dumb")


def test_a_merged_cell_is_shown_once_beside_the_cell_that_is_meant() -> None:
    rows = [["一级", "二级", "三级", None], ["产出", "质量", "率", "9"], [None, None, "次", "8"]]
    grid = Grid("表", rows, spans=((1, 0, 2, 1), (0, 2, 0, 3)))
    around = SourceCells([grid]).around(Address("表", "C3"))
    assert around is not None
    assert [texts for _, texts in around.rows] == [
        ("", "", "率", "9"),
        ("产出", "", "次", "8"),
    ]
    heads = SourceCells([grid]).around(Address("表", "D1"))
    assert heads is not None
    assert heads.rows[0][1] == ("二级", "", "三级")
