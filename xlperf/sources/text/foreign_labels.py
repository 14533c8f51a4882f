"""Finds labels of other forms in a text without cells: they end the value before them.

Within the goals and among the indicators the same words may be anybody's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from xlperf.form.labels import TABLE
from xlperf.form.other_forms import is_foreign
from xlperf.form.vocabulary import levels
from xlperf.grid import Line
from xlperf.sources.text.labels import WHOLE_LINE, Found

FOREIGN = "foreign"
_OWN = {"project_goals", "overall", "annual", *TABLE}
_FEWEST = 2
"""At least this many lines are the last indicator, above what is behind the table."""


def with_foreign(
    found: Sequence[Found], lines: Sequence[Line], starts: Sequence[int]
) -> list[Found]:
    """Returns the labels with those of other forms among them, by their places in the text."""
    heads = [label.end for label in found if label.field in TABLE]
    table = max(heads, default=0)
    body = "\n".join(line.text for line in lines)
    last = max((match.end() for match in _levels().finditer(body, table)), default=table)
    below = 0
    made = list(found)
    for line, start in zip(lines, starts, strict=True):
        below += bool(heads) and start > last
        for at, end in _foreign_in(line.text):
            if any(label.start <= start + at < label.end for label in found):
                continue
            before = max(
                (label for label in found if label.start < start + at), default=None, key=_start
            )
            inside = before is None or before.field in _OWN
            if below > _FEWEST or not inside:
                made.append(Found(FOREIGN, start + at, start + end, WHOLE_LINE))
    return sorted(made, key=_start)


def _start(label: Found) -> int:
    return label.start


def _foreign_in(text: str) -> Iterator[tuple[int, int]]:
    """Finds the labels of other forms in a line: alone, between spaces, before a colon."""
    if is_foreign(text):
        yield 0, len(text)
        return
    for word in re.finditer(r"[^\s:：]+", text):
        led = text[word.end() : word.end() + 1] in ("", " ", "\t", "\u3000", ":", "：")
        if led and is_foreign(word[0]) and (word.start() == 0 or text[word.start() - 1].isspace()):
            yield word.span()


@cache
def _levels() -> re.Pattern[str]:
    words = sorted(levels(1) | levels(2), key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in words))
