"""LibreOffice as a judge: converts and recalculates what the program drew.

Each use has a profile of its own: two runs on one profile get in each other's way, and one of
them ends well without writing anything.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The program; without it a test is skipped, but not on the build machine."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice (soffice) is not installed; .ci/run should have done so")
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


TABBED = "--infilter=Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false,false,false,0,true"
"""Columns between tabs, in UTF-8; numbers and formulas are made of what looks like them."""


def convert(sources: Sequence[Path], kind: str, folder: Path, *options: str) -> list[Path]:
    """Each source converted (`pdf`, `xlsx`) into the folder, in one run.

    Every formula is worked out anew, whatever results the file holds.
    """
    program = soffice()
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, "utf-8")
    command = [
        program,
        "--headless",
        f"-env:UserInstallation={profile.as_uri()}",
        *options,
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
        *map(str, sources),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    made = [folder / f"{source.stem}.{kind}" for source in sources]
    missing = [path.name for path in made if not path.is_file()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout}{done.stderr}"
    return made
