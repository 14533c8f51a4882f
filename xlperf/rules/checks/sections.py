"""Checks that the narrative's sections are written (rule D05): one finding a project."""

from __future__ import annotations

import polars as pl

from xlperf.filing.fields import NARRATIVE
from xlperf.form.edition import Edition, edition_ids, load_edition
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words


def _titles() -> str:
    """Lists the sections' titles in all editions, without their numbers."""
    editions = map(load_edition, edition_ids())
    titles = {t for edition in editions for own in edition.sections.values() for t in own}
    return "|".join(sorted(title.partition("、")[2] for title in titles))


def _is_missing(section: str) -> pl.Expr:
    own = words("empty_section")
    text = pl.col(section).str.replace_all(r"\s", "")
    bare = pl.col(section).str.strip_chars()
    heading = own["heading"].replace("{titles}", _titles())
    nothing = bare.str.contains(f"(?s){own['texts']}") | text.str.contains(heading)
    asked = pl.col(f"{section}_known") | pl.col("told")
    return (asked & (pl.col(section).is_null() | nothing)).fill_null(value=False)


def _asked() -> pl.Expr:
    """Tells whether a narrative is asked for: by the edition, or by one that is written."""
    telling = [e for e in edition_ids() if load_edition(e).tells]
    return pl.col("edition").is_in(telling) | pl.col("told").any().over("filing")


def _missing(case: FailingRow) -> dict[str, object]:
    edition: Edition = case.edition
    names = [name for name in NARRATIVE if case.row[f"{name}_missing"]]
    return {
        "section": "”“".join(edition.label(name) for name in names),
        "stock": edition.stock,
        "value": case.row[names[0]] or "",
    }


_IS_MISSING = {name: _is_missing(name) for name in NARRATIVE}


@rule(
    "D05",
    on="projects",
    at=pl.coalesce(pl.when(gap).then(pl.lit(name)) for name, gap in _IS_MISSING.items()),
    show={f"{name}_missing": gap for name, gap in _IS_MISSING.items()},
    words=_missing,
)
def sections_are_written() -> pl.Expr:
    return ~_asked() | ~pl.any_horizontal(*(pl.col(f"{name}_missing") for name in NARRATIVE))
