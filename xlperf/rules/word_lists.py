"""Reads the words and patterns of the judging rules from `word_lists.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class Level(NamedTuple):
    """Holds words in an indicator's name that belong to one second level (C13)."""

    name: str
    words: str
    but: str
    wrong_under: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Holds the lists, one table of `word_lists.toml` each; the file says what each is for."""

    no_reason: frozenset[str]
    placeholder: Mapping[str, list[str]]
    name_repeated: Mapping[str, Any]
    number_expected: Mapping[str, Any]
    level: tuple[Level, ...]
    money: Mapping[str, str]
    percent: Mapping[str, str]
    direction: Mapping[str, str]
    several: Mapping[str, str]
    year: Mapping[str, Any]
    stray: Mapping[str, Any]
    amounts: Mapping[str, list[str]]
    listing: Mapping[str, str]


@cache
def words() -> Words:
    """Reads `word_lists.toml` once."""
    data = tomllib.loads((files(__package__) / "word_lists.toml").read_text("utf-8"))
    data["no_reason"] = frozenset(data["no_reason"])
    data["level"] = tuple(
        Level(**{**level, "wrong_under": tuple(level["wrong_under"])}) for level in data["level"]
    )
    return Words(**data)
