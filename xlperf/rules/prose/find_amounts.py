"""Finds the amounts in the goals and the narrative, for rules B08 and D07 to hold to the form.

Two kinds of statement are understood, and nothing is made of any other: the amount of the whole
project (本项目年度预算安排120万元), and a sum with its items (合计662.98万元 after a list). A
clause that names anything else before its amount is taken for an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from xlperf.filing.model import Project
from xlperf.filing.spelling import without_space
from xlperf.rules.prose.stated import CLAUSES, SENTENCES, YUAN, Stated, before
from xlperf.rules.word_lists import words

_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>[万亿]?元|万(?=[。,;、)\n]|$|左右|以内))"
)
_YEAR = re.compile(r"20\d{2}年?")
_EQUATION = re.compile(
    r"((?:\d+(?:\.\d+)?(?:[万亿]?元)?\+)+\d+(?:\.\d+)?)(?:[万亿]?元)?=(\d+(?:\.\d+)?)([万亿]?元)?"
)
_NESTED = re.compile(r"[(（][^()（）]*元[^()（）]*[)）]")
_CHILD = re.compile(r"[，,]?其中[^；;。\n]*")
_END = re.compile(f"[{SENTENCES}]")
_LONGEST = 40
"""Limits the characters of an amount."""
_FEWEST = 2
"""Sets the number of items that make a list."""


class Amount(NamedTuple):
    """Holds an amount, and half the unit of its last digit, in 分; and where it stands."""

    fen: int
    step: int
    start: int
    end: int
    text: str


def whole_amounts(text: str, project: Project, year: int | None) -> Iterator[Stated]:
    """Yields the amounts that a text gives as the whole project's; `year` is the filing's."""
    start, end = project.start, project.end
    span = (start.year, end.year) if start and end else None
    for amount in amounts_in(text):
        if found := _of_project(text, amount, project, span, year):
            yield found


def sums(text: str) -> Iterator[Stated]:
    """Yields every list of amounts with its sum, and every sum that is written out."""
    if "=" in text:
        yield from _equations(text)
    if len(amounts_in(text)) > _FEWEST:
        yield from _sums(text)


@lru_cache(maxsize=1024)
def amounts_in(text: str) -> tuple[Amount, ...]:
    """Lists the amounts of money in a text, once for all rules that ask."""
    found = []
    for match in _AMOUNT.finditer(text):
        number = match["number"].replace(",", "")
        decimals = len(number.partition(".")[2])
        one = YUAN[match["unit"]] * 100
        step = one // 10**decimals if decimals < 9 else 0
        fen = int(Decimal(number) * one)
        found.append(Amount(fen, step, match.start(), match.end(), match[0]))
    return tuple(found)


@cache
def _filler() -> re.Pattern[str]:
    whole = sorted(words("amounts")["whole"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, whole))}|20\\d{{2}}年度?)*")


def _of_project(
    text: str,
    amount: Amount,
    project: Project,
    span: tuple[int, int] | None,
    year: int | None,
) -> Stated | None:
    """Takes the amount as the whole project's, where its clause speaks of nothing else."""
    own = words("amounts")
    after = text[amount.end : amount.end + 2]
    if after.startswith(("/", "每", "的", "以", *own["roughly"])):
        return None
    head = before(text, amount.start, CLAUSES)
    name = without_space(project.name)
    head = head.replace(name, "项目") if name else head
    if amount.start == len(head) and len(amounts_in(text)) == 1:
        # What the text begins with is the project, unless there are several: 河道清淤项目总投资.
        head = re.sub(own["named"], "项目", head)
    if len(head) < 2 or any(map(head.__contains__, own["roughly"])):
        return None
    if not _filler().fullmatch(head) or not re.search(own["money"], head):
        return None
    years = {int(found[:4]) for found in _YEAR.findall(head)}
    if years and (span is None or any(not span[0] <= one <= span[1] for one in years)):
        return None
    if len(years) == 1 and year is not None and year not in years:
        return None  # another year's part of a project of several years
    end = _END.search(text, amount.end)
    rest = text[amount.end : end.start() if end else None]
    sentence = before(text, amount.start, SENTENCES) + rest
    if re.search(own["explained"], sentence):
        return None
    if any(map(head.__contains__, own["fiscal"])) and "申请" in head:
        kind = "fiscal"
    elif any(map(head.__contains__, own["total"])):
        kind = "total"
    elif years or any(map(head.__contains__, own["annual"])):
        kind = "annual"
    else:
        kind = "any"
    return Stated(kind, amount.fen, 0, 0, amount.text)


def _equations(text: str) -> Iterator[Stated]:
    """Yields every sum that is written out: 3+5=8万元."""
    for match in _EQUATION.finditer(text):
        one = YUAN[match[3] or "万元"] * 100
        parts = [Decimal(re.sub("[^0-9.]", "", part)) for part in match[1].split("+")]
        yield _sum(
            int(Decimal(match[2]) * one), [int(p * one) for p in parts], one // 100, match[0]
        )


def _sums(text: str) -> Iterator[Stated]:
    """Yields every list of amounts with its sum."""
    own = words("listing")
    # A list in brackets behind an amount hangs on that amount; the rest reads on without it.
    for bracket in _NESTED.finditer(text):
        beside = text[max(0, bracket.start() - _LONGEST) : bracket.start()]
        if owner := next((a for a in amounts_in(beside) if a.end == len(beside)), None):
            yield from _list(owner, bracket[0][1:-1])
    above = ""
    for sentence in re.split(r"(?<=。)(?!其中)", _NESTED.sub("", text)):
        amounts = amounts_in(sentence)
        closing = [a for a in amounts if re.search(own["sums"], _head(sentence, a))]
        opens = amounts and re.match(own["after"], sentence[amounts[0].end :])
        colon = amounts and sentence[amounts[0].end :].startswith(":")
        if closing and closing[0] is not amounts[0] and not (colon and opens):
            listed = sentence[amounts[0].end if opens else 0 : closing[0].start]
            yield from _list(closing[0], listed)
        elif closing and not opens:
            yield from _list(closing[0], above)  # 1.……；2.……。合计……
        elif opens:
            yield from _list(amounts[0], sentence[amounts[0].end :])
        above = sentence


def _head(text: str, amount: Amount) -> str:
    return before(text, amount.start, CLAUSES)


def _list(total: Amount, listed: str) -> Iterator[Stated]:
    own = words("listing")
    opening = re.match(own["after"], listed)
    body = _CHILD.sub("", listed[opening.end() :] if opening else listed)
    body = re.split(own["ends"], body, maxsplit=1)[0]
    if re.search(own["never"], body):
        return
    items = amounts_in(body)
    if len(items) >= _FEWEST:
        step = max(total.step, *(item.step for item in items)) if _rounded(total, items) else 0
        shown = "＋".join(item.text for item in items)
        yield _sum(total.fen, [item.fen for item in items], step, shown, total.text)


def _rounded(total: Amount, items: Sequence[Amount]) -> bool:
    """Tells whether rounding may explain the sum's last digit: no item is coarser than the sum."""
    return all(item.step <= total.step for item in items)


def _sum(stated: int, items: list[int], step: int, listed: str, found: str = "") -> Stated:
    # Half a unit of the last digit for each figure: 万元 to two decimals are rounded figures.
    slack = step * (len(items) + 1) // 2 if step <= 10_000 else 0
    return Stated("sum", stated, sum(items), slack, found or listed.partition("=")[2], listed)
