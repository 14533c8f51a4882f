"""Builds the table of indicators, and counts by project what the rules on projects ask for.

Beside what was read stands what several rules go by: levels, names and targets in one spelling
(`level1_plain`, `name`, `said`), and what their words amount to.
"""

from __future__ import annotations

import polars as pl

from xlperf.filing.model import Indicator, Project
from xlperf.filing.target import Target
from xlperf.form.edition import edition_ids, load_edition
from xlperf.operations.notes import reason
from xlperf.rules.name_repeated import repeated
from xlperf.rules.prose.doubled import doubled_word
from xlperf.rules.value_in_name import value_in_name
from xlperf.rules.word_lists import words

_SAID, _NAME = pl.col("said"), pl.col("name")
_KINDS = ("数量指标", "质量指标", "时效指标", "成本指标")
"""Lists the kinds of output that C20 asks for; 经济成本指标 is of the last as well."""


def plain_level(column: str) -> pl.Expr:
    """Returns a level without white space (labels wrap inside a cell), and with 指标 at its end."""
    return pl.col(f"{column}_plain")


def _plain_level(column: str) -> pl.Expr:
    bare = pl.col(column).str.replace_all(r"\s", "").str.strip_suffix("指标")
    return pl.when(bare.str.len_chars() > 0).then(bare + "指标").alias(f"{column}_plain")


def indicator_frame(
    sources: list[Project], indicators: list[Indicator], projects: pl.DataFrame
) -> pl.DataFrame:
    """Returns a row per indicator; `projects` is the table of `sources`."""
    targets = [i.target if i.swallowed is None else None for i in indicators]
    numbers = [None if t is None or t.number is None else float(t.number) for t in targets]
    weights = [None if i.weight is None else float(i.weight) for i in indicators]
    text, number = pl.String, pl.Int32
    own = pl.DataFrame(
        {
            "project": pl.Series(
                [i for i, project in enumerate(sources) for _ in project.indicators], dtype=number
            ),
            "level1": pl.Series([i.level1 for i in indicators], dtype=text),
            "level2": pl.Series([i.level2 for i in indicators], dtype=text),
            "level3": pl.Series([i.level3 for i in indicators], dtype=text),
            "target": pl.Series([i.target and i.target.text for i in indicators], dtype=text),
            "note": pl.Series([reason(i.note) if i.note else None for i in indicators], dtype=text),
            "swallowed": pl.Series([i.swallowed for i in indicators], dtype=text),
            "operator": pl.Series([t and t.operator for t in targets], dtype=text),
            "number": pl.Series(numbers, dtype=pl.Float64),
            "unit": pl.Series([t and t.unit for t in targets], dtype=text),
            "weight": pl.Series(weights, dtype=pl.Float64),
            "words": pl.Series([t and t.words for t in targets], dtype=text),
            "numbers": pl.Series([t.numbers if t else None for t in targets], dtype=number),
            "repeated": pl.Series(
                [repeated(i.level3, t) for i, t in _pairs(indicators)], dtype=text
            ),
            "doubled": pl.Series([doubled_word(i.level3) for i in indicators], dtype=text),
            "valued": pl.Series(
                [value_in_name(i.level3, t) for i, t in _pairs(indicators)], dtype=text
            ),
        }
    )
    of = projects.select(
        pl.col("row").cast(number).alias("project"),
        pl.min_horizontal("year", pl.col("start").dt.year()).alias("from_year"),
        pl.max_horizontal("year", pl.col("end").dt.year()).alias("to_year"),
        "year", "edition", "total", "annual_total",
    )  # fmt: skip
    return own.join(of, on="project", how="left", maintain_order="left").with_columns(
        *map(_plain_level, ("level1", "level2", "level3")),
        plain("level3").alias("name"), plain("target").alias("said"),
    ).with_columns(
        _left_empty().alias("empty"),
        _SAID.str.contains(words("no_quantity")["targets"]).alias("quiet"),
    ).with_row_index("row")  # fmt: skip


def _pairs(indicators: list[Indicator]) -> list[tuple[Indicator, Target | None]]:
    return [(i, i.target if i.swallowed is None else None) for i in indicators]


def plain(column: str) -> pl.Expr:
    """Returns a text without white space, with half-width signs."""
    return pl.col(column).str.normalize("NFKC").str.replace_all(r"\s", "")


def _left_empty() -> pl.Expr:
    """Tells whether a target is but a placeholder: ≥**%, 待定, /."""
    own, marks = words("nothing"), words("placeholder")
    anywhere = pl.col("target").str.contains("|".join(marks["anywhere"]))
    nothing = _SAID.str.contains(own["marks"]) | _SAID.str.contains(own["signs"]) | anywhere
    # Nothing of what should not happen is a target.
    hoped = _SAID.str.contains("^(无|没有)$") & _NAME.str.contains(own["events"])
    zero = _SAID.str.contains(own["zero"]) & _NAME.str.contains(own["none"])
    return (nothing & ~hoped.fill_null(value=False)) | zero.fill_null(value=False)


def counts_by_project(indicators: pl.DataFrame) -> pl.DataFrame:
    """Counts a project's indicators of each kind, and sums its weights.

    `measured` are those whose target holds a digit, `rows` all that hold anything; `performs` tells
    whether 预算执行率 is among the weights.
    """
    editions = [load_edition(edition) for edition in edition_ids()]

    def count(role: str) -> pl.Expr:
        names = sorted({edition.roles[role] for edition in editions})
        level1 = plain_level("level1").fill_null("")
        return level1.is_in(names).sum().alias(role)

    def kind(name: str) -> pl.Expr:
        levels = (plain_level(level).fill_null("") for level in ("level1", "level2"))
        return pl.any_horizontal(*(level.str.ends_with(name) for level in levels)).sum().alias(name)

    return indicators.group_by(pl.col("project").cast(pl.UInt32).alias("row")).agg(
        count("output"),
        count("benefit"),
        count("satisfaction"),
        *map(kind, _KINDS),
        pl.len().alias("rows"),
        pl.col("said").is_not_null().sum().alias("targets"),
        (_SAID.str.contains(r"\d") | pl.col("swallowed").is_not_null()).sum().alias("measured"),
        # A percentage of 0.4 shows as 40%.
        weights=pl.when(pl.col("weight").count() > 0).then(
            pl.col("weight").sum() * pl.when(pl.col("weight").max() <= 1).then(100).otherwise(1)
        ),
        performs=(pl.col("name").str.contains("预算执行率") & pl.col("weight").is_not_null()).any(),
    )
