"""LibreOffice as a judge: converts and recalculates what the program drew.

One is started for all the tests of a process and spoken to over its pipe: starting costs more
than most conversions. What is about the starting itself goes through `xlperf.output.documents.pdf`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.office import Office

_FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
_started: list[Office] = []


def soffice() -> str:
    """The program; without it a test is skipped, but not on the build machine."""
    found = shutil.which("soffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice (soffice) is not installed; .ci/run should have done so")
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


def running() -> Office:
    """The LibreOffice of this process, started when it is first asked for or has crashed.

    Without it, or its bridge to Python, a skip.
    """
    soffice()
    import_module("tests.engine")  # which knows the folder of Debian's python3-uno
    if not os.environ.get("CI"):
        pytest.importorskip("uno", reason="python3-uno is not installed")
    from tests.engine.office import Office

    if _started and _started[-1].process.poll() is not None:
        close()
    if not _started:
        _started.append(Office())
    return _started[-1]


def close() -> None:
    """End the LibreOffice of this process, if one was started."""
    while _started:
        _started.pop().close()


TABBED = (
    "Text - txt - csv (StarCalc)", "9,34,76,1,,0,false,true,false,false,false,0,true"
)  # fmt: skip
"""Columns between tabs, in UTF-8; numbers and formulas are made of what looks like them."""


def convert(
    sources: Sequence[Path], kind: str, folder: Path, source_filter: tuple[str, str] = ("", "")
) -> list[Path]:
    """Each source converted (`pdf`, `xlsx`, `ods`) into the folder.

    Every formula is worked out anew, whatever results the file holds. `source_filter` is the
    filter to open the sources with, and its options.
    """
    office = running()
    folder.mkdir(exist_ok=True)
    made = []
    for source in sources:
        document = office.open(source, *source_filter)
        try:
            is_sheet = document.supportsService("com.sun.star.sheet.SpreadsheetDocument")
            if is_sheet:
                document.calculateAll()
            target = folder / f"{source.stem}.{kind}"
            printing = "calc_pdf_Export" if is_sheet else "writer_pdf_Export"
            office.store(document, target, _FILTERS.get(kind, printing))
        finally:
            document.close(True)
        made.append(target)
    return made
