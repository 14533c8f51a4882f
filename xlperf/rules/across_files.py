"""Checks across files (rules F): a project filed twice, a unit under two names, one left out.

The rules run once over the table of all projects of all workbooks, which only gathering has. Two
projects are the same where department, unit, name and year are, white space and full-width forms
apart: every department may have an 办公室.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from xlperf.filing.fields import AMOUNTS
from xlperf.filing.spelling import without_space
from xlperf.form.edition import DEFAULT, load_edition
from xlperf.rules.catalogue import catalogue
from xlperf.rules.word_lists import words

_REGION = re.compile(r"(?:[^省]{2,3}省|[^自]{2,8}自治区)?(?:[^市]{2,4}市)?(?:[^区县]{1,4}[区县])?")
_BRACKETS = str.maketrans("", "", "()[]{}“”\"'·.,，。、-—")

RULES = ("F01", "F02", "F03", "F04")


class Across(NamedTuple):
    """Holds a finding across files: its row in the table of projects, and the field to blame."""

    row: int
    rule: str
    field: str
    value: str
    message: str


def check_across(projects: pl.DataFrame) -> list[Across]:
    """Finds what the rules across files fail on, in the order of the rows.

    `projects` has the columns book, sheet, name_at, unit_at, annual_total_at, year, name,
    department, unit, nature, category, start, end, and the seven amounts in 元; rows in the order
    of the workbooks.
    """
    if projects.is_empty():
        return []
    frame = _judged(projects.with_row_index("row"))
    failing = frame.filter(~pl.all_horizontal(RULES))
    return [
        _finding(rule, row)
        for row in failing.iter_rows(named=True)
        for rule in RULES
        if not row[rule]
    ]


def _judged(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds each rule's verdict, true where all is well, and its message's values to the table."""
    usual_units, departments = (
        _usual(_plain(frame[name].to_list())) for name in ("unit", "department")
    )
    filers = [
        None if unit is None else f"{department or ''}|{unit}"
        for unit, department in zip(usual_units, departments, strict=True)
    ]
    frame = frame.with_columns(
        _usual=pl.Series(filers, dtype=pl.String),
        _name=pl.Series(_plain(frame["name"].to_list()), dtype=pl.String),
    ).with_columns(
        _key=pl.concat_str("year", "_usual", "_name", separator="|"),
        _filed=pl.concat_str("year", "_usual", separator="|"),
        _next_key=pl.concat_str(pl.col("year") + 1, "_usual", "_name", separator="|"),
        _next=pl.concat_str(pl.col("year") + 1, "_usual", separator="|"),
    )
    first = {name: pl.col(name).first().over("_key") for name in ("book", "sheet", "name_at")}
    known = pl.col("_key").is_not_null()
    again = known & (first["book"] != pl.col("book"))
    amounts = [
        pl.when(known & ~pl.col(a).eq_missing(pl.col(a).first().over("_key"))).then(pl.lit(a))
        for a in ("annual_total", "total", *AMOUNTS)
    ]
    goes_on = (pl.col("end").dt.year() > pl.col("year")) | (
        pl.any_horizontal(pl.col("nature", "category") == words("projects")["ongoing"])
    )
    filed, keys = frame["_filed"].unique().to_list(), frame["_key"].unique().to_list()
    left_out = pl.col("_next").is_in(filed) & ~pl.col("_next_key").is_in(keys) & goes_on & known
    modes = frame.group_by("_usual").agg(pl.col("unit").drop_nulls().mode())
    places = pl.DataFrame(
        [(filer, _best(units)) for filer, units in modes.iter_rows()],
        schema={"_usual": pl.String, "_spelt": pl.String},
        orient="row",
    )
    is_usual = pl.col("unit") == pl.col("_spelt")
    # Two spellings in one workbook are that workbook's own affair (D06).
    fine = pl.col("unit").is_null() | is_usual.any().over("_usual", "book")
    return (
        frame.join(places, on="_usual", how="left", maintain_order="left")
        .with_columns(
            _first_book=first["book"],
            _first_sheet=first["sheet"],
            _first_at=first["name_at"],
            _differs=pl.coalesce(*amounts),
            _same_before=pl.struct("book", "unit").is_first_distinct(),
        )
        .with_columns(
            F01=~again | pl.col("_differs").is_not_null(),
            F02=fine | ~pl.col("_same_before"),
            F03=~left_out,
            F04=~again | pl.col("_differs").is_null(),
            _before=pl.coalesce(
                pl.when(pl.col("_differs") == a).then(pl.col(a).first().over("_key"))
                for a in AMOUNTS
            ),
            _elsewhere=pl.col("book").filter(is_usual).first().over("_usual"),
        )
        .with_columns(pl.col(RULES).fill_null(value=True))
    )


def _finding(rule: str, row: dict[str, Any]) -> Across:
    values: dict[str, object] = {"name": row["name"], "year": row["year"]}
    field = "name"
    other = f"{row['_first_book']}的“{row['_first_sheet']}”!{row['_first_at']}"
    if rule == "F02":
        field, other = "unit", str(row["_elsewhere"])
        values |= {"value": row["unit"], "usual": row["_spelt"]}
    elif rule == "F03":
        end: date | None = row["end"]
        values |= {"end": end.isoformat() if end else "", "next": row["year"] + 1}
    elif rule == "F04":
        field = row["_differs"]
        values |= {"value": _money(row[field]), "before": _money(row["_before"])}
        values["label"] = load_edition(row["edition"] or DEFAULT).label(field)
    values.setdefault("value", row["name"])
    message = catalogue()[rule].message.format(**values, other=other)
    return Across(row["row"], rule, field, str(values["value"]), message)


def _money(amount: Any) -> str:
    return "（空）" if amount is None else f"{amount:,.2f}"


def _best(spellings: list[str]) -> str | None:
    """Chooses the most frequent spelling: the ones without white space first, then the longest."""
    return min(spellings, key=lambda s: (without_space(s) != s, -len(s), s), default=None)


def _plain(names: list[str | None]) -> list[str | None]:
    """Returns names without what never tells two apart; None where nothing is left."""
    plain: dict[str | None, str | None] = {None: None}
    for name in names:
        if name not in plain:
            text = unicodedata.normalize("NFKC", name or "").translate(_BRACKETS)
            plain[name] = without_space(text) or None
    return [plain[name] for name in names]


def _usual(plain: list[str | None]) -> list[str | None]:
    """Gives each unit or department one name: the full one where others lack its region.

    教育局 is 上海市松江区教育局 only where no other region's 教育局 is about.
    """
    full: dict[str, set[str]] = {}
    known = {name for name in plain if name}
    for name in known:
        for short in _shortened(name):
            if short in known:
                full.setdefault(short, set()).add(name)
    longest = {
        short: max(names_, key=len)
        for short, names_ in full.items()
        if all(name.endswith(min(names_, key=len)) for name in names_)
    }
    return [longest.get(name, name) if name else None for name in plain]


def _shortened(name: str) -> list[str]:
    """Returns the name without the province, the city, the district in front of it."""
    found = _REGION.match(name)
    ends = [i + 1 for i, c in enumerate(name[: found.end() if found else 0]) if c in "省市区县"]
    return [name[end:] for end in ends if len(name) - end >= 3]
