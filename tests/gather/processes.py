"""The processes that one has started, as Linux lists them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def _state(process: int) -> tuple[str, int]:
    """Its letter and its parent; of one that has ended, as of one that nobody waits for, Z."""
    with suppress(OSError):
        letter, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
        return letter, int(parent)
    return "Z", 0


def below(parent: int) -> list[int]:
    """The processes that another has started and that have not ended."""
    numbers = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return [number for number in numbers if _state(number)[1] == parent and is_running(number)]


def is_running(process: int) -> bool:
    return _state(process)[0] != "Z"
