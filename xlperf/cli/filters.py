"""Reads the filters of `check` as people write them: c13, C13,C16, C, 提醒 beside warning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlperf.errors import XlperfError
from xlperf.filing.spelling import folded

_BETWEEN = re.compile(r"[,;、\s]+")


def named_rules(given: Iterable[str]) -> set[str]:
    """Returns the codes that are named, each by itself or by its letter.

    Raises `XlperfError` for what names no rule.
    """
    from xlperf.rules.catalogue import catalogue

    found: set[str] = set()
    for text in _parts(given):
        code = text.upper()
        known = {rule for rule in catalogue() if rule == code or (rule[0] == code)}
        if not known:
            codes = "、".join(catalogue())
            raise XlperfError(f"没有编号为“{text}”的规则；现有规则：{codes}。")
        found |= known
    return found


def severity_of(word: str) -> str:
    """Returns the severity of its Chinese or English word."""
    from xlperf.rules.finding import SEVERITIES

    return next((severity for severity, said in SEVERITIES.items() if said == word), word)


def _parts(given: Iterable[str]) -> Iterator[str]:
    for text in given:
        yield from filter(None, map(folded, _BETWEEN.split(text.replace("，", ","))))
