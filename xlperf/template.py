"""The template workbook's own words: sheet names, column heads, prompts.

Drawing and reading both take them from here, so that what is drawn is what is recognised.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def template() -> dict[str, Any]:
    """`template.toml` as a dictionary."""
    return tomllib.loads((files("xlperf") / "template.toml").read_text("utf-8"))
