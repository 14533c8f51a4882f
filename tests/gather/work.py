"""Functions that worker processes run in tests; an item says how it goes wrong."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Sequence


def stall(_: str) -> None:
    time.sleep(100_000)


def hold(_: str) -> None:
    """Stall in C, where Python runs nothing else, no handler of a signal either."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def leave(item: str) -> None:
    os._exit(int(item.split()[1]))


def die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def abort(_: str) -> None:
    os.abort()


def eat(_: str) -> None:
    """Take a little more than the tests allow, far less than a machine has."""
    bytearray(512 * 2**20)


def fail(item: str) -> None:
    raise KeyError(item)


BAD: dict[str, Callable[[str], None]] = {
    "stall": stall,
    "hold": hold,
    "leave": leave,
    "die": die,
    "abort": abort,
    "eat": eat,
    "fail": fail,
}


def work(items: Sequence[str], begin: Callable[[int], None]) -> list[str]:
    """Take the items one by one; those named "together" go wrong after the last one."""
    for number, item in enumerate(items):
        begin(number)
        if "together" not in item:
            BAD.get(item.split()[0], len)(item)
    begin(len(items))
    for item in items:
        if "together" in item:
            BAD[item.split()[0]](item)
    return [item.upper() for item in items]


def memory() -> int:
    """How many bytes of a megabyte's worth a call gets that no limit holds."""
    return len(bytearray(512 * 2**20)) >> 20


def path() -> str | None:
    return os.environ.get("PYTHONSAFEPATH")
