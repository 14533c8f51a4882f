"""Finds the amounts in the goals and the narrative, for rules B08 and D07 to hold to the form.

Two kinds of statement are understood, and nothing is made of any other: the amount of the whole
project (本项目年度预算安排120万元), and a sum with its items (合计662.98万元 after a list). A
clause that names anything else before its amount is taken for an item.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import polars as pl

from xlperf.filing.fields import AMOUNTS, GOALS, NARRATIVE, value_of
from xlperf.filing.model import Project
from xlperf.filing.spelling import without_space
from xlperf.rules.word_lists import words

_YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_AMOUNT = re.compile(r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>[万亿]?元)")
_CLAUSE = re.compile(r"[,，。;；、(（)）\n]")
_YEAR = re.compile(r"20\d{2}年?")
_EQUATION = re.compile(
    r"((?:\d+(?:\.\d+)?(?:[万亿]?元)?\+)+\d+(?:\.\d+)?)(?:[万亿]?元)?=(\d+(?:\.\d+)?)([万亿]?元)?"
)
_MONEY = re.compile("预算|资金|经费|投资|投入|概算|金额|安排|申请")
_NESTED = re.compile(r"[(（][^()（）]*元[^()（）]*[)）]")
_CHILD = re.compile(r"[，,]?其中[^；;。\n]*")
_FEWEST = 2
"""Sets the number of items that make a list."""

SCHEMA = {
    "project": pl.Int32,
    "field": pl.String,
    "kind": pl.String,
    "stated": pl.Int64,
    "items": pl.Int64,
    "slack": pl.Int64,
    "found": pl.String,
    "listed": pl.String,
}


class Stated(NamedTuple):
    """Holds one amount stated, in 分.

    `kind` is annual, total or any for the whole project's amount, and sum for a list, whose
    `items` add up to something within `slack` of it or not.
    """

    kind: str
    stated: int
    items: int
    slack: int
    found: str
    listed: str = ""


class _Amount(NamedTuple):
    fen: int
    step: int
    start: int
    end: int
    text: str


def stated_amounts(projects: list[Project], frame: pl.DataFrame) -> pl.DataFrame:
    """Returns a row per amount stated, with the amounts of its project's form (分) beside it.

    `frame` is the table of projects, with a row for each of `projects`.
    """
    rows = [
        (number, field, *stated)
        for number, project in enumerate(projects)
        for field, text in _texts(project)
        if text and "元" in text
        for stated in _stated(text, project)
    ]
    amounts = frame.select(pl.col("row").cast(pl.Int32).alias("project"), "start", "end", *AMOUNTS)
    return (
        pl.DataFrame(rows, schema=SCHEMA, orient="row")
        .join(amounts, on="project", how="left", maintain_order="left")
        .with_row_index("row")
    )


def _texts(project: Project) -> Iterator[tuple[str, str | None]]:
    for field in (*GOALS, *NARRATIVE):
        yield field, value_of(project, field)


def _stated(text: str, project: Project) -> list[Stated]:
    plain = unicodedata.normalize("NFKC", text)
    plain = "\n".join(without_space(line) for line in plain.splitlines())
    start, end = project.start, project.end
    year = (start.year, end.year) if start and end else None
    amounts = _amounts(plain)
    whole = [s for amount in amounts if (s := _of_project(plain, amount, project, year))]
    equations = _equations(plain) if "=" in plain else ()
    return [*whole, *equations, *(_sums(plain) if len(amounts) > _FEWEST else ())]


def _amounts(text: str) -> list[_Amount]:
    found = []
    for match in _AMOUNT.finditer(text):
        number = match["number"].replace(",", "")
        decimals = len(number.partition(".")[2])
        one = _YUAN[match["unit"]] * 100
        step = one // 10**decimals if decimals < 9 else 0
        fen = int(Decimal(number) * one)
        found.append(_Amount(fen, step, match.start(), match.end(), match[0]))
    return found


@cache
def _filler() -> re.Pattern[str]:
    whole = sorted(words().amounts["whole"], key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, whole))}|20\\d{{2}}年度?)*")


def _of_project(
    text: str, amount: _Amount, project: Project, span: tuple[int, int] | None
) -> Stated | None:
    """Takes the amount as the whole project's, where its clause speaks of nothing else."""
    own = words().amounts
    after = text[amount.end : amount.end + 2]
    if after.startswith(("/", "每", "的", "以", *own["roughly"])):
        return None
    clauses = _CLAUSE.split(text[: amount.start])
    head = clauses[-1]
    name = without_space(project.name)
    head = head.replace(name, "项目") if name else head
    if len(head) < 2 or any(map(head.__contains__, own["roughly"])):
        return None
    if not _filler().fullmatch(head) or not _MONEY.search(head):
        return None
    years = {int(year[:4]) for year in _YEAR.findall(head)}
    if years and (span is None or any(not span[0] <= year <= span[1] for year in years)):
        return None
    if any(map(head.__contains__, own["total"])):
        kind = "total"
    elif years or any(map(head.__contains__, own["annual"])):
        kind = "annual"
    else:
        kind = "any"
    return Stated(kind, amount.fen, 0, 0, amount.text)


def _equations(text: str) -> Iterator[Stated]:
    """Yields every sum that is written out: 3+5=8万元."""
    for match in _EQUATION.finditer(text):
        one = _YUAN[match[3] or "万元"] * 100
        parts = [Decimal(re.sub("[^0-9.]", "", part)) for part in match[1].split("+")]
        yield _sum(
            int(Decimal(match[2]) * one), [int(p * one) for p in parts], one // 100, match[0]
        )


def _sums(text: str) -> Iterator[Stated]:
    """Yields every list of amounts with its sum."""
    own = words().listing
    # A list in brackets behind an amount hangs on that amount; the rest reads on without it.
    for bracket in _NESTED.finditer(text):
        before = [a for a in _amounts(text[: bracket.start()]) if a.end == bracket.start()]
        if before:
            yield from _list(before[0], bracket[0][1:-1])
    above = ""
    for sentence in re.split(r"(?<=。)", _NESTED.sub("", text)):
        amounts = _amounts(sentence)
        closing = [a for a in amounts if re.search(own["sums"], _head(sentence, a))]
        opens = amounts and re.match(own["after"], sentence[amounts[0].end :])
        if closing and closing[0] is not amounts[0]:
            listed = sentence[amounts[0].end if opens else 0 : closing[0].start]
            yield from _list(closing[0], listed)
        elif closing and not opens:
            yield from _list(closing[0], above)  # 1.……；2.……。合计……
        elif opens:
            yield from _list(amounts[0], sentence[amounts[0].end :])
        above = sentence


def _head(text: str, amount: _Amount) -> str:
    return _CLAUSE.split(text[: amount.start])[-1]


def _list(total: _Amount, listed: str) -> Iterator[Stated]:
    own = words().listing
    opening = re.match(own["after"], listed)
    body = _CHILD.sub("", listed[opening.end() :] if opening else listed)
    if re.search(own["never"], body):
        return
    items = _amounts(body)
    if len(items) >= _FEWEST:
        step = max(total.step, *(item.step for item in items)) if _rounded(total, items) else 0
        shown = "＋".join(item.text for item in items)
        yield _sum(total.fen, [item.fen for item in items], step, shown, total.text)


def _rounded(total: _Amount, items: list[_Amount]) -> bool:
    """Tells whether rounding may explain the sum's last digit: no item is coarser than the sum."""
    return all(item.step <= total.step for item in items)


def _sum(stated: int, items: list[int], step: int, listed: str, found: str = "") -> Stated:
    # Half a unit of the last digit for each figure: 万元 to two decimals are rounded figures.
    slack = step * (len(items) + 1) // 2 if step <= 10_000 else 0
    return Stated("sum", stated, sum(items), slack, found or listed.partition("=")[2], listed)
