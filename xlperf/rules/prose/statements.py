"""Puts the statements of all goals and narratives into one table, for the rules to judge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import polars as pl

from xlperf.filing.fields import AMOUNTS, GOALS, NARRATIVE, value_of
from xlperf.filing.model import Project
from xlperf.filing.spelling import without_space
from xlperf.rules.in_figures import with_amounts_in_digits
from xlperf.rules.prose.doubled import doubled_words
from xlperf.rules.prose.figures import other_figures
from xlperf.rules.prose.find_amounts import sums, whole_amounts
from xlperf.rules.prose.other_years import other_years_amount
from xlperf.rules.prose.products import products
from xlperf.rules.prose.spans import spans
from xlperf.rules.prose.stated import Stated

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
_DIGIT = re.compile(r"[\d０-９一二两三四五六七八九十]")


def statements(projects: list[Project], frame: pl.DataFrame) -> pl.DataFrame:
    """Returns a row per statement, with the amounts of its project's form (分) beside it.

    `frame` is the table of projects, with a row for each of `projects`.
    """
    years = frame["year"].to_list()
    rows = [
        (number, field, *stated)
        for number, project in enumerate(projects)
        for field in (*GOALS, *NARRATIVE)
        if (text := value_of(project, field))
        for stated in _stated(text, field, project, years[number])
    ]
    amounts = frame.select(
        pl.col("row").cast(pl.Int32).alias("project"), "year", "start", "end", *AMOUNTS
    )
    return (
        pl.DataFrame(rows, schema=SCHEMA, orient="row")
        .join(amounts, on="project", how="left", maintain_order="left")
        .with_row_index("row")
    )


def _stated(text: str, field: str, project: Project, year: int | None) -> Iterator[Stated]:
    plain, by_itself = _of_the_text(text)
    yield from by_itself
    if not _DIGIT.search(plain):
        return
    if field == "period":
        yield from spans(plain, project, year)
    if field in ("annual", "narrative_goals", "overall"):
        yield from other_figures(plain, field, project)
    if not _names_money(plain):
        return
    yield from whole_amounts(plain, project, year)
    if field == "budget":
        yield from other_years_amount(plain, project, year)


def _names_money(text: str) -> bool:
    return "元" in text or "万" in text


@lru_cache(maxsize=4096)
def _of_the_text(text: str) -> tuple[str, tuple[Stated, ...]]:
    """Returns a text in one spelling, and what it states whatever its project is.

    Goals of a year are repeated in the narrative, and texts of one project in the next.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = "\n".join(without_space(line) for line in plain.splitlines())
    if _names_money(plain):
        plain = with_amounts_in_digits(plain)
    finders = (doubled_words, sums, products) if _names_money(plain) else (doubled_words,)
    return plain, tuple(stated for finder in finders for stated in finder(plain))
