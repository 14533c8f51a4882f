"""Makes the table of figures in README.md beside this: `python -m tests.safety.figures`.

Takes a quarter of an hour: every corpus file through every command, all the mutated copies, two
hundred kills, and the fuzzer (where it is installed) on each of its targets for a minute.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.safety import fuzz, kills
from tests.safety.children import COMMAND, ROOT, Answer, run_all
from tests.safety.hostile import NOWHERE, TEXTS
from tests.safety.mutations import FULL, failures, make_bases, run
from tests.safety.test_corpus import CORPUS, jobs, wrong
from xlperf.sources.limits import LIMITS

_KILLS, _SECONDS = 200, 60
_TAKEOVERS = "choose or hostile or another_xlperf or quote or holds_nothing or hexadecimal"
"""The tests of the launcher that try to make it run something else."""


def _corpus(folder: Path) -> str:
    if not CORPUS.is_dir():
        return "not here"
    listed = jobs(folder, step=1)
    books = len({job[1] for job in listed if job[0] == "check"})
    answers = run_all(COMMAND, listed, folder)
    bad = len(wrong(answers, listed))
    return f"{books} workbooks, {len(listed)} runs, {bad} wrong; {_cost(answers)}"


def _mutated(folder: Path) -> str:
    bases = make_bases(folder)
    counts = {kind: count for kind, count in FULL.items() if kind in bases.values()}
    answers = run(bases, counts, folder)
    seen = Counter(answer.result[1] for _, answer in answers if answer.result)
    words = {
        "refused": "refused",
        "findings": "found",
        "same": "same values",
        "true": "as they say",
    }
    known = ", ".join(f"{seen[outcome]} {word}" for outcome, word in words.items())
    wrong_ones = len(failures(answers))
    cost = _cost([answer for _, answer in answers])
    return f"{len(answers)} copies: {known}, {wrong_ones} wrong; {cost}"


def _killed() -> str:
    wrong_ones, stages = kills.run(_KILLS)
    whole = dict.fromkeys(("old", "new", "ended"), 0)
    for stage, count in stages.items():
        whole[stage.partition(",")[0]] += count
    left = sum(count for stage, count in stages.items() if "left" in stage)
    return (
        f"{_KILLS} kills of {len(kills.COMMANDS)} commands: {whole['old']} left the old file, "
        f"{whole['new']} the new one, {whole['ended']} came too late, {len(wrong_ones)} wrong; "
        f"{left} temporary files, each removed by the next write"
    )


def _fuzzed() -> str:
    if find_spec("atheris") is None:
        return "the fuzzer is not installed"
    command = [sys.executable, "-m", "tests.safety.fuzz", str(_SECONDS)]
    env = {**os.environ, "PYTHONSAFEPATH": ""}  # what reads in processes of its own had set it
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False
    )
    runs = re.findall(r"^(\w+): (\d+) in \d+ s, ended with (-?\d+)", done.stdout, re.MULTILINE)
    assert len(runs) == len(fuzz.TARGETS), done.stdout + done.stderr
    found = sum(code != "0" for *_, code in runs)
    counts = ", ".join(f"{int(count):,} {name}" for name, count, _ in runs)
    return f"{counts} in {_SECONDS} s each, {found} findings"


def _tests(*arguments: str) -> str:
    """How many tests of some files there are, and how many fail."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    counts = dict(re.findall(r"(?:(?<=, )|^)(\d+) (\w+)(?=,| in )", done.stdout, re.MULTILINE))
    known = {word: int(count) for count, word in counts.items()}
    assert known.get("passed"), done.stdout[-2000:]
    skipped = f", {known['skipped']} not possible here" if "skipped" in known else ""
    bad = known.get("failed", 0) + known.get("errors", 0)
    return f"{known['passed'] + bad} tests, {bad} wrong{skipped}"


def _cost(answers: list[Answer]) -> str:
    slowest = max(answer.seconds for answer in answers)
    peak = max(answer.peak for answer in answers)
    return f"slowest {slowest:.1f} s, peak {peak >> 20} MB"


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as name:
        rows = {
            "limits on files, each tested on both sides": str(len(LIMITS.__slots__)),
            "files that hold one thing for Excel, another for a parser": _tests(
                "tests/sources/xlsx/test_ambiguous.py"
            ),
            "odd workbooks of others, every command": _corpus(Path(name)),
            "odd workbooks made by hand, every command": _tests("tests/safety/test_edges.py"),
            "damaged copies of our own files": _mutated(Path(name)),
            "fuzzing of what reads texts": _fuzzed(),
            "writing commands killed at random moments": _killed(),
            "writing, a full disk, a file open elsewhere": _tests(
                "tests/output/test_atomic_write.py",
                "tests/output/test_commands_under_faults.py",
                "tests/safety/test_full_disk.py",
            ),
            "hostile texts in every field": f"{len(TEXTS)} kept, {len(NOWHERE)} refused by name",
            "takeovers of the add-in": _tests(
                "tests/excel_addin/test_launcher.py", "-k", _TAKEOVERS
            ),
            "no network, no user, no path, no hour": _tests("tests/safety/test_privacy.py"),
        }
    print("| what | figures |\n|---|---|")
    for what, figures in rows.items():
        print(f"| {what} | {figures} |")


if __name__ == "__main__":
    main()
