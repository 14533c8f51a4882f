"""Where the labels of a form stand in a text without cells.

A value may read like a label; the form's own come in its order, and stand alone more often.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from xlperf.reading.grid import Line
from xlperf.reading.labels import TABLE, fields_of, labels

ORDER = (
    "title", "name", "nature", "category", "department", "unit", "start", "end", "funding",
    "total", "annual_total", "fiscal", "annual_fiscal", "carried_over", "other", "annual_other",
    "project_goals", "overall", "annual", *TABLE,
)  # fmt: skip
"""The labels as they come when a form is read row by row."""
_MOST = 3
"""So many labels may come before one that other editions have above them."""
WHOLE_LINE, _WORD, _BARE = 3, 2, 1
"""How a label stands in the text: on lines of its own, between spaces, or anywhere."""
_WIDTHS = {":": "[:：]", "(": "[(（]", ")": "[)）]", "/": "[/／]"}


class Found(NamedTuple):
    """A label: the field that it names, where it stands, and how."""

    field: str
    start: int
    end: int
    quality: int


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """For every field a pattern of its spellings, the longest first, white space allowed."""
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
        brackets = "" if field == "title" else r"(?:\s*[(（][^()（）\n]{1,24}[)）])?"
        made[field] = re.compile(f"(?:{options}){brackets}")
    return made


def label_cells(lines: Sequence[Line], starts: Sequence[int]) -> list[Found]:
    """The cells that are labels; of two fields with one label the first comes first."""
    found: dict[str, Found] = {}
    for line, start in zip(lines, starts, strict=True):
        field = next((f for f in fields_of(line.text) if f in ORDER and f not in found), None)
        if field is not None:
            found[field] = Found(field, start, start + len(line.text), WHOLE_LINE)
    return list(found.values())


def is_disordered(fields: Sequence[str]) -> bool:
    """Whether the labels come in an order in which no row of a form has them.

    Editions differ in the order of a few; a program that draws cell by cell keeps to the rows.
    """
    places = [ORDER.index(field) for field in fields]
    return sum(after < before for before, after in pairwise(places)) > _MOST


def labels_in(text: str) -> list[Found]:
    """The labels in the order of the form: those that stand alone first, then the others."""
    known = patterns()
    found: dict[str, Found] = {}
    position = 0
    for field in ORDER:
        best = max(
            (_match(field, m, text) for m in known[field].finditer(text, position)),
            key=lambda match: (min(match.quality, _WORD), -match.start),
            default=None,
        )
        if best is not None and best.quality >= _WORD:
            found[field] = best
            position = best.end
    for index, field in enumerate(ORDER):
        if field in found:
            continue
        before = max((found[f].end for f in ORDER[:index] if f in found), default=0)
        after = min((found[f].start for f in ORDER[index:] if f in found), default=len(text))
        match = known[field].search(text, before, after)
        if match:
            found[field] = _match(field, match, text)
    return sorted(found.values(), key=lambda label: label.start)


def _match(field: str, match: re.Match[str], text: str) -> Found:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    if before in ("", "\n") and after in ("", "\n"):
        quality = WHOLE_LINE
    elif (not before or before.isspace()) and (not after or after.isspace() or after in ":："):
        quality = _WORD
    else:
        quality = _BARE
    return Found(field, match.start(), match.end(), quality)
