"""Every writing command, killed at random moments: each file whole, and what was replaced kept.

`python -m tests.safety.kills 200` kills so many times and says what was found; the suite takes a
few. What a command writes is the same each time, so each file is compared byte by byte. A kill
between the backup and the replacement may leave a backup that is the same as the file in place.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from tests import commands
from tests.safety.children import ROOT
from xlperf.output.backups import backups_of

SEED = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
OLD = b"the file that was there before"
COMMANDS: dict[str, tuple[str, ...]] = {
    "import": ("import", str(SEED), "-o", "out.xlsx"),
    "rebuild": ("rebuild", "book.xlsx", "-o", "out.xlsx"),
    "rebuild, macros": ("rebuild", "book.xlsx", "-o", "out.xlsm"),
    "rebuild in place": ("rebuild", "mine.xlsx", "--in-place"),
    "form": ("form", "book.xlsx", "-o", "out.xlsx"),
    "publish": ("publish", "book.xlsx", "-o", "out.docx"),
    "export": ("export", "book.xlsx", "--to", "integrated", "-o", "out.xlsx"),
    "library": ("library", "book.xlsx", "-o", "out.xlsx"),
    "compare": ("compare", "book.xlsx", "mine.xlsx", "-o", "out.xlsx"),
    "check": ("check", "book.xlsx", "--report", "out.xlsx"),
    "new": ("new", "fresh.xlsx", "--year", "2022", "--projects", "5"),
    "handbook": ("handbook", "out.docx"),
    "gather": ("gather", "book.xlsx", "mine.xlsx", "-o", "out.xlsx", "--data", "out.parquet"),
}
FILES = (
    *("out.xlsx", "out.xlsm", "out.docx", "mine.xlsx", "fresh.xlsx"),
    *(f"out-{table}.parquet" for table in ("books", "projects", "indicators", "findings")),
)
_TEMPORARY = ".xlperf-*.tmp"


class Work(NamedTuple):
    """A command, and the files it begins with and ends with."""

    arguments: tuple[str, ...]
    before: dict[str, bytes]
    after: dict[str, bytes]


def _start(arguments: tuple[str, ...], folder: Path) -> subprocess.Popen[bytes]:
    own = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HOME": str(folder), "TMPDIR": str(folder)}
    own["XLPERF_CACHE"] = str(folder / "cache")
    return subprocess.Popen(
        [sys.executable, "-m", "xlperf", *arguments],
        cwd=folder, env={**os.environ, **own}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}


def _lay_out(before: dict[str, bytes], folder: Path) -> None:
    for name, content in before.items():
        (folder / name).write_bytes(content)


def _repacked(book: bytes) -> bytes:
    """The same workbook in other bytes, so that one drawn in its place can be told from it."""
    out = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name))
    return out.getvalue()


def works(names: Sequence[str]) -> tuple[dict[str, Work], float]:
    """The commands once to its end, with what it writes; and the seconds that one takes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        start = time.monotonic()
        assert _start(("import", str(SEED), "-o", "book.xlsx"), folder).wait() == 0
        seconds = time.monotonic() - start
        book = (folder / "book.xlsx").read_bytes()
    found = {}
    for name in names:
        arguments = COMMANDS[name]
        with TemporaryDirectory() as place:
            folder = Path(place)
            before = {"book.xlsx": book, "mine.xlsx": _repacked(book)}
            written = [a for a in arguments if a.startswith("out.") and not a.endswith("parquet")]
            before |= dict.fromkeys(written, OLD)
            _lay_out(before, folder)
            assert commands.run(*arguments, cwd=folder).returncode in (0, 1), name
            after = _contents(folder)
            assert after != {k: v for k, v in before.items() if k in FILES}, name
            found[name] = Work(arguments, before, after)
    return found, seconds


def killed(work: Work, seconds: float, random: Random) -> tuple[list[str], str]:
    """What is wrong after one kill, and how far the command had come.

    Every other kill waits for the temporary file, else most would fall into the start-up; where one
    is left, the command run again must take it away.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        _lay_out(work.before, folder)
        running = _start(work.arguments, folder)
        if random.random() < 0.5:
            while running.poll() is None and not list(folder.glob(_TEMPORARY)):
                time.sleep(0.0005)
            time.sleep(random.expovariate(100))
        else:
            time.sleep(random.uniform(0, seconds * 1.1))
        done = running.poll() is not None
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        now = _contents(folder)
        wrong = [
            f"{name} is neither the old file nor the new one ({len(content)} bytes)"
            for name, content in now.items()
            if content not in (work.before.get(name), work.after.get(name))
        ]
        wrong += [f"{name} is gone" for name in work.before if name in FILES and name not in now]
        wrong += _lost(work.before, folder)
        left = bool(list(folder.glob(_TEMPORARY)))
        if left:
            assert _start(work.arguments, folder).wait() in (0, 1)
            wrong += _lost(work.before, folder)
            wrong += [f"{path.name} is left for good" for path in folder.glob(_TEMPORARY)]
        stage = "ended" if done else "new" if now == work.after else "old"
        return wrong, f"{stage}{', a temporary file left' if left else ''}"


def _lost(before: dict[str, bytes], folder: Path) -> list[str]:
    """What was replaced without a backup, and backups that are not what was there before."""
    wrong = []
    for name, old in before.items():
        kept = [backup.read_bytes() for backup in backups_of(folder / name)]
        if (folder / name).read_bytes() != old and old not in kept:
            wrong.append(f"{name} was replaced and not kept")
        wrong += [f"{name} has a backup of something else" for content in kept if content != old]
    return wrong


def run(
    count: int, names: Sequence[str] = tuple(COMMANDS), seed: int = 7
) -> tuple[list[str], Counter[str]]:
    """So many kills, the commands in turn: everything wrong, and how far they had come."""
    random, wrong, stages = Random(seed), [], Counter[str]()
    known, seconds = works(names)
    listed = list(known.items())
    for number in range(count):
        name, work = listed[number % len(listed)]
        found, stage = killed(work, seconds, random)
        wrong += [f"{name}: {text}" for text in found]
        stages[stage] += 1
    return wrong, stages


def main() -> None:
    """Kill as often as the command line says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    wrong, stages = run(count)
    print(f"{count} kills over {len(COMMANDS)} commands, {len(wrong)} wrong; {dict(stages)}")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
