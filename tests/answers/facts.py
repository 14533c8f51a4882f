"""Facts and where they are kept: a text file a section, compressed, one fact a line, sorted.

`xz -dc tests/answers/stored/drawn.txt.xz` shows them; a line holds a place, what is told of it, the
value, and every input or document in which it is so, with tabs between.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable
from pathlib import Path

Fact = tuple[str, str, str]
"""A place, what is told of it, the value."""
Facts = dict[tuple[str, str], str]
Answers = dict[str, Facts]
"""The facts of each input and each drawn document by its name, `SECTION/NAME`."""

STORED = Path(__file__).parent / "stored"
_AND = " | "
_SIGNS = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}
_BACK = {written: sign for sign, written in _SIGNS.items()}


def collect(facts: Iterable[Fact]) -> Facts:
    """The facts by place and what they tell; a second of the same is numbered."""
    found: Facts = {}
    for place, what, value in facts:
        key, number = (place, what), 1
        while key in found:
            number += 1
            key = (place, f"{what} ({number})")
        found[key] = value
    return found


def section(name: str) -> str:
    return name.partition("/")[0]


def load(folder: Path = STORED) -> Answers:
    """All stored answers."""
    answers: Answers = {}
    for path in sorted(folder.glob("*.txt.xz")):
        within = path.name.partition(".")[0]
        for line in _text(path).split("\n")[:-1]:
            place, what, value, names = line.split("\t")
            key, told = (_read(place), _read(what)), _read(value)
            for name in names.split(_AND):
                answers.setdefault(f"{within}/{name}", {})[key] = told
    return answers


def save(answers: Answers, folder: Path = STORED) -> None:
    """Write the answers; a file that would say the same stays as it is."""
    kept: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for full in sorted(answers):
        within, _, name = full.partition("/")
        for (place, what), value in answers[full].items():
            fact = tuple(map(written, (place, what, value)))
            kept.setdefault(within, {}).setdefault(fact, []).append(name)
    folder.mkdir(exist_ok=True)
    for within, facts in kept.items():
        path = folder / f"{within}.txt.xz"
        lines = ("\t".join((*fact, _AND.join(facts[fact]))) for fact in sorted(facts))
        text = "".join(f"{line}\n" for line in lines)
        if not path.exists() or _text(path) != text:
            path.write_bytes(lzma.compress(text.encode("utf-8", "surrogatepass"), preset=9))


def written(value: str) -> str:
    """A value in one line."""
    return re.sub(r"[\\\n\r\t\f]", lambda sign: _SIGNS[sign[0]], value)


def _read(word: str) -> str:
    return re.sub(r"\\.", lambda sign: _BACK[sign[0]], word)


def _text(path: Path) -> str:
    return lzma.decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
