"""Checks the words (rules D): nothing left of the template, of last year or of a paste."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import polars as pl

from xlperf.rules.in_figures import with_years_in_digits
from xlperf.rules.name_variants import plain_name
from xlperf.rules.registry import FailingRow, rule
from xlperf.rules.word_lists import words

_TEXT, _FIELD = pl.col("text"), pl.col("field")
_LEVEL3, _TARGET = pl.col("level3"), pl.col("target")
_ENDING = "。；;：，,、"
"""Lists the signs that end a part of a sentence, those first that end more."""
_HAN = "\u4e00-\u9fff"
"""Stands in Python's patterns for the script class that polars' have."""


def _placeholder(text: pl.Expr) -> pl.Expr:
    """Tells whether a text holds what was to be replaced by a value."""
    own = words("placeholder")
    whole = f"^\\s*(?:{'|'.join(own['whole'])})\\s*$"
    return text.str.contains(f"(?s){'|'.join((*own['anywhere'], whole))}")


def _placeholder_in(text: str) -> str:
    """Finds the placeholder itself, for the message."""
    own = words("placeholder")
    for pattern in own["anywhere"]:
        if found := re.search(pattern.replace(r"\p{Han}", _HAN), text):
            core = re.search(own["core"], found[0])
            return (core or found)[0].strip()
    return text.strip()


def _left_over(case: FailingRow) -> dict[str, object]:
    text = str(case.row.get("text", case.text))
    return {"left": _placeholder_in(text)}


@rule("D01", on="fields", words=_left_over)
def no_placeholder_is_left() -> pl.Expr:
    return ~_placeholder(_TEXT)


# A placeholder in a target is C03; a row that says there is none is that alone as well.
@rule("D01", on="indicators", at="level3", words=_left_over)
def no_placeholder_is_left_in_a_name() -> pl.Expr:
    nothing = pl.col("name").str.contains(words("placeholder")["name"])
    empty = pl.col("empty").fill_null(value=True)
    return ~(_placeholder(_LEVEL3) | (nothing & ~empty))


def _years(text: pl.Expr) -> pl.Expr:
    own = words("year")
    told = text.str.replace_all(own["titles"], "").str.replace_all(own["arrears"], "")
    told = told.str.replace_all(own["compared"], "$1").str.replace_all(own["in_a_row"], "$1")
    told = pl.when(_FIELD.is_in(own["background"])).then(
        told.str.replace_all(f"{own['facts']}|{own['dates']}", "")
    ).otherwise(told)  # fmt: skip
    told = told.str.replace_all(own["after"], "").str.replace_all(own["before"], "")
    found = told.str.replace_all(r"\s", "").str.extract_all(own["years"])
    years = found.list.eval(pl.element().str.slice(0, 4).cast(pl.Int32))
    oldest = pl.when(_FIELD.is_in(own["background"])).then(pl.col("from_year") - own["history"])
    return _between(years, oldest.otherwise(0), pl.col("to_year") + own["future"])


def _between(years: pl.Expr, first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """Gives the years of each row's list that are neither before its first nor after its last."""
    since = (years - first).list.eval(pl.element().filter(pl.element() >= 0)) + first
    return (since - last).list.eval(pl.element().filter(pl.element() <= 0)) + last


def _foreign(case: FailingRow) -> dict[str, object]:
    row = case.row
    foreign = [y for y in row["years"] if not row["from_year"] <= y <= row["to_year"]]
    return {"foreign": "、".join(str(year) for year in dict.fromkeys(foreign))}


def _prose() -> pl.Expr:
    """Returns the text where it is prose that names a year."""
    named = _FIELD.is_in(words("year")["fields"]) & _TEXT.str.contains(r"20\d\d|二[〇零○O0]")
    return pl.when(named).then(with_years_in_digits(_TEXT))


@rule("D03", on="fields", show={"years": _years(_prose())}, words=_foreign)
def years_are_the_filings_own() -> pl.Expr:
    years = pl.col("years")
    return (years.list.min() >= pl.col("from_year")) & (years.list.max() <= pl.col("to_year"))


def _stray(edges: str) -> pl.Expr:
    """Gives the pattern of what is stray in a text with such edges."""
    own = words("stray")
    return pl.lit(f"{own[edges]}|{own['inside']}|{own['digits']}|{own['doubled']}")


def _is_stray(text: pl.Expr, pattern: pl.Expr) -> pl.Expr:
    text = text.str.replace_all(words("stray")["titles"], "《》")
    quote = pl.lit('"')
    opens, closes = text.str.starts_with(quote), text.str.ends_with(quote)
    odd = text.str.count_matches(quote, literal=True) % 2 == 1
    return text.str.contains(pattern) | (opens & closes) | ((opens | closes) & odd)


def _tidied(case: FailingRow) -> dict[str, object]:
    text = str(case.row.get("text", case.text))
    return {"problems": "、".join(_problems(text)), "fix": tidy(text)}


def _problems(text: str) -> Iterator[str]:
    own, bare = words("stray"), re.sub(words("stray")["titles"], "《》", text).strip()
    if bare.startswith('"') or bare.endswith('"'):
        yield "首尾有英文引号"
    if text.strip("\r\n") != text:
        yield "首尾有换行"
    if text.strip(" \t\u00a0\u3000") != text.strip("\r\n") and text.strip() != text.strip("\r\n"):
        yield "首尾有空格"
    if re.search(_inside(), bare):
        yield "文字中间有多余的空格"
    if re.search(own["digits"], bare):
        yield "有全角数字"
    if re.search(own["doubled"], bare):
        yield "标点重复"


def _inside() -> str:
    """Gives the pattern in Python's dialect, which knows no script classes."""
    return (
        str(words("stray")["inside"]).replace(r"\p{Han}", _HAN).replace(f"{_HAN}[ ", f"[{_HAN}][ ")
    )


def tidy(text: str) -> str:
    """Returns the text without stray quotes, spaces and signs, with half-width digits.

    What stands in 《》 stays as it is.
    """
    plain = text.strip()
    if plain.startswith('"') and (plain.endswith('"') or plain.count('"') % 2):
        plain = plain.removeprefix('"')
        plain = (plain[:-1] if plain.endswith('"') else plain).replace('""', '"')
    elif plain.endswith('"') and plain.count('"') % 2:
        plain = plain.removesuffix('"')
    parts = re.split(f"({words('stray')['titles']})", plain.strip())
    return "".join(part if n % 2 else _tidy(part) for n, part in enumerate(parts)).strip()


def _tidy(plain: str) -> str:
    own, inside = words("stray"), re.compile(_inside())
    pieces, done = [], 0
    while found := inside.search(plain, done):
        pieces += [plain[done : found.start()], re.sub(r"\s", "", found[0][:-1])]
        done = found.end() - 1  # the character behind the spaces may begin the next match
    plain = "".join(pieces) + plain[done:]
    plain = re.sub(own["doubled"], lambda d: _one_sign(d[0]), plain)
    return re.sub(own["digits"], lambda d: unicodedata.normalize("NFKC", d[0]), plain)


def _one_sign(signs: str) -> str:
    """Returns the sign that ends more: 。 before ；, and ； before ，."""
    tail = signs[-1] if signs[-1] not in _ENDING else ""
    return min(signs.removesuffix(tail), key=_ENDING.index) + tail


@rule("D04", on="fields", words=_tidied)
def text_is_tidy() -> pl.Expr:
    long = _FIELD.is_in(words("stray")["long"])
    # Which pattern is asked first, so that no text is looked through for both.
    return ~_is_stray(_TEXT, pl.when(long).then(_stray("long_edges")).otherwise(_stray("edges")))


@rule(
    "D04",
    on="indicators",
    at=pl.when(_is_stray(_LEVEL3, _stray("edges")).fill_null(value=False))
    .then(pl.lit("level3"))
    .otherwise(pl.lit("target")),
    words=_tidied,
)
def indicator_is_tidy() -> pl.Expr:
    pattern = _stray("edges")
    # What a placeholder leaves blank is no stray space.
    target = _is_stray(_TARGET, pattern) & ~pl.col("empty")
    return ~(_is_stray(_LEVEL3, pattern).fill_null(value=False) | target.fill_null(value=False))


def _other_name(case: FailingRow) -> dict[str, object]:
    tables, usual = case.tables, case.row[f"{case.field}_usual"]
    twins = zip(tables.filings, tables.sources, strict=True)
    twin = next(
        p for i, p in twins
        if i == case.row["filing"] and plain_name(getattr(p, case.field)) == usual
    )  # fmt: skip
    return {"usual": getattr(twin, case.field).strip(), "other": twin.at[case.field]}


def _usual(field: str) -> pl.Expr:
    # Half-width and without white space, as the usual spelling is.
    plain = pl.col(field).str.normalize("NFKC").str.replace_all(r"\s", "")
    return plain == pl.col(f"{field}_usual")


@rule("D06", on="projects", at="department", words=_other_name)
def department_is_spelt_alike() -> pl.Expr:
    return _usual("department")


@rule("D06", on="projects", at="unit", words=_other_name)
def unit_is_spelt_alike() -> pl.Expr:
    return _usual("unit")
