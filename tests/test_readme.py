"""The README's commands are the ones that run in CI."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def commands():
    blocks = (ROOT / "README.md").read_text("utf-8").split("```sh\n")[1:]
    return [block.split("```")[0].strip() for block in blocks]


def test_ci_runs_exactly_the_two_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in commands()[:2]:
        assert command in script.splitlines()


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
