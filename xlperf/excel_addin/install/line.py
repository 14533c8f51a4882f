"""Holds the form of a diagnosis: lines, each of one thing that was looked at."""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """Holds one thing looked at: whether it is as it should be, and what was found."""

    ok: bool
    text: str

    def __str__(self) -> str:
        return f"{'√' if self.ok else '×'} {self.text}"
