"""Finds the labels of a form in a text without cells.

A value may read like a label; the form's own come in its order, and stand alone more often.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from xlperf.form.labels import TABLE, fields_of, labels, normal
from xlperf.form.vocabulary import levels
from xlperf.grid import Line

ORDER = (
    "title", "name", "nature", "category", "department", "unit", "start", "end", "funding",
    "total", "annual_total", "fiscal", "annual_fiscal", "carried_over", "other", "annual_other",
    "project_goals", "overall", "annual", *TABLE,
)  # fmt: skip
"""Lists the labels as they come when a form is read row by row."""
_MOST = 3
"""Up to this many labels may come before one that other editions have above them."""
_MOST_MATCHES = 500
"""No form has more places that read like labels."""
WHOLE_LINE, _WORD, _BARE = 3, 2, 1
"""Ranks how a label stands in the text: on lines of its own, between spaces, or anywhere."""
_BRACKETS = (
    r"(?:(?=\s*[(（](?!(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）])[^()（）\n]{1,24}[)）])"
    r"(?:[(（][^()（）\n]*[)）]|[^\S\n]*\n?[^\S\n]*[(（][^()（）\n]*[)）](?=\s|$)))?"
)
"""Matches a label's brackets; not the number of a list, nor how the value beside it begins."""
_WIDTHS = {":": "[:：]", "(": "[(（]", ")": "[)）]", "/": "[/／]"}


class Found(NamedTuple):
    """Holds a label: the field that it names, where it stands, and how."""

    field: str
    start: int
    end: int
    quality: int


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Returns a pattern of each field's spellings, the longest first, white space allowed."""
    spellings: dict[str, list[str]] = {}
    for spelling, fields in labels().fields.items():
        for field in fields:
            spellings.setdefault(field, []).append(spelling)
    made = {}
    for field in (*ORDER, "indicators"):
        options = "|".join(
            r"\s*".join(_WIDTHS.get(char, re.escape(char)) for char in spelling)
            for spelling in sorted(spellings[field], key=len, reverse=True)
        )
        brackets = "" if field == "title" else _BRACKETS
        made[field] = re.compile(f"(?:{options}){brackets}")
    return made


def label_cells(lines: Sequence[Line], starts: Sequence[int]) -> list[Found]:
    """Returns the cells that are labels; of two fields with one label the first comes first."""
    found: dict[str, Found] = {}
    is_below = False  # among the indicators, whose names may read like a label that is not there
    for line, start in zip(lines, starts, strict=True):
        is_below = is_below or (TABLE[-1] in found and normal(line.text) in levels(2))
        field = next((f for f in fields_of(line.text) if f in ORDER and f not in found), None)
        if field is not None and not is_below:
            found[field] = Found(field, start, start + len(line.text), WHOLE_LINE)
    return list(found.values())


def is_disordered(fields: Sequence[str]) -> bool:
    """Tells whether the labels come in an order in which no row of a form has them.

    Editions differ in the order of a few; a program that draws cell by cell keeps to the rows.
    """
    places = [ORDER.index(field) for field in fields]
    return sum(after < before for before, after in pairwise(places)) > _MOST


def labels_in(text: str) -> list[Found]:
    """Returns the labels in the form's order: those that stand alone first, then the others."""
    known = patterns()
    alone = [
        label
        for field in ORDER
        for place in known[field].finditer(text)
        if (label := _match(field, place, text)).quality >= _WORD
    ]
    found = {label.field: label for label in _in_order(alone)}
    for index, field in enumerate(ORDER):
        if field in found:
            continue
        before = max((found[f].end for f in ORDER[:index] if f in found), default=0)
        after = min((found[f].start for f in ORDER[index:] if f in found), default=len(text))
        match = known[field].search(text, before, after)
        if match:
            found[field] = _match(field, match, text)
    return sorted(found.values(), key=lambda label: label.start)


def _in_order(matches: Sequence[Found]) -> list[Found]:
    """Returns as many labels as come in the form's order; of two choices the earlier one.

    A label that the form lacks may be the name of an indicator: 项目完成时间.
    """
    matches = sorted(matches, key=lambda match: (match.start, -match.end))[:_MOST_MATCHES]
    best: list[tuple[int, int, int]] = []  # labels so far, their places together, the one before
    for index, match in enumerate(matches):
        rank = ORDER.index(match.field)
        count, places, before = max(
            (
                (best[i][0], best[i][1], i)
                for i, other in enumerate(matches[:index])
                if other.end <= match.start and ORDER.index(other.field) < rank
            ),
            default=(0, 0, -1),
        )
        best.append((count + 1, places - match.start, before))
    index = max(range(len(best)), key=lambda i: best[i][:2], default=-1)
    chain: list[Found] = []
    while index >= 0:
        chain.append(matches[index])
        index = best[index][2]
    return chain


def _match(field: str, match: re.Match[str], text: str) -> Found:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if before in ("", "\n") and after in ("", "\n"):
        quality = WHOLE_LINE
    elif (not before or before.isspace()) and (not after or after.isspace() or after in ":："):
        quality = _WORD
    else:
        quality = _BARE
    return Found(field, match.start(), match.end(), quality)
