"""The figures of the README's section on security: `python -m tests.safety.figures`.

Takes some minutes: every corpus file through every command, and all the mutated copies.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.safety.children import COMMAND, Answer, run_all
from tests.safety.hostile import NOWHERE, TEXTS
from tests.safety.mutations import FULL, failures, make_bases, run
from tests.safety.test_corpus import CORPUS, jobs, wrong
from xlperf.files.limits import LIMITS


def _corpus(folder: Path) -> str:
    if not CORPUS.is_dir():
        return "not here"
    listed = jobs(folder, step=1)
    answers = run_all(COMMAND, listed, folder)
    return f"{len(listed)} runs, {len(wrong(answers, listed))} wrong; {_cost(answers)}"


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


def _cost(answers: list[Answer]) -> str:
    slowest = max(answer.seconds for answer in answers)
    peak = max(answer.peak for answer in answers)
    return f"slowest {slowest:.1f} s, peak {peak >> 20} MB"


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as name:
        rows = {
            "odd workbooks of others": _corpus(Path(name)),
            "damaged copies of our own files": _mutated(Path(name)),
            "hostile texts in every field": f"{len(TEXTS)} kept, {len(NOWHERE)} refused by name",
            "limits on files, each tested on both sides": str(len(LIMITS.__slots__)),
        }
    print("| what | figures |\n|---|---|")
    for what, figures in rows.items():
        print(f"| {what} | {figures} |")


if __name__ == "__main__":
    main()
