"""Tells the edition of forms whose year does not: by the labels that all of an edition's have.

The one that asks for most labels is taken; others that fit are named, and so is it when none does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xlperf.form.edition import Edition, dated_ids, edition_ids, load_edition
from xlperf.form.labels import plain_label

GENERIC = "generic"
"""Names the edition in which forms of no known edition are read."""
_TOLD = "按标签认作“{name}”（{id}）{others}；如不是，请用 --edition 指明"
_OTHERS = "，也像{names}"
_UNKNOWN = "不是已知的版式，按各地通用的标签读入，作为“{name}”（{id}）"


class Told(NamedTuple):
    """Holds the edition that labels tell, and the sentence that says so."""

    edition: Edition
    sentence: str


def tell_edition(labels: Iterable[str], is_dated: bool = False) -> Told | None:
    """Returns the edition that the labels of a form fit best.

    `is_dated` says that they are those of an edition which the year tells: None, unless another
    edition has all the labels that it is told by.
    """
    found = {plain_label(label) for label in labels}
    others = [load_edition(e) for e in edition_ids() if e not in dated_ids()]
    fits = [
        edition
        for edition in others
        if edition.told_by
        and all(found & set(map(plain_label, spellings)) for spellings in edition.told_by)
    ]
    fits.sort(key=lambda edition: -len(edition.told_by))
    if not fits and is_dated:
        return None
    if not fits or fits[0].id == GENERIC:
        edition = load_edition(GENERIC)
        return Told(edition, _UNKNOWN.format(name=edition.name, id=edition.id))
    best, *rest = (edition for edition in fits if edition.id != GENERIC)
    names = "、".join(f"“{edition.name}”（{edition.id}）" for edition in rest)
    said = _OTHERS.format(names=names) if rest else ""
    return Told(best, _TOLD.format(name=best.name, id=best.id, others=said))
