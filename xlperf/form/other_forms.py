"""Recognises the words of forms that are not ours: labels without a field, periods, columns.

They are data (`other_forms.toml`): a form of another place is told by them, and what stands beside
them is neither taken for a value of ours nor passed over without a word.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, Literal, get_args

from xlperf.filing.toml_data import toml_data
from xlperf.form.labels import fields_of, labels, normal, plain_label
from xlperf.form.vocabulary import levels

Period = Literal["annual", "other"]
Kind = Literal[
    "operator", "unit", "weight", "direction", "number", "level1_points", "level2_points",
    "level1_code", "level2_code",
]  # fmt: skip
"""Names what a column of an indicator table holds besides levels and targets."""

_LONGEST = 40
"""No label is longer than this, as in `labels`."""
_LONGEST_LEVEL = 16
_YEAR = re.compile(
    r"[(\[【〔{]?(?:预算|填报|申报|项目)?(?:年度|年份)?:?((?:19|20)\d{2})(?:年度?)?[)\]】〕}]?"
)
_VALUE = re.compile(r"(?:指标|目标)?值$")
_CODE = re.compile(r"\d{1,6}[-—–‐‑−]{1,2}")
_IN_BRACKETS = re.compile(r"\([^()]*\)分?")


def words() -> dict[str, Any]:
    """Returns `other_forms.toml` as a dictionary."""
    return toml_data(__package__, "other_forms.toml")


@cache
def _foreign() -> frozenset[str]:
    own = words()["labels"]
    groups = (texts for name, texts in own.items() if name != "endings")
    named = {normal(text) for texts in groups for text in texts}
    ours = {text for text, fields in labels().fields.items() if fields[0] != "title"}
    made = {f"{label}{ending}" for label in named | ours for ending in own["endings"]}
    return frozenset((named | made) - labels().fields.keys())


@lru_cache(maxsize=65_536)
def is_foreign(text: str) -> bool:
    """Tells whether a cell's text is a label of other forms, for which these have no place."""
    return len(text) <= _LONGEST and plain_label(text) in _foreign()


def is_label(text: str) -> bool:
    """Tells whether a cell's text is a label at all, of our forms or of others."""
    return bool(fields_of(text)) or is_foreign(text)


@lru_cache(maxsize=65_536)
def ends_table(text: str) -> bool:
    """Tells whether a text that begins a row says that this row and those below are no indicators.

    So do signatures, approvals, remarks and sums.
    """
    own = words()["closing"]
    plain = normal(text)
    label = _IN_BRACKETS.sub("", plain.partition(":")[0])
    if plain.lstrip("([").startswith(tuple(own["beginnings"])) or label in own["sums"]:
        return True
    if is_level(label) or not label:
        return False
    if is_foreign(label):
        return True
    return len(label) <= own["longest"] and label.endswith(tuple(own["endings"]))


@lru_cache(maxsize=4096)
def sums_up(text: str) -> bool:
    """Tells whether a text says that its row holds a sum: 小计."""
    return len(text) <= _LONGEST_LEVEL and normal(text) in words()["closing"]["sums"]


@lru_cache(maxsize=4096)
def closes_text(text: str) -> bool:
    """Tells whether a text closes a table wherever it stands in a row, as no indicator's name does.

    A row that lost its merged cells may have its beginning in any column.
    """
    own = words()["closing"]
    label = _IN_BRACKETS.sub("", normal(text).partition(":")[0])
    named = {normal(each) for group in own["groups"] for each in words()["labels"][group]}
    return label in own["sums"] or label in named or label.endswith(tuple(own["anywhere"]))


def names_other(text: str) -> bool:
    """Tells whether a text begins with a label of other forms and a colon: 审核人：张三."""
    label, colon, _ = normal(text[:_LONGEST]).partition(":")
    return is_foreign(label) and (bool(colon) or text.rstrip().endswith((":", "：")))


@lru_cache(maxsize=4096)
def is_level(text: str) -> bool:
    """Tells whether a text reads like a first or second level, known or not: 产出(工作量)指标."""
    plain = bare_level(text)
    if plain in known_levels(1) | known_levels(2):
        return True
    is_head = bool(fields_of(plain))
    return plain.endswith("指标") and len(plain) <= _LONGEST_LEVEL and not is_head


def bare_level(text: str) -> str:
    """Returns a level without its code and what stands in brackets: 11-产出指标(50分)."""
    plain = normal(text)
    if (code := _CODE.match(plain)) is not None:
        plain = plain[code.end() :]
    return _IN_BRACKETS.sub("", plain) or plain


@cache
def known_levels(number: int) -> frozenset[str]:
    """Returns the first (1) or second (2) levels of our forms and of others."""
    more = words()["levels"]["first" if number == 1 else "second"]
    return frozenset(map(normal, (*levels(number), *more)))


@lru_cache(maxsize=4096)
def period_of(text: str) -> Period | None:
    """Tells whose period a label or a head names: the year's, another, or none."""
    own = words()["periods"]
    plain = plain_label(text)
    if any(word in plain for word in own["annual"]):
        return "annual"
    return "other" if any(word in plain for word in own["other"]) else None


@lru_cache(maxsize=4096)
def names_period(text: str) -> bool:
    """Tells whether a text is a period or a year and no more, as heads below 指标值 are: 实施期."""
    own = words()["periods"]
    found = _VALUE.sub("", plain_label(text))
    return found in (*own["annual"], *own["other"], *own["short"]) or year_in_cell(text) is not None


def name_of_other_period(text: str) -> str:
    """Returns the name of a block of another period as it is kept and printed, to be told by."""
    own = words()["periods"]
    plain = _VALUE.sub("", plain_label(text))  # 中期指标值 heads targets and names no block
    return plain if period_of(text) == "other" else str(own["unnamed"])


@lru_cache(maxsize=4096)
def is_block_label(text: str) -> bool:
    """Tells whether a text names a block of indicators and its period: 长期绩效指标."""
    if len(text) > _LONGEST or period_of(text) is None or fields_of(text):
        return False
    plain = plain_label(text)
    return len(plain) <= _LONGEST_LEVEL and plain.endswith(tuple(words()["periods"]["blocks"]))


def says_year(text: str) -> bool:
    """Tells whether a text is a label of a form's year, or a year: 预算年度, 2024年."""
    plain = plain_label(text)
    return plain in words()["labels"]["years"] or year_in_cell(text) is not None


def year_in_cell(text: str) -> int | None:
    """Returns the year that a text consists of: 2024, 2024年, （2024年度）, 预算年度：2024."""
    found = _YEAR.fullmatch(normal(text))
    return int(found[1]) if found else None


@lru_cache(maxsize=4096)
def column_kind(text: str) -> Kind | None:
    """Tells what a column with this head holds, None where the words tell nothing."""
    own = words()["columns"]
    texts = {normal(text), plain_label(text), plain_label(text).removeprefix("绩效")}
    if plain_label(text).endswith(tuple(own["unit_endings"])):
        return "unit"
    return next((kind for kind in get_args(Kind) if not texts.isdisjoint(own[kind])), None)
