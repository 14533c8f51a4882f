"""Jobs in child processes: a crash, a hang or a leak of one job is that job's answer.

Starting an interpreter for each of some thousand jobs would cost half an hour; so each child
works through many, those of several tests too, and only one that died or was stopped is started
anew. Children end with the process that started them.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent
SECONDS = 10
"""No file may make a command take more of the processor's time."""
_PATIENCE = 600
"""Seconds after which a job that takes no such time hangs, however busy the machine."""
MEMORY = 500 << 20
"""No file may make a command take more, in bytes."""
_WORN = 300
"""Jobs after which a child is replaced: caches fill, and would count as the next job's memory."""

COMMAND = "tests.safety.child:command"


class Answer(NamedTuple):
    """What became of a job: its result, or how it went wrong (`died`, `hung`, a traceback).

    `seconds` are those of the processor's time.
    """

    result: Any = None
    wrong: str = ""
    attempts: tuple[str, ...] = ()
    seconds: float = 0
    peak: int = 0

    @property
    def faults(self) -> list[str]:
        """Everything that must not happen, whatever the job was."""
        found = [f"tried {attempt}" for attempt in self.attempts]
        if self.wrong:
            found.append(self.wrong)
        if self.peak > MEMORY:
            found.append(f"took {self.peak >> 20} MB")
        return found


def run_all(
    call: str,
    jobs: Sequence[Sequence[object]],
    folder: Path,
    workers: int = 4,
    seconds: float = SECONDS,
) -> list[Answer]:
    """The answers of all jobs, in their order; `folder` is where they may write.

    One worker does one job after the other, where one needs what another wrote. There are no more
    of them than processors for this process of the test run.
    """
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(jobs)):
        waiting.put(number)
    answers: list[Answer] = [Answer()] * len(jobs)

    def work(_: int) -> None:
        child = _idle.pop() if _idle else _Child()
        while not waiting.empty():
            number = waiting.get()
            answers[number] = child.ask(call, jobs[number], folder, seconds)
        _idle.append(child)

    runs = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    workers = max(1, min((os.cpu_count() or 1) // runs, workers, len(jobs)))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return answers


class _Child:
    """One process, started when it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def ask(self, call: str, arguments: Sequence[object], folder: Path, seconds: float) -> Answer:
        """The answer to one job."""
        if self._process is None or self._jobs >= _WORN:
            self.stop()
            self._start()
        process, self._jobs = self._process, self._jobs + 1
        assert process and process.stdin and process.stdout
        # The first job also pays for the imports.
        limit = seconds + (30 if self._jobs == 1 else 0)
        job = {"call": call, "with": list(arguments), "folder": str(folder), "seconds": limit}
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        line = b""
        if select.select([process.stdout], [], [], _PATIENCE)[0]:
            line = process.stdout.readline()
        elif process.poll() is None:
            self.stop()
            return Answer(wrong="hung")
        if not line.endswith(b"\n"):
            code = process.wait()
            self._process = None
            took_long = code == -signal.SIGXCPU
            return Answer(wrong=f"took more than {limit} s" if took_long else f"died with {code}")
        answer = json.loads(line)
        return Answer(
            answer.get("result"),
            answer.get("traceback", ""),
            tuple(answer["attempts"]),
            answer["seconds"],
            answer["peak"],
        )

    def _start(self) -> None:
        own = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **own},
        )
        self._jobs = 0

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


_idle: list[_Child] = []
"""Children that have nothing to do."""
