"""Writes notices in the 说明 column: where a value came from, and what is to be looked at again.

They stand in brackets before what the clerk writes there, so that they travel with the value
and are never taken for the reason that settles a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOTICE = re.compile(r"【(?:来源|待核)：[^】]*】\s*")

_PARTS = re.compile(r"【(来源|待核)：([^】]*)】")


def source_notice(text: str) -> str:
    """Writes the notice of where a value was read: 【来源：…】."""
    return f"【来源：{_inside(text)}】"


def review_notice(text: str) -> str:
    """Writes the notice that a value is to be looked at again: 【待核：…】."""
    return f"【待核：{_inside(text)}】"


def with_notice(notice: str, note: str | None) -> str:
    """Puts a notice before a note; an older notice of the kind gives way."""
    kind = notice[1:3]
    kept = re.sub(rf"【{kind}：[^】]*】\s*", "", note or "")
    return notice + kept


def joined(notes: Iterable[str]) -> str | None:
    """Joins the notes of a row's fields: each kind of notice once, then the different reasons."""
    notes = list(dict.fromkeys(notes))
    if len(notes) == 1:
        return notes[0] or None
    kinds: dict[str, dict[str, None]] = {}
    reasons: dict[str, None] = {}
    for note in notes:
        for kind, text in _PARTS.findall(note):
            kinds.setdefault(kind, {}).update(dict.fromkeys(text.split("；")))
        own = _PARTS.sub("", note)
        if own.strip():
            reasons[own] = None
    heads = "".join(f"【{kind}：{'；'.join(texts)}】" for kind, texts in kinds.items())
    return heads + "\n".join(reasons) or None


def reason(note: str | None) -> str | None:
    """Returns what the clerk wrote in a note, without notices; None where that is nothing."""
    text = _NOTICE.sub("", note or "").strip()
    return text or None


def _inside(text: str) -> str:
    return text.replace("】", "]").replace("\n", " ")
