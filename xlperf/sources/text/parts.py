"""Parts a line of labels and values."""

from __future__ import annotations

from xlperf.form.labels import BLOCKS, fields_of
from xlperf.form.other_forms import is_foreign

SPLIT = "自同一行的标签后拆出"


def is_label(word: str) -> bool:
    """Tells whether a word is a label of a value, of this form or of others."""
    return bool(set(fields_of(word)) - BLOCKS - {"title"}) or is_foreign(word)


def parts_of(text: str) -> list[tuple[bool, str]]:
    """Returns a line's labels and what stands between them, each with whether it is a label."""
    parts: list[tuple[bool, str]] = []
    for word in text.split():
        is_one = is_label(word)
        if parts and not is_one and not parts[-1][0]:
            parts[-1] = (False, f"{parts[-1][1]} {word}")
        else:
            parts.append((is_one, word))
    return parts
