"""Reads the TOML files that stand beside the modules whose words and numbers they hold."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def toml_data(package: str, name: str) -> dict[str, Any]:
    """Returns a package's TOML file as a dictionary, the same one each time: change none of it."""
    return tomllib.loads((files(package) / name).read_text("utf-8"))
