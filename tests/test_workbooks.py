"""The workbooks in the repository are what the program makes today."""

from pathlib import Path
from runpy import run_path
from zipfile import ZipFile

import pytest

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
MADE = sorted(path.name for path in WORKBOOKS.glob("*.xlsx"))


@pytest.fixture(scope="module")
def remade(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbooks")
    run_path(str(WORKBOOKS / "make.py"))["make"](folder)
    return folder


def parts(path):
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_folder_holds_exactly_what_the_command_makes(remade):
    assert sorted(path.name for path in remade.iterdir()) == MADE


@pytest.mark.parametrize("name", MADE)
def test_workbook_is_what_the_program_makes_today(name, remade):
    kept, made = parts(WORKBOOKS / name), parts(remade / name)
    assert list(kept) == list(made)
    for part in kept:
        assert kept[part] == made[part], part
