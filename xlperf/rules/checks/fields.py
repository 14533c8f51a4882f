"""Checks the form itself (rules A): fields filled in, words from the list, dates in order."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches

import polars as pl

from xlperf.form.edition import edition_ids, load_edition
from xlperf.rules.in_figures import date_in_words
from xlperf.rules.registry import FailingRow, rule

START, END = pl.col("start"), pl.col("end")
YEAR = pl.col("year")


@rule("A01", on="fields")
def required_fields_are_filled() -> pl.Expr:
    return ~pl.col("required") | pl.col("flawed") | pl.col("text").is_not_null()


def _listed(field: str) -> pl.Expr:
    """Tells whether a word is in its edition's list; every word is, where there is no list."""
    known = [
        f"{edition}|{word}"
        for edition in edition_ids()
        for word in load_edition(edition).vocabulary[field]
    ]
    listing = [edition for edition in edition_ids() if load_edition(edition).vocabulary[field]]
    word = pl.concat_str(pl.col("edition"), pl.lit("|"), pl.col(field).str.strip_chars())
    return word.is_in(known) | ~pl.col("edition").is_in(listing)


def _choices(case: FailingRow) -> dict[str, object]:
    words = case.edition.vocabulary[case.field]
    near = get_close_matches(case.text.strip(), words, n=1, cutoff=0.5)
    return {
        "choices": "、".join(words),
        "nearest": f"是否应为“{near[0]}”？请从下拉列表中选择。" if near else "请从下拉列表中选择。",
    }


@rule("A02", on="projects", at="category", words=_choices)
def category_is_in_the_list() -> pl.Expr:
    return _listed("category")


@rule("A02", on="projects", at="nature", words=_choices)
def nature_is_in_the_list() -> pl.Expr:
    return _listed("nature")


def _date(case: FailingRow) -> dict[str, object]:
    year = case.tables.projects["year"][case.row["project"]] if case.row["project"] >= 0 else None
    fix = date_in_words(str(case.row["value"]), last=case.field == "end")
    return {"fix": fix, "year": year or date.today().year}


@rule("A03", on="flaws", words=_date)
def dates_can_be_read() -> pl.Expr:
    return pl.col("rule") != "A03"


# The date to blame is the one outside the filing's year; with both inside, the start.
@rule(
    "A04",
    on="projects",
    at=pl.when((END.dt.year() < YEAR) & ~(START.dt.year() > YEAR))
    .then(pl.lit("end"))
    .otherwise(pl.lit("start")),
)
def start_is_not_after_end() -> pl.Expr:
    return START <= END


@rule(
    "A05",
    on="projects",
    at=pl.when(END.dt.year() < YEAR).then(pl.lit("end")).otherwise(pl.lit("start")),
)
def year_lies_within_the_project() -> pl.Expr:
    return (START.dt.year() <= YEAR) & (END.dt.year() >= YEAR)


def _same_name(case: FailingRow) -> dict[str, object]:
    tables, name = case.tables, case.text.strip()
    twins = zip(tables.filings, tables.sources, strict=True)
    first = next(p for i, p in twins if i == case.row["filing"] and (p.name or "").strip() == name)
    return {"other": first.at["name"]}


def _is_first(*also: str) -> pl.Expr:
    """Tells whether a project is the first of its filing with its name and its values of `also`."""
    same = pl.struct("filing", *(pl.col(c).str.strip_chars() for c in ("name", *also)))
    return same.is_first_distinct() | pl.col("name").is_null()


@rule("A06", on="projects", at="name", words=_same_name)
def names_are_unique_within_a_unit() -> pl.Expr:
    return _is_first("unit")


# Two units of a department may well run a project of the same name.
@rule("A06", on="projects", at="name", words=_same_name, severity="warning")
def names_are_unique_within_a_filing() -> pl.Expr:
    return _is_first() | ~_is_first("unit")


def _heading(case: FailingRow) -> dict[str, object]:
    first, last = case.row["first_year"], case.row["last_year"]
    return {"first": first, "last": last, "value": f"{first}-{last}"}


@rule("A07", on="projects", at="years", words=_heading)
def heading_names_the_projects_years() -> pl.Expr:
    return (pl.col("first_year") == START.dt.year()) & (pl.col("last_year") == END.dt.year())


def _problem(case: FailingRow) -> dict[str, object]:
    return {"problem": case.row["value"]}


@rule("A08", on="flaws", words=_problem)
def labels_are_whole() -> pl.Expr:
    return pl.col("rule") != "A08"


@rule("A09", on="flaws")
def formulas_are_calculated() -> pl.Expr:
    return pl.col("rule") != "A09"


@rule("A10", on="flaws", words=_problem)
def everything_on_a_sheet_is_read() -> pl.Expr:
    return pl.col("rule") != "A10"


@rule("A11", on="flaws", words=_problem)
def every_form_is_placed() -> pl.Expr:
    return pl.col("rule") != "A11"


@rule("A12", on="flaws", words=_problem)
def every_project_sheet_is_filled_in() -> pl.Expr:
    return pl.col("rule") != "A12"


@rule("A13", on="flaws", words=_problem)
def there_is_a_project() -> pl.Expr:
    return pl.col("rule") != "A13"


@rule("A14", on="flaws", words=_problem)
def every_row_of_the_summary_has_its_sheet() -> pl.Expr:
    return pl.col("rule") != "A14"
