"""Finds words that stand twice in a row (D12), in prose and in names of indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from xlperf.filing.spelling import without_space
from xlperf.rules.prose.stated import Stated
from xlperf.rules.word_lists import words

_TWICE = re.compile(r"(.{1,8}?)\1")


def doubled_words(text: str) -> Iterator[Stated]:
    """Yields the first doubled word of a text."""
    found = _doubled().search(text)
    if found:
        yield Stated("doubled", 0, 0, 0, found[0])


@lru_cache(maxsize=65_536)
def doubled_word(name: str | None) -> str | None:
    """Returns the doubled word of an indicator's name: 维修维修公厕."""
    plain = without_space(name)
    # Few names repeat anything: the list is asked only then.
    found = _doubled().search(plain) if _TWICE.search(plain) else None
    return found[0] if found else None


@cache
def _doubled() -> re.Pattern[str]:
    own = words("doubled")
    sure, compound = ("|".join(own[name]) for name in ("sure", "compound"))
    free = rf"(?!{own['behind']})"
    long = rf"(?P<long>{own['long']})(?P=long){free}"
    twice = rf"({sure})\1|(?P<compound>{compound})(?P=compound){free}|{long}"
    return re.compile(f"{twice}|{own['singles']}")
