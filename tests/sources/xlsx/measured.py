"""Run a command and tell the memory of the largest of its processes.

Started as a program of its own, for a process is charged with what the one that forked it takes:
a test run of a thousand tests is larger than any command may be.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Ran(NamedTuple):
    """How a command ended: exit code, what it said on stderr, and bytes of memory."""

    code: int
    said: str
    memory: int


def run(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Ran:
    """Run a command in a folder."""
    starting = [sys.executable, str(Path(__file__)), *command]
    done = subprocess.run(starting, stdout=subprocess.PIPE, check=True, cwd=folder, env=environment)
    return Ran(*json.loads(done.stdout))


def main() -> None:
    import resource  # Linux and macOS have it

    done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([done.returncode, done.stderr.decode(), largest * 1024]))


if __name__ == "__main__":
    main()
