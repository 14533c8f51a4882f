"""Run a function on many files, each in a process of its own with little memory and time.

What a stranger's file does to a parser (an abort, a hang, all memory) must not end the test that
looks for it. Run as a program with a function's name, `module:function`, and paths on stdin; each
line of the output is one outcome as JSON.
"""

import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from xlperf.errors import XlperfError

SECONDS = 10
"""Of the processor's time, for one file."""
_PATIENCE = 600
"""Seconds after which one that takes no such time hangs, however busy the machine."""
MEMORY = 500 << 20


class Outcome(NamedTuple):
    """How a file ended: `read`, a sentence's code, or what went wrong; seconds and bytes."""

    path: str
    end: str
    said: str
    seconds: float
    memory: int


def confined(work: Callable[[Path], None], path: Path) -> Outcome:
    """The outcome of `work` on one file, in a child of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        signal.alarm(_PATIENCE)
        # The threads of polars reserve addresses that they never use: what counts is measured.
        resource.setrlimit(resource.RLIMIT_AS, (8 * MEMORY, 8 * MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.write(writing, json.dumps(attempt(work, path)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        answer = stream.read()
    _, status, used = os.wait4(child, 0)
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        hung = name in ("SIGXCPU", "SIGALRM")
        answer = json.dumps(["hung" if hung else "died", name]).encode()
    end, said = json.loads(answer)
    memory = used.ru_maxrss * 1024
    if memory > MEMORY:
        end = "fat"
    return Outcome(str(path), end, said, used.ru_utime + used.ru_stime, memory)


def attempt(work: Callable[[Path], None], path: Path) -> tuple[str, str]:
    try:
        work(path)
    except XlperfError as error:
        return error.code or "refused", str(error)
    except BaseException as error:
        return "raised", repr(error)
    return "read", ""


def outcomes(work: str, paths: Iterable[Path]) -> Iterator[Outcome]:
    """The outcomes of `module:function` on these files, from a fresh process."""
    import subprocess

    listed = "\n".join(map(str, paths))
    command = [sys.executable, "-m", "tests.sources.xlsx.confined", work]
    done = subprocess.run(command, input=listed, capture_output=True, text=True, check=True)
    assert not done.stderr, done.stderr[:2000]
    for line in done.stdout.splitlines():
        yield Outcome(*json.loads(line))


def main() -> None:
    module, _, function = sys.argv[1].partition(":")
    work = getattr(importlib.import_module(module), function)
    for line in sys.stdin.read().splitlines():
        print(json.dumps(confined(work, Path(line))), flush=True)


if __name__ == "__main__":
    main()
