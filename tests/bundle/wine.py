"""Runs batch files under Wine, as Explorer starts them on a Chinese Windows.

A prefix of the tests' own, in a Chinese locale of their own: from it Wine takes the code page 936
that a Chinese Windows has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCES = Path(__file__).parent
WINE = Path("/usr/lib/wine/wine64")
COMPILER = "x86_64-w64-mingw32-gcc"
_CMD = r"C:\windows\system32\cmd.exe"


class Done(NamedTuple):
    """How a batch file ended: its exit code, and the words it left in its window."""

    returncode: int
    words: str


class Wine(NamedTuple):
    """A Wine prefix, and the folder of the programs that the tests bring.

    Wine's services start with its first program and end with its last, which takes seconds: so one
    program waits in it all the time.
    """

    folder: Path

    def hold(self) -> subprocess.Popen[bytes]:
        """Start the program that waits until its standard input is closed."""
        return subprocess.Popen(
            [WINE, "cmd"],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def environment(self) -> dict[str, str]:
        own = {"WINEPREFIX": self.folder / "prefix", "LOCPATH": self.folder / "locale"}
        own |= {"WINEDEBUG": "-all", "LC_ALL": "zh_CN.UTF-8", "WINEDLLOVERRIDES": "mscoree,mshtml="}
        return {**os.environ, **{name: str(value) for name, value in own.items()}}

    def run(self, line: str) -> Done:
        """Run a command line; whoever sits there presses a key when asked to."""
        (self.folder / "line.txt").write_bytes(line.encode("utf-16-le"))
        # A file, no pipe: what Wine starts for itself inherits it, and would keep a pipe open.
        with (self.folder / "said.txt").open("w+b") as said:
            done = subprocess.run(
                [WINE, "starter.exe", "line.txt"],
                cwd=self.folder,
                env=self.environment(),
                input=b"\r\n" * 9,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=60,
                check=False,
            )
            said.seek(0)
            return Done(done.returncode, said.read().decode("gbk", "replace"))

    def double_click(self, batch: Path, dropped: Sequence[Path] = ()) -> Done:
        """Start a batch file with what is dropped on it; Explorer quotes what has a space."""
        names = [windows_path(path) for path in dropped]
        shown = " ".join(f'"{name}"' if " " in name else name for name in names)
        return self.run(f'{_CMD} /c ""{windows_path(batch)}" {shown}"')


def windows_path(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


@contextmanager
def running(folder: Path) -> Iterator[Wine]:
    """Gives Wine in a prefix of its own, and ends what runs in it."""
    wine = _made(folder)
    with wine.hold() as waiting:
        yield wine
        waiting.communicate()
    subprocess.run(["wineserver", "-w"], env=wine.environment(), timeout=60, check=False)


def _made(folder: Path) -> Wine:
    """Make a prefix; without Wine or the compiler a skip, but not on the build machine."""
    missing = [str(WINE)] if not WINE.is_file() else []
    missing += [name for name in (COMPILER, "wineboot", "localedef") if shutil.which(name) is None]
    if missing:
        words = f"not installed: {', '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(f"{words}; .ci/run should have done so")
        pytest.skip(words)
    wine = Wine(folder)
    (folder / "locale").mkdir()
    locale = ["localedef", "-i", "zh_CN", "-f", "UTF-8", str(folder / "locale" / "zh_CN.UTF-8")]
    if subprocess.run(locale, capture_output=True, check=False).returncode:
        pytest.skip("localedef cannot make a Chinese locale (Debian's package locales)")
    for name in ("starter", "recorder"):
        command = [COMPILER, "-municode", "-O1", "-s", str(SOURCES / f"{name}.c")]
        subprocess.run([*command, "-o", str(folder / f"{name}.exe")], check=True)
    started = subprocess.run(
        ["wineboot", "-i"],
        env=wine.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=100,
        check=False,
    )
    if started.returncode:
        pytest.skip("Wine is installed, but does not start here")
    return wine
