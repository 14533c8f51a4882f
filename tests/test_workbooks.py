"""The workbooks in the repository are what the program makes today."""

import re
from pathlib import Path
from runpy import run_path
from zipfile import ZipFile

import pytest
from pyopenvba import ExcelFile

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
MADE = sorted(path.name for path in WORKBOOKS.glob("*.xls[xm]"))
MAKE = "python workbooks/make.py"
PROJECT = "xl/vbaProject.bin"


@pytest.fixture(scope="module")
def remade(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbooks")
    run_path(str(WORKBOOKS / "make.py"))["make"](folder)
    return folder


def parts(path):
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_folder_holds_exactly_what_the_command_makes(remade):
    assert sorted(path.name for path in remade.iterdir()) == MADE, f"run `{MAKE}`"


@pytest.mark.parametrize("name", MADE)
def test_workbook_is_what_the_program_makes_today(name, remade):
    kept, made = parts(WORKBOOKS / name), parts(remade / name)
    assert list(kept) == list(made)
    for part in kept:
        if part != PROJECT:
            assert kept[part] == made[part], f"{part} of {name}: run `{MAKE}` and read what changed"


@pytest.mark.parametrize("name", [name for name in MADE if name.endswith(".xlsm")])
def test_macros_are_todays_whatever_the_xlwings_they_were_made_with(name, remade):
    kept, made = (modules(folder / name) for folder in (WORKBOOKS, remade))
    assert kept == made
    assert "XLPERF_VERDICTS" in made["XlperfFunctions"]


def modules(path):
    with ExcelFile(path) as book:
        texts = dict(book.vba_modules())
    version = re.search(r'XLWINGS_VERSION As String = "([\d.]+)"', texts["XlperfLauncher"])[1]
    return {name: text.replace(version, "@") for name, text in texts.items()}
