"""Knows the first level that a form of two levels leaves out: above 数量指标 stands 产出指标.

Where a second level does not tell it, such a form has both in one cell: 产出指标：特色指标.
"""

from __future__ import annotations

from functools import lru_cache

from xlperf.form.edition import Edition
from xlperf.form.labels import normal
from xlperf.form.other_forms import bare_level, known_levels, words

JOIN = "："


def leaves_first_level_out(edition: Edition) -> bool:
    """Tells whether the printed form of an edition has no column of first levels."""
    return not any(c.get("field") == "level1" for c in edition.form["table"]["columns"])


def first_level_of(level2: str | None, edition: Edition) -> str | None:
    """Returns the first level above a second one, where it has but one."""
    own = normal(level2 or "")
    for pairs in (edition.taxonomy, edition.pairs, words()["levels"]["above"]):
        found = [level1 for level1, below in pairs.items() if own in map(normal, below)]
        if len(found) == 1:
            return str(found[0])
    return None


@lru_cache(maxsize=4096)
def both_levels(text: str) -> tuple[str, str] | None:
    """Returns the two levels that a cell holds: 产出指标：特色指标; None where it holds one."""
    first, join, second = text.partition(JOIN)
    return (first, second) if join and bare_level(first) in known_levels(1) else None
