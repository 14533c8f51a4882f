"""`python -m tests.answers compare|accept`; see the package's docstring."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tests.answers
from tests.answers.differences import Difference, differences, lines
from tests.answers.drawings import COMMANDS, drawings
from tests.answers.facts import Answers, Facts, load, save, section
from tests.answers.inputs import base_of, inputs, relative
from tests.answers.replies import replies

HERE = Path(__file__).parent


def answers(stored: Answers, names: Sequence[str] = (), sample: bool = False) -> Answers:
    """The program's answers of today, on the inputs and documents that have one of these names."""
    wanted = [one for one in inputs(sample) if _wanted(one.name, names)]
    bases = {base_of(one.name) for one in wanted if one.copy is not None}
    asked = [one for one in inputs(sample) if one in wanted or one.name in bases]
    drawing = any(_wanted(name, names) for name in stored if section(name) == "drawn")
    with ThreadPoolExecutor() as pool:
        replying = pool.submit(replies, asked)
        drawn = drawings(sample) if drawing or not stored else {}
        found = replying.result()
    if sample:  # what its commands do not draw or say is not asked
        drawn[COMMANDS] = _unasked(stored[COMMANDS], drawn[COMMANDS]) | drawn[COMMANDS]
    # A document that is not drawn any more has no facts: that is a difference.
    documents = drawn if sample else (n for n in {*stored, *drawn} if section(n) == "drawn")
    told = {name: drawn.get(name, {}) for name in documents if _wanted(name, names)}
    for one in asked:
        own = found[one.name]
        told[one.name] = own if one.copy is None else relative(own, found[base_of(one.name)])
    return told


def _unasked(stored: Facts, today: Facts) -> Facts:
    """What commands replied that are not among today's."""
    asked = {place for place, what in today if what == "exit code"}
    given = {place for place, what in stored if what == "exit code"} - asked
    return {key: value for key, value in stored.items() if any(map(key[0].startswith, given))}


def notices(stored: Answers, today: Answers, names: Sequence[str]) -> Iterator[str]:
    """What could not be compared: answers whose input is not here, inputs without an answer."""
    gone = sorted(name for name in stored.keys() - today.keys() if _wanted(name, names))
    for where, count in Counter(map(section, gone)).items():
        some = ", ".join(name for name in gone if section(name) == where)
        yield f"{where}: {count} left out, since they are not here: {some:.100}"
    for name in sorted(today.keys() - stored.keys()):
        yield f"{name}: no answer is stored yet; accept takes this one over"


def accept(
    stored: Answers, today: Answers, found: list[Difference], reason: str, folder: Path = HERE
) -> None:
    """Take the answers of today over, with the reason in front of the earlier ones."""
    save(stored | today, folder / "stored")
    counts = Counter(section(difference.name) for difference in found)
    told = [f"{count} in {where}" for where, count in sorted(counts.items())]
    told += [f"{len(new)} new" for new in [today.keys() - stored.keys()] if new]
    reasons = folder / "accepted.md"
    head, _, earlier = reasons.read_text("utf-8").partition("\n\n")
    entry = f"- {reason.strip()} ({', '.join(told) or 'nothing differed'})\n"
    reasons.write_text(f"{head}\n\n{entry}{earlier}", "utf-8")


def main() -> int:
    """Compare, and take over when asked to."""
    parser = argparse.ArgumentParser("python -m tests.answers", description=tests.answers.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("do", choices=("compare", "accept"))
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="print every difference")
    parser.add_argument("--reason", help="why the differences are right")
    options = parser.parse_args()
    if options.do == "accept" and not (options.reason or "").strip():
        parser.error("accept needs a --reason")
    stored = load()
    today = answers(stored, options.names)
    found = differences(stored, today)
    for line in (*notices(stored, today, options.names), *lines(found, options.all)):
        print(line)
    print(f"{len(found)} differences in {len({d.name for d in found})} of {len(today)} answers")
    if options.do == "accept":
        accept(stored, today, found, options.reason)
        return 0
    return int(bool(found))


def _wanted(name: str, names: Sequence[str]) -> bool:
    return not names or any(part in name for part in names)


if __name__ == "__main__":
    sys.exit(main())
