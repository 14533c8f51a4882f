"""Spells texts alike that differ in white space or width only, for comparing them."""

from __future__ import annotations

import unicodedata


def without_space(text: str | None) -> str:
    """Returns a text without any white space; an empty one for none."""
    return "".join((text or "").split())


def folded(text: str | None) -> str:
    """Returns a text without white space, its full-width and compatibility forms made plain."""
    return without_space(unicodedata.normalize("NFKC", text or ""))
