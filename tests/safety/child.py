"""The child: runs one job after the other under limits, and tells on whatever it tried.

A job names a function, its arguments and its folder as one line of JSON on stdin; the answer is one
line of JSON. What must never happen is not left to the job's good will: sockets cannot be opened,
other programs cannot be started, nothing can be written outside the folder, and memory and the
processor's time end at a limit. Each attempt is in the answer, for the test to fail on.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.commands import run
from tests.drawing import small_library
from xlperf.gather import read_source as source

ADDRESS_SPACE = 4 << 30
"""Keeps the machine alive; what a job may take is asked of the peak that the answer holds."""
_NO_LIMIT = resource.RLIM_INFINITY
_NETWORK = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")
_JUDGES_PROGRAM = "pdftotext"
"""Is run by the judge of damaged copies, and by nothing of ours."""
_CHANGES = {
    "os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.chmod": 2, "os.rename": 2, "os.link": 2,
    "os.symlink": 2,
}  # fmt: skip
"""What changes a folder, and which argument is the open folder that a path may start from."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

attempts: list[str] = []
folder = os.devnull
"""Where the job at hand may write."""


def guard() -> None:
    """Forbid the network and other programs; note every change outside the folder."""

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(_NETWORK) or (
            event.startswith(_PROGRAMS) and arguments[0] != _JUDGES_PROGRAM
        ):
            attempts.append(f"{event} {arguments!r:.200}")
            raise PermissionError(f"{event} is forbidden here")
        if event == "open":
            path, mode, flags = arguments
            if not isinstance(path, int) and (
                int(flags or 0) & _WRITING or (isinstance(mode, str) and set(mode) & set("wax+"))
            ):
                note(event, path)
        elif event in _CHANGES:
            start = arguments[_CHANGES[event]]
            note(event, arguments[0], start if isinstance(start, int) else -1)

    def note(event: str, path: object, start: int = -1) -> None:
        within = Path.cwd() if start < 0 else Path(f"/proc/self/fd/{start}").readlink()
        place = str(within / os.fsdecode(path))  # type: ignore[arg-type]  # as the event says
        # A temporary file is made by opening its folder with an opener of its own.
        inside = (f"{folder}{os.sep}", "/dev/null", "/proc/self/")
        if not place.startswith(inside) and place != folder:
            attempts.append(f"{event} {place!r:.200}")

    sys.addaudithook(watch)


def command(*arguments: str) -> dict[str, object]:
    """Run one xlperf command as the console script does: exit code, stdout, stderr.

    What strangers made is read here as well: in another process nobody would see what it tries.
    Workbooks are drawn with a small library, since the program's own is the same in all of them.
    """
    with patch.object(source, "_is_ours", return_value=True), small_library():
        done = run(*arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return {"code": done.returncode, "out": done.stdout, "err": done.stderr}


def _peak() -> int:
    """The most memory held since the last answer, in bytes."""
    status = Path("/proc/self/status").read_text("ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return int(kilobytes) * 1024


def _answer(job: dict[str, Any]) -> dict[str, object]:
    global folder
    folder = tempfile.tempdir = os.environ["TMPDIR"] = job["folder"]
    module, _, name = str(job["call"]).partition(":")
    function = getattr(import_module(module), name)
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(start + job["seconds"]) + 1, _NO_LIMIT))
    attempts.clear()
    try:
        answer = {"result": function(*job["with"])}
    except BaseException:
        answer = {"traceback": traceback.format_exc(limit=-12)}
    seconds = round(time.process_time() - start, 3)
    gc.collect()
    gc.freeze()  # what stays is the libraries' own, and costs each further collection 0.1 s
    return {**answer, "attempts": list(attempts), "seconds": seconds, "peak": _peak()}


def main() -> None:
    """Answer jobs until stdin ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    guard()
    for line in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
