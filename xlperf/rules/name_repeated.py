"""Tells whether a target but repeats its indicator's name (C07), by the words of `targets.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from xlperf.filing.spelling import folded
from xlperf.filing.target import Target
from xlperf.rules.word_lists import words

_SIGNS = re.compile(r"[。,;.、:!“”\"'()（）\[\]]")


@lru_cache(maxsize=65_536)
def repeated(level3: str | None, target: Target | None) -> str | None:
    """Returns "whole" for an echo, "soft" for 及时性 → 及时 and its like, None for neither."""
    if not level3 or target is None or target.words is None:
        return None
    name, said = (_SIGNS.sub("", folded(text)) for text in (level3, target.text))
    if not said or not name:
        return None
    if said == name:
        return "whole"
    if target.numbers:
        return None
    own = words("echo")
    if len(said) < own["shortest"]:
        return None
    if _is_stem(name, said, tuple(own["soft"])):
        return "soft"
    whole = (
        _is_stem(name, said, tuple(own["measures"]))
        or _is_verb(name, said)
        or _is_measure(name, said)
        or _is_short_form(name, said)
        or (len(said) >= own["ending"] and name.endswith(said))
    )
    return "whole" if whole else None


def _is_stem(name: str, said: str, measures: tuple[str, ...]) -> bool:
    """Tells whether the name is what is said and a measure of it: 巩固提高情况 → 巩固提高."""
    return any(
        name.endswith(measure) and name.removesuffix(measure).endswith(said) for measure in measures
    )


@cache
def _verb() -> re.Pattern[str]:
    own = words("echo")
    verbs = "|".join(own["verbs"])
    return re.compile(rf"{own['how']}({verbs})+")


def _is_verb(name: str, said: str) -> bool:
    """Tells whether what is said is but the name's verb, alone or with the name's last word.

    推动工作发展 → 推动发展. With how it is done (有所提升) it is taken for an answer.
    """
    if _verb().fullmatch(said) and (name.startswith(said) or name.endswith(said)):
        return True
    own = words("echo")
    verb = next((v for v in own["verbs"] if said.startswith(v) and name.startswith(v)), "")
    last = said.removeprefix(verb)
    return bool(verb) and len(last) >= own["shortest"] and name.endswith(last)


def _is_measure(name: str, said: str) -> bool:
    """Tells whether what is said is but the name's measure: 满意度, 及时率."""
    own = words("echo")
    for suffix in own["suffixes"]:
        if said.endswith(suffix):
            stem = said.removesuffix(suffix)
            return len(stem) >= own["shortest"] and stem in name
    return False


def _is_short_form(name: str, said: str) -> bool:
    """Tells whether what is said is the name with some characters left out."""
    own = words("echo")
    if not max(own["least"], own["share"] * len(name)) <= len(said) < len(name):
        return False
    rest = iter(name)
    return all(letter in rest for letter in said)
