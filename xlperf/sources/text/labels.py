"""Finds the labels of a form in a text without tables, those of other places' forms among them.

A value may read like a label; the form's own come in its order, on lines of their own or between
spaces. Within the goals and among the indicators the words of other forms may be anybody's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from xlperf.form.edition import dated_ids, load_edition
from xlperf.form.labels import TABLE, fields_of, labels, normal
from xlperf.form.other_forms import is_foreign
from xlperf.form.table_rows import is_side
from xlperf.form.vocabulary import levels
from xlperf.grid import Line

FOREIGN = "foreign"
"""Names the field of a label that no form of ours has."""
_OWN = {"project_goals", "overall", "annual", *TABLE}
_MOST_MATCHES = 500
"""No form has more places that read like labels."""
_LONG = 40
"""No line with one label is longer."""
_FEWEST = 2
"""At least this many lines are the last indicator, above what is behind the table."""
_BRACKETS = (
    r"(?:(?=\s*[(（](?!(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）])[^()（）\n]{1,24}[)）])"
    r"(?:[(（][^()（）\n]*[)）]|[^\S\n]*\n?[^\S\n]*[(（][^()（）\n]*[)）](?=\s|$)))?"
)
"""Matches a label's brackets; not the number of a list, nor how the value beside it begins."""
_WIDTHS = {":": "[:：]", "(": "[(（]", ")": "[)）]", "/": "[/／]"}
UNITS = ("(元)", "(万元)")
"""Lists the units that a label of amounts has behind it."""


class Found(NamedTuple):
    """Holds a label: the field it names, where it stands, and whether on lines of its own."""

    field: str
    start: int
    end: int
    is_alone: bool


@cache
def ranks() -> dict[str, int]:
    """Returns where each label comes when a form is read row by row, whatever its edition."""
    heads = (
        head
        for edition in map(load_edition, reversed(dated_ids()))  # the newest has the most
        for row in edition.form["rows"]
        for cell in row["cells"]
        if (head := cell.get("label", cell.get("heading"))) in edition.labels
    )
    return {field: rank for rank, field in enumerate(dict.fromkeys((*heads, *TABLE)))}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Returns a pattern of each field's spellings, the longest first, white space allowed."""
    spellings: dict[str, list[str]] = {}
    for spelling, fields in labels().fields.items():
        for field in fields:
            spellings.setdefault(field, []).append(spelling)
    made = {}
    for field in ranks():
        if field == "title":
            continue
        options = "|".join(
            r"\s*".join(_WIDTHS.get(char, re.escape(char)) for char in spelling)
            for spelling in sorted(spellings[field], key=len, reverse=True)
        )
        made[field] = re.compile(rf"(?<!\S)(?:{options}){_BRACKETS}(?![^\s:：])")
    return made


def holds_a_row(text: str) -> bool:
    """Tells whether a line holds a whole row, the heads of the goals or indicators, or a form."""
    words = text.split()
    named = {field for word in words for field in fields_of(word)} if len(words) > 1 else set()
    if named >= {"overall", "annual"} or named >= set(TABLE[:-1]):
        return True
    plain = normal(text) if len(text) > _LONG else ""
    return bool(plain) and all(
        any(spelling in plain for spelling, fields in labels().fields.items() if head in fields)
        for head in ("name", *TABLE)
    )


def is_side_label(text: str) -> bool:
    """Tells whether a line is part of a label that stands beside several rows: 项目资金, （元）."""
    return normal(text) in UNITS or is_side(text)


def labels_in(lines: Sequence[Line], starts: Sequence[int]) -> list[Found]:
    """Returns as many labels as come in the form's order; of two choices the earlier one.

    A label that the form lacks may be the name of an indicator: 项目完成时间.
    """
    text = "\n".join(line.text for line in lines)
    is_titled = "title" in fields_of(lines[0].text)  # which may name the year as well
    title = [Found("title", starts[0], len(lines[0].text), True)] if is_titled else []
    matches = [
        Found(field, match.start(), match.end(), _is_alone(match, text))
        for field, pattern in _patterns().items()
        for match in pattern.finditer(text, len(lines[0].text) if is_titled else 0)
    ]
    matches = sorted(matches, key=lambda match: (match.start, -match.end))[:_MOST_MATCHES]
    best: list[tuple[int, int, int]] = []  # labels so far, their places together, the one before
    for index, match in enumerate(matches):
        rank = ranks()[match.field]
        count, places, before = max(
            (
                (best[i][0], best[i][1], i)
                for i, other in enumerate(matches[:index])
                if other.end <= match.start and ranks()[other.field] < rank
            ),
            default=(0, 0, -1),
        )
        best.append((count + 1, places - match.start, before))
    index = max(range(len(best)), key=lambda i: best[i][:2], default=-1)
    chain: list[Found] = []
    while index >= 0:
        chain.append(matches[index])
        index = best[index][2]
    return title + chain[::-1]


def _is_alone(match: re.Match[str], text: str) -> bool:
    around = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    return all(char in ("", "\n") for char in around)


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
            before = next((label for label in reversed(found) if label.start < start + at), None)
            if below > _FEWEST or not (before is None or before.field in _OWN):
                made.append(Found(FOREIGN, start + at, start + end, True))
    return sorted(made, key=attrgetter("start"))


def _foreign_in(text: str) -> Iterator[tuple[int, int]]:
    """Finds the labels of other forms in a line: alone, between spaces, before a colon."""
    if is_foreign(text):
        yield 0, len(text)
        return
    for word in re.finditer(r"(?<!\S)[^\s:：]+(?![^\s:：])", text):
        if is_foreign(word[0]):
            yield word.span()


@cache
def _levels() -> re.Pattern[str]:
    words = sorted(levels(1) | levels(2), key=len, reverse=True)
    return re.compile("|".join(r"\s*".join(map(re.escape, word)) for word in words))
