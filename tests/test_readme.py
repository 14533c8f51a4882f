"""The README's commands are the ones that run in CI."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def commands():
    blocks = (ROOT / "README.md").read_text("utf-8").split("```sh\n")[1:]
    return [block.split("```")[0].strip() for block in blocks]


def test_ci_runs_exactly_the_two_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in commands()[:2]:
        assert command in script.splitlines()
