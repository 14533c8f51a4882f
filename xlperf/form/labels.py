"""Recognises labels: tells which field a cell's text announces, however the form spells it.

White space, line breaks, full-width forms, a closing colon, a mark for required fields and what
stands in brackets at the end never matter, so that `服务对象满意⏎度指标` and `项目总目标（2022 年-
2022年）` are recognised. The spellings themselves come from the editions and the template.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from xlperf.filing.fields import AMOUNTS
from xlperf.form.edition import dated_ids, edition_ids, load_edition
from xlperf.form.normalise import RADICALS
from xlperf.form.template import template

_BRACKETS = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]$")
_UNIT = re.compile(r"\(万?元\)$")
_UNSEEN = {**dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad")), **RADICALS}
"""Maps what web pages put between characters for a line to break at, and what looks like others."""
_LONGEST = 40
"""No label is longer than this, years and brackets included; longer texts are values."""

_OF_YEAR = re.compile(
    r"[^,.。;；:：、《》“”]{0,24}(?:19|20)\d{2}年度?[^,.。;；:：、《》“”年]{0,12}"
)
"""Matches what may stand before a form's title on its line: its year, whose it is."""

_YEARLY = re.compile(r"(?:19|20)\d{2}年度?(?P<rest>.{2,8})")

_OF_YEARS = (("target",), ("annual",), ("annual_total",))

_LONGEST_HEADING = 100
"""A heading may be as long as this, as it may hold the name of its project."""

TABLE = ("level1", "level2", "level3", "target")
"""Lists the heads of the indicator table."""
SIDE_LABELS = frozenset({"funding", "project_goals", "indicators"})
"""Lists labels that stand beside several rows."""


class Labels(NamedTuple):
    """Holds every spelling known, normal form first.

    `fields` maps a spelling to the fields it may announce (其他资金 stands twice on the form),
    `sections` the titles of the narrative, `marks` the template's own heads.
    """

    fields: dict[str, tuple[str, ...]]
    sections: dict[str, str]
    marks: dict[str, str]


def normal(text: str) -> str:
    """Returns the text without what never matters in a label."""
    plain = "".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).split())
    # What stood on both sides of white space may now be one character.
    return unicodedata.normalize("NFKC", plain).lstrip("*").rstrip("*:")


def plain_label(text: str) -> str:
    """Returns the normal form without what stands in brackets at the end."""
    return _BRACKETS.sub("", normal(text))


@cache
def labels() -> Labels:
    """Returns the labels of every edition and of the template.

    What a label means on a dated form, no other edition changes.
    """
    fields: dict[str, dict[str, None]] = {}
    sections: dict[str, str] = {}
    others = (edition for edition in edition_ids() if edition not in dated_ids())
    dated: frozenset[str] = frozenset()
    for edition in map(load_edition, (*dated_ids(), *others)):
        if edition.id not in dated_ids() and not dated:
            dated = frozenset(fields)
        for field, spellings in edition.labels.items():
            known_as = list(map(normal, spellings))
            if dated and field in AMOUNTS:  # our own sheets print another unit behind it
                known_as += [_UNIT.sub("", spelling) for spelling in known_as]
            for spelling in known_as:
                if spelling not in dated:
                    fields.setdefault(spelling, {})[field] = None
        for section, titles in edition.sections.items():
            sections.update((normal(title), section) for title in titles)
    marks = {normal(text): mark for mark, text in template()["marks"].items()}
    return Labels({text: tuple(known) for text, known in fields.items()}, sections, marks)


@cache
def _first_characters() -> frozenset[str]:
    known = labels()
    return frozenset(text[0] for text in (*known.fields, *known.sections, *known.marks, "20", "19"))


class _Openings(dict[str, bool]):
    """Tells whether a label may begin with a character; each character is worked out once."""

    def __missing__(self, character: str) -> bool:
        first = normal(character)[:1]
        self[character] = not first or first in _first_characters()
        return self[character]


may_open_label = _Openings()
"""Tells whether a label may begin with a character: most values are told from labels by it, at a
tenth of the cost of looking them up."""


@lru_cache(maxsize=65_536)
def fields_of(text: str) -> tuple[str, ...]:
    """Returns the fields, narrative sections or template marks that a cell's text announces."""
    if len(text) > _LONGEST:
        return ()
    known = labels()
    plain, bare = normal(text), plain_label(text)
    for spelling in (plain, bare):
        if found := known.fields.get(spelling):
            return found
        if other := known.sections.get(spelling) or known.marks.get(spelling):
            return (other,)
    if found := _of_one_year(bare):
        return found
    return ("title",) if _is_title_of_year(plain) or _is_title_of_year(bare) else ()


def _of_one_year(plain: str) -> tuple[str, ...]:
    """Returns the field of a label that names its year: 2024年指标值, 2024年预算数."""
    found = _YEARLY.fullmatch(plain)
    if found is None:
        return ()
    fields = labels().fields
    known = (fields.get(f"{before}{found['rest']}", ()) for before in ("年度", ""))
    return next((own for own in known if own in _OF_YEARS), ())


def _is_title_of_year(plain: str) -> bool:
    """Tells whether a text is a title that names the year too: 某局2023年项目支出绩效目标申报表."""
    if "年" not in plain:
        return False
    fields = labels().fields
    cuts = (at for at in range(4, len(plain)) if fields.get(plain[at:]) == ("title",))
    return any(_OF_YEAR.fullmatch(plain[:at]) for at in cuts)


@cache
def _narrative_headings() -> re.Pattern[str]:
    headings = {load_edition(edition).narrative_heading for edition in edition_ids()}
    spellings = (re.escape(normal(heading.format(number=""))) for heading in headings)
    return re.compile(rf"(?P<name>[^。；…]*?)(?:{'|'.join(spellings)})[\d一二三四五六七八九十]*")


def narrative_heading(text: str) -> str | None:
    """Returns the project that a heading names (代表工作项目经费情况说明), without white space.

    Empty where the heading only counts (项目经费情况说明3), None where the line is no heading.
    """
    if len(text) > _LONGEST_HEADING or "说明" not in text:
        return None
    found = _narrative_headings().fullmatch(normal(text))
    return found["name"] if found else None


def is_narrative_heading(text: str) -> bool:
    """Tells whether a line opens the narrative of a project (项目经费情况说明3)."""
    return narrative_heading(text) is not None


def is_heading(text: str) -> bool:
    """Tells whether a line is a heading: of a narrative, of its sections, or a field's label."""
    return is_narrative_heading(text) or bool(fields_of(text))


def begins_part(text: str) -> bool:
    """Tells whether a line begins a form or a narrative."""
    return "title" in fields_of(text) or is_narrative_heading(text)


def numbered_section(text: str) -> str | None:
    """Returns the narrative section's title that lacks its number (项目概述), None for others."""
    plain = normal(text)
    return next((title for title in labels().sections if title.partition("、")[2] == plain), None)
