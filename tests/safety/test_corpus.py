"""Odd, broken and hostile workbooks through every command, each attempt at anything else seen.

What becomes of each of them is tested with the door; here it is that no file makes a command
reach for the network, another program, or a place outside the folder of its output.
"""

from __future__ import annotations

import pytest

from tests.safety.children import COMMAND, ROOT, run_all
from tests.sizes import sizes

CORPUS = ROOT.parent / "shared" / "corpus"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the corpus is not beside the repository ({CORPUS})"
)


def jobs(folder, step):
    listed = []
    for number, path in enumerate(sorted(CORPUS.rglob("*.xls?"))[::step]):
        book, out = str(path), str(folder / f"{number}.xlsx")
        listed += [["check", book, "--report", out], ["dump", book]]
        listed += [[c, book, "-o", out] for c in ("import", "rebuild", "form", "library")]
        listed += [["publish", book, "-o", f"{out}.docx"], ["compare", book, book, "-o", out]]
        listed += [["export", book, "--to", "integrated", "-o", out]]
        listed += [["new", out, "--year", "2022", "--from", book]]
    return listed


def wrong(answers, listed):
    """What went wrong: attempts, crashes, hangs, memory; anything but one sentence."""
    found = []
    for job, answer in zip(listed, answers, strict=True):
        if answer.faults:
            found.append((job, answer.faults))
        elif answer.result["code"] == 2:
            lines = answer.result["err"].splitlines()
            if len(lines) != 1 or not lines[0].endswith("。") or answer.result["out"]:
                found.append((job, answer.result))
    return found


@pytest.mark.parametrize("step", sizes(16, 1))
def test_no_file_makes_a_command_do_anything_but_read_and_answer(step, tmp_path):
    """Every so manieth of them."""
    listed = jobs(tmp_path, step)
    assert wrong(run_all(COMMAND, listed, tmp_path), listed) == []
