"""Downloads wheels for Windows with pip, from wherever pip's own settings send it.

The only part of the program that reaches beyond the machine; nothing is sent but the names of the
packages that are asked for.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from packaging.requirements import Requirement

from xlperf.bundle.windows_requirements import Download
from xlperf.sources.refusals import refusal


def pip_download(folder: Path, python: str) -> Download:
    """Returns what downloads wheels for a Python version (3.12) on 64-bit Windows into a folder."""
    rounds = count(1)

    def download(requirements: Sequence[Requirement]) -> Iterable[Path]:
        target = folder / f"{next(rounds)}"
        # -P: no `pip.py` of the current folder, whoever put it there.
        command = [sys.executable, "-P", "-m", "pip", "download", "--no-input", "--no-deps"]
        command += ["--disable-pip-version-check", "--quiet", "--dest", str(target)]
        command += ["--platform", "win_amd64", "--python-version", python]
        command += ["--implementation", "cp", "--only-binary=:all:", *map(str, requirements)]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode:
            raise refusal("pip", Path("pip"), why=_reason(done.stderr), version=python)
        return sorted(target.glob("*.whl"))

    return download


def _reason(said: str) -> str:
    """Returns pip's own last word on why it did not do it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["?"])[-1].removeprefix("ERROR:").strip().rstrip(".")
