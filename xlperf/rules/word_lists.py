"""Reads the words, patterns and numbers of the judging rules from the files of `words`.

A table there is named after what it is for, and says where its words come from; no two files
have a table of one name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(table: str) -> Mapping[str, Any]:
    """Returns one table of the word lists; raises KeyError where none is called so."""
    return _tables()[table]


@cache
def _tables() -> dict[str, Mapping[str, Any]]:
    folder = files(__package__) / "words"
    lists = sorted(e.name for e in folder.iterdir() if e.name.endswith(".toml"))
    texts = ((folder / name).read_text("utf-8") for name in lists)
    return {name: table for text in texts for name, table in tomllib.loads(text).items()}
