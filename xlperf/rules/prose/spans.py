"""Finds the period that section 五 gives, where it is not the form's (D09)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xlperf.filing.model import Project
from xlperf.rules.prose.stated import Stated
from xlperf.rules.word_lists import words

_END = (
    r"(?P<{0}year>20\d{{2}})(?:[年.\-/]+(?P<{0}month>\d{{1,2}})(?:[月.\-/]+\d{{0,2}})?[日号月]?)?"
    r"(?:年?年?[底末初])?年?度?"
)
_SPAN = re.compile(_END.format("from") + r"[日起]*(?:至|到|--?|—+|~|–)" + _END.format("to"))
_LONGEST = 120
"""Limits a length of time, in months; what is more is a year's number."""
_DIGITS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2}


def spans(text: str, project: Project, year: int | None) -> Iterator[Stated]:
    """Yields the one span or length of time of a text, if it is another than the form's.

    The filing's own year alone is no fault, whatever the project's dates are.
    """
    start, end = project.start, project.end
    if start is None or end is None or start > end:
        return
    found = list(_SPAN.finditer(text))
    if len(found) == 1:
        first, last = _months(found[0])
        own = (start.year * 12 + start.month - 1, end.year * 12 + end.month - 1)
        filings = year is not None and (first, last) == (year * 12, year * 12 + 11)
        if not filings and not _agrees(found[0], (first, last), own):
            yield Stated("span", first, own[0], 0, found[0][0])
    elif not found and (length := _length().fullmatch(text)):
        count = _number(length["years"])
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        is_months = "月" in length["unit"]
        years = {end.year - start.year + 1, round(months / 12)}
        # A year is the filing's own.
        if (
            count
            and count <= _LONGEST
            and not (months == count or count == 12 if is_months else count in years | {1})
        ):
            yield Stated("span", count, months, 0, text.strip("。."))


def _months(span: re.Match[str]) -> tuple[int, int]:
    first = int(span["fromyear"]) * 12 + int(span["frommonth"] or 1) - 1
    return first, int(span["toyear"]) * 12 + int(span["tomonth"] or 12) - 1


def _agrees(span: re.Match[str], stated: tuple[int, int], own: tuple[int, int]) -> bool:
    """Compares months where the text gives them, and years where it does not."""
    return all(
        one == other if span[f"{name}month"] else one // 12 == other // 12
        for name, one, other in zip(("from", "to"), stated, own, strict=True)
    )


@cache
def _length() -> re.Pattern[str]:
    return re.compile(words("period")["length"])


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else _DIGITS.get(text)
