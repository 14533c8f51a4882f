"""Finds figures in a goal that an indicator of the same name gives otherwise (D08)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xlperf.filing.model import Project
from xlperf.filing.spelling import folded
from xlperf.rules.prose.stated import CLAUSES, Stated, before, decimal_of
from xlperf.rules.word_lists import words

_REMARK = re.compile(r"[(（][^()（）]*[)）]")
_MANY = re.compile("^[十百千万亿]+(?=.)")
_SHORTEST = 2


class _Noun(NamedTuple):
    noun: str
    unit: str
    pattern: re.Pattern[str]


def other_figures(text: str, field: str, project: Project) -> Iterator[Stated]:
    """Yields the figures of a text that differ from those of the indicators of the same noun.

    The overall goal of several years is not held to the year's indicators.
    """
    start, end = project.start, project.end
    if field == "overall" and start and end and start.year != end.year:
        return
    for indicator in project.indicators:
        target = indicator.target
        if target is None or target.number is None or not target.unit or not indicator.level3:
            continue
        noun = _noun(indicator.level3, target.unit)
        if noun is None or noun.noun not in text:
            continue
        given = _normal(str(target.number), target.unit)
        found = [value for value in _values(text, noun) if value[0] != given]
        if found and len(found) == len(_values(text, noun)):
            listed = f"{indicator.level3} {target.text}"
            yield Stated("figure", int(found[0][0] * 100), int(given * 100), 0, found[0][1], listed)


@lru_cache(maxsize=16_384)
def _noun(level3: str, unit: str) -> _Noun | None:
    own = words("figures")
    name = _REMARK.sub("", folded(level3))
    noun = re.sub(f"^{own['verbs']}+", "", re.sub(own["measures"], "", name))
    if len(noun) < _SHORTEST:
        return None
    verb = found[0] if (found := re.search(own["moved"], noun)) else ""
    stem = noun.removesuffix(verb)
    bare = _MANY.sub("", unit.partition("/")[0])
    alike = next((line.split() for line in own["alike"] if bare in line.split()), [bare])
    units = "|".join(map(re.escape, sorted(alike, key=len, reverse=True)))
    number, many = r"\d[\d,]{0,20}(?:\.\d+)?", "[十百千万亿]*"
    before = rf"(?P<first>{number})(?P<more>{many})(?:{units})(?:的|各类)?{re.escape(noun)}"
    behind = rf"{re.escape(noun)}{own['between']}(?P<number>{number})(?P<many>{many})(?:{units})"
    starts = rf"(?:^|(?<=[,，。;；:：、\n.)]))(?:\d+[.、])?{own['verbs']}*"
    head = rf"(?:{starts}|(?<={own['does']})|(?<=等))"
    ways = [behind, rf"{before}(?=[,，。;；:：、\n()（]|$)"]
    if not verb or len(stem) < _SHORTEST:
        return _Noun(noun, bare, re.compile(f"{head}(?:{'|'.join(ways)})"))
    ways.append(
        rf"(?<={verb}){re.escape(stem)}{own['between']}(?P<other>{number})(?P<others>{many})(?:{units})"
    )
    return _Noun(stem, bare, re.compile(f"{head}(?:{'|'.join(ways)})"))


def _values(text: str, noun: _Noun) -> list[tuple[Decimal, str]]:
    never = re.compile(words("figures")["never"])
    found = []
    for match in noun.pattern.finditer(text):
        clause = before(text, match.start(), CLAUSES) + match[0]
        if never.search(clause):
            continue
        given = match.groupdict(default="")
        number = given["number"] or given["first"] or given.get("other", "")
        many = given["many"] or given["more"] or given.get("others", "")
        found.append((decimal_of(number, many), match[0]))
    return found


def _normal(number: str, unit: str) -> Decimal:
    many = _MANY.match(unit)
    return decimal_of(number, many[0] if many else "")
