"""Loads the template workbook's own words: sheet names, column heads, prompts.

Drawing and reading both take them from here, so that what is drawn is what is recognised.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from xlperf.filing.toml_data import toml_data


def template() -> dict[str, Any]:
    """Returns `template.toml` as a dictionary."""
    return toml_data(__package__, "template.toml")


@cache
def generated_sheet_names() -> frozenset[str]:
    """Returns the names of the sheets that nobody fills in; no project's sheet is called so."""
    sheets = template()["sheets"]
    return frozenset(sheets[name] for name in ("guide", "rules", "findings", "lists", "library"))
