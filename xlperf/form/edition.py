"""Loads editions: one region's form of one year, each a TOML file.

A new region or year needs a new file and a test, not code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xlperf.errors import XlperfError
from xlperf.form.edition_files import broken, edition_data, edition_files

DEFAULT = "shanghai-2022"
_AS_IN_FILE = (
    "id", "name", "region", "headings", "roles", "formats", "statement", "severity", "thresholds",
    "codes", "long_codes", "columns", "form",
)  # fmt: skip
"""Lists what an edition has as its file has it."""


@dataclass(frozen=True, eq=False)
class Edition:
    """Holds one edition of the form, as its TOML file describes it.

    `labels` maps a field to its spellings, the printed one first; `sections` does so for the
    narrative. `taxonomy` is what the drop-downs offer, `pairs` every right pair of 一级 and 二级
    指标 in any generation of the form, `roles` which 一级指标 is the output, the benefit and the
    satisfaction that a project should have, `kinds` which kinds of 二级指标, by how grave their
    lack is. `weights` are the sums that the weights of a table may have. `thresholds` are numbers
    that rules go by, `open_rates` words of the names whose percentages have no limits,
    `tells` whether the edition asks for a narrative with every form.
    `codes` are the patterns of codes before names, by field, `long_codes` those of codes that need
    no hyphen. `columns` are the heads of what an indicator has besides (its weight, the parts of
    its target), `further` those of them that stand on the project sheet, `shown` fields that have
    a row there though no words are offered. `told_by` are labels, in all their spellings, that
    every form of an edition has which no year tells. `in_wan` says that its forms print 万元.
    `form` is the grid of the printed form, in points.
    """

    id: str
    name: str
    region: str
    years: tuple[int, ...]
    labels: Mapping[str, tuple[str, ...]]
    headings: Mapping[str, str]
    required: tuple[str, ...]
    vocabulary: Mapping[str, tuple[str, ...]]
    taxonomy: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, frozenset[str]]
    roles: Mapping[str, str]
    formats: Mapping[str, str]
    narrative_heading: str
    stock: str
    sections: Mapping[str, tuple[str, ...]]
    statement: Mapping[str, str]
    severity: Mapping[str, str]
    thresholds: Mapping[str, float]
    weights: tuple[int, ...]
    open_rates: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]
    tells: bool
    codes: Mapping[str, str]
    long_codes: Mapping[str, str]
    columns: Mapping[str, str]
    further: tuple[str, ...]
    shown: tuple[str, ...]
    told_by: tuple[tuple[str, ...], ...]
    in_wan: bool
    form: Mapping[str, Any]

    def offers(self, field: str) -> bool:
        """Tells whether the edition has a place for 项目性质 or 项目类别, with or without words."""
        return bool(self.vocabulary.get(field)) or field in self.shown

    @property
    def prints_other_period(self) -> bool:
        """Tells whether the form has a place for the indicators of another period."""
        table = self.form["table"]
        return bool(table["side"]["columns"] and table.get("periods", {}).get("annual"))

    def label_in_yuan(self, field: str) -> str:
        """Returns a field's label as a project sheet has it, where all amounts are in 元."""
        return self.label(field).replace("万元", "元")

    def label(self, field: str) -> str:
        """Returns the printed label of a field, a narrative section or a further column."""
        if field in self.columns:
            return self.columns[field]
        return (self.labels.get(field) or self.sections[field])[0]

    def asks_for(self, field: str) -> bool:
        """Tells whether a project is asked for this field, sections of the narrative too."""
        return field in self.required or (self.tells and field in self.sections)

    def star(self, field: str) -> str:
        """Returns what stands before the label of a field that is asked for."""
        return "* " if self.asks_for(field) else ""


@cache
def every_pair() -> dict[str, frozenset[str]]:
    """Returns the right pairs of levels of every edition: a filing may still be in an older one."""
    pairs: dict[str, frozenset[str]] = {}
    for edition in map(load_edition, edition_ids()):
        for level1, level2s in edition.pairs.items():
            pairs[level1] = pairs.get(level1, frozenset()) | level2s
    return pairs


def edition_ids() -> tuple[str, ...]:
    """Returns the ids of all editions, oldest first within a region."""
    return tuple(edition_files())


@cache
def dated_ids() -> tuple[str, ...]:
    """Returns the ids of the editions that a form's year tells apart, the oldest first.

    They are one region's; forms of all others are told by their labels.
    """
    usual = load_edition(DEFAULT).region
    editions = map(load_edition, edition_ids())
    own = (edition for edition in editions if edition.years and edition.region == usual)
    return tuple(edition.id for edition in sorted(own, key=lambda edition: edition.years))


@cache
def load_edition(edition_id: str) -> Edition:
    """Returns the edition of that id.

    Raises `XlperfError`, which names the known ones, when there is none.
    """
    if edition_id not in edition_ids():
        known = "、".join(edition_ids())
        raise XlperfError(f"没有名为“{edition_id}”的版式；现有版式：{known}。请改用其中之一。")
    try:
        return _edition(_data(edition_id))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise broken(edition_id, error) from error


def _edition(data: Mapping[str, Any]) -> Edition:
    labels = _tuples(data["labels"])
    in_wan = data["formats"]["in_wan"]
    if not in_wan and any("万元" in spellings[0] for spellings in labels.values()):
        raise ValueError("标签写着“万元”，[formats] 的 in_wan 却不是 true")
    taxonomy = _tuples(data["taxonomy"])
    also = data["taxonomy_also"]
    return Edition(
        **{name: data[name] for name in _AS_IN_FILE},
        years=tuple(data["years"]),
        labels=labels,
        required=tuple(data["required"]["fields"]),
        vocabulary=_tuples(data["vocabulary"]),
        taxonomy=taxonomy,
        pairs={
            level1: frozenset((*taxonomy.get(level1, ()), *also.get(level1, ())))
            for level1 in (*taxonomy, *(level1 for level1 in also if level1 not in taxonomy))
        },
        narrative_heading=data["narrative"]["heading"],
        stock=data["narrative"]["stock"],
        sections=_tuples(data["narrative"]["sections"]),
        weights=tuple(data["weights"]["sums"]),
        open_rates=tuple(data["rates"]["open"]),
        kinds=_tuples(data["kinds"]),
        tells=data["narrative"]["asked"],
        further=tuple(data["project_sheet"]["further"]),
        shown=tuple(data["project_sheet"]["shown"]),
        told_by=tuple(tuple(spellings) for spellings in data["told_by"]["labels"]),
        in_wan=in_wan,
    )


@cache
def _data(edition_id: str) -> dict[str, Any]:
    """Returns an edition's file, on top of the edition that it `extends`."""
    data = edition_data(edition_id)
    base = data.pop("extends", None)
    return data if base is None else _merged(_data(base), data)


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Merges `own` into `base`: tables merge, anything else is replaced.

    Of a list of tables (the rows of the form) a table replaces single items by their number,
    counted from 1.
    """
    merged = dict(base)
    for key, value in own.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(below, value)
        elif isinstance(below, list) and isinstance(value, Mapping):
            merged[key] = [
                _merged(item, value.get(str(number), {})) for number, item in enumerate(below, 1)
            ]
        else:
            merged[key] = value
    return merged


def _tuples(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in table.items()}
