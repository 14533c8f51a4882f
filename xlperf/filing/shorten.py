"""Shortens texts and lists for a sentence, where the whole of them would be too much."""

from __future__ import annotations

from collections.abc import Sequence


def cut_short(text: str, most: int) -> str:
    """Returns a text of at most so many characters, and "…" where it goes on."""
    return text if len(text) <= most else f"{text[:most]}…"


def first_few(
    names: Sequence[str], more: str = "等 {} 处", between: str = "、", most: int = 5
) -> str:
    """Lists the first few names; where there are more, says behind them how many in all."""
    return between.join(names[:most]) + (more.format(len(names)) if len(names) > most else "")
