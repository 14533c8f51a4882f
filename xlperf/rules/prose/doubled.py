"""Finds words that stand twice in a row (D12), by the list of `prose.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xlperf.rules.prose.stated import Stated
from xlperf.rules.word_lists import words


def doubled_words(text: str) -> Iterator[Stated]:
    """Yields the first doubled word of a text."""
    found = _doubled().search(text)
    if found:
        yield Stated("doubled", 0, 0, 0, found[0])


@cache
def _doubled() -> re.Pattern[str]:
    own = words("doubled")
    sure, compound = ("|".join(own[name]) for name in ("sure", "compound"))
    free = rf"(?!{own['behind']})"
    long = rf"(?P<long>{own['long']})(?P=long){free}"
    twice = rf"({sure})\1|(?P<compound>{compound})(?P=compound){free}|{long}"
    return re.compile(f"{twice}|{own['singles']}")
