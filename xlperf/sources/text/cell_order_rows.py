"""Divides the indicators of a text that comes cell by cell: decides which words are which cell's.

A level is a known word, on one line or several; behind it stands the first line of a name, and
behind a name's last line its target, where it is level with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from xlperf.form.labels import normal
from xlperf.form.other_forms import is_foreign
from xlperf.form.vocabulary import ems, levels, whole_word
from xlperf.grid import Line
from xlperf.sources.text.goals import JUDGED
from xlperf.sources.text.parts import parts_of

BESIDE = "自同一行的指标后拆出"
"""Marks a target that stood on one line with the end of its name."""
_MOST_LINES = 4
_OPERATOR = re.compile(r"((?:^|(?<=\s))[≥≤><＞＜＝=]=?)\s+(?=\d)")
CUT = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])|(?<=[)）])\s+|\s+(?=[≥≤><＞＜＝=])"
)
"""Matches the gap between cells where white space stands around numbers as well."""
_LONGEST = 8
"""Gives the width of a target in ems, at the most, where nothing else tells it from a name."""
_DATE = re.compile(r"\d{4}\s*年")
_TAIL = re.compile(r"[\u4e00-\u9fff]\s+(\d.*)")


def row_lines(lines: Sequence[Line], spaced: bool) -> list[Line] | None:
    """Returns levels, names and targets, a target on its name's line marked `BESIDE`.

    `spaced` says that white space may stand around numbers. None where a line leaves a doubt.
    """
    cells: list[Line] = []
    index, words = 0, lines[0].text.split() if lines else []
    while index < len(lines):
        line = lines[index]
        level = _level(lines, index, words)
        if level is not None:
            text, index, words = level
            cells.append(line._replace(text=text))
        elif words and is_foreign(re.split("[:：]", words[0])[0]):
            cells += [
                each._replace(text=t) for each in lines[index:] for _, t in parts_of(each.text)
            ]
            return cells
        elif words:
            made = _cells(line, " ".join(words), spaced)
            if made is None:
                return None
            cells += made
            words = []
        if not words:
            index += 1
            words = lines[index].text.split() if index < len(lines) else []
    return cells


def _level(
    lines: Sequence[Line], index: int, words: Sequence[str]
) -> tuple[str, int, list[str]] | None:
    """Finds a level at the beginning of what is left of a line, and where the text goes on."""
    if not words:
        return None
    text, rest = words[0], list(words[1:])
    for count in range(_MOST_LINES):
        if normal(text) in levels(1) | levels(2) and (
            rest or not _goes_on(lines, index + count, text)
        ):
            return text, index + count, rest
        following = index + count + 1
        if rest or following >= len(lines):
            return None
        first, *rest = lines[following].text.split() or [""]
        text += first
    return None


def _goes_on(lines: Sequence[Line], index: int, text: str) -> bool:
    """Tells whether a level is only the beginning of a longer one that its cell wrapped."""
    following = lines[index + 1].text.split()[:1] if index + 1 < len(lines) else []
    return bool(following) and whole_word([text, *following]) is not None


def _cells(line: Line, text: str, spaced: bool) -> list[Line] | None:
    """Returns the cells of a line among the indicators: one, or a name and its target."""
    text = _OPERATOR.sub(r"\1", text)
    parts = CUT.split(text) if spaced else text.split()
    if any(normal(part) in levels(2) for part in parts) or len(parts) > 2:
        return None
    mark = BESIDE
    tail = _TAIL.search(text) if spaced and len(parts) == 1 else None
    if tail is not None and _may_be_target(tail[1]):
        parts, mark = [text[: tail.start(1)].rstrip(), tail[1]], f"{BESIDE}，{JUDGED}"
    if len(parts) == 2 and _is_closed(parts[0]):
        return [line._replace(text=parts[0]), line._replace(text=parts[1], mark=mark)]
    return [line._replace(text=text, mark=JUDGED if tail is not None else None)]


def _may_be_target(text: str) -> bool:
    """Tells whether what begins with a number is a target, or else the end of a name."""
    plain = normal(text)
    if plain.count("(") != plain.count(")"):
        return False
    return ems(text) <= _LONGEST or _DATE.match(text) is not None


def _is_closed(text: str) -> bool:
    plain = normal(text)
    return plain.count("(") <= plain.count(")")
