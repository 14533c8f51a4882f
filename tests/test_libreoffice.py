"""The judge itself: what LibreOffice converts here, it has worked out anew."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.libreoffice import convert
from tests.workbooks import EXAMPLE


def numbers(path: Path) -> dict[tuple[str, str], float]:
    book = openpyxl.load_workbook(path, data_only=True)
    cells = ((sheet.title, cell) for sheet in book for row in sheet for cell in row)
    return {(name, c.coordinate): c.value for name, c in cells if isinstance(c.value, (int, float))}


def test_results_that_a_file_holds_are_worked_out_anew(tmp_path: Path) -> None:
    wrong, changed = tmp_path / "wrong.xlsx", 0
    with ZipFile(EXAMPLE) as old, ZipFile(wrong, "w") as new:
        for name in old.namelist():
            content, count = re.subn(rb"(</f><v>)[\d.]+(</v>)", rb"\g<1>77\2", old.read(name))
            changed += count
            new.writestr(name, content)
    assert changed > 100
    [again] = convert([wrong], "xlsx", tmp_path / "out")
    assert numbers(wrong) != pytest.approx(numbers(EXAMPLE))
    assert numbers(again) == pytest.approx(numbers(EXAMPLE))
