"""A workbook open in the application: two projects of the worked example, or all of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.drawing import FEW
from tests.workbooks import EXAMPLE
from xlperf.excel_addin.commands import run_command
from xlperf.excel_addin.undo import steps
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.layouts.workbooks import filing_workbook
from xlperf.operations.indicator_library import Entry
from xlperf.output.excel_writer import draw_workbook
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

ODD_NAME = "预算 & '目标' 100%=.xlsx"
"""A name that no shell, no URL and no formula takes as it is."""

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Backups of tests go to a folder of their own."""
    folder = tmp_path / "backups"
    monkeypatch.setattr(steps, "FOLDER", folder)
    return folder


@pytest.fixture(scope="session")
def two_projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first two projects of the worked example: it opens in a third of the time."""
    return saved_with(FEW, tmp_path_factory)


def saved_with(library: Sequence[Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two projects in a workbook with these entries of the library.

    The sheets that are for reading alone are left out, as by a clerk who deletes them: each costs
    a tenth of every opening and saving.
    """
    whole = read_filing(EXAMPLE)
    filing = replace(whole, projects=whole.projects[:2], statement=None, summary=())
    found, edition = check_filings([filing])[0], load_edition(filing.edition)
    drawn = filing_workbook(filing, edition, found, library=library)
    to_read = {template()["sheets"][kind] for kind in ("guide", "rules")}
    kept = [sheet for sheet in drawn.sheets if sheet.name not in to_read]
    path = tmp_path_factory.mktemp("drawn") / "two-projects.xlsx"
    path.write_bytes(draw_workbook(drawn._replace(sheets=kept)))
    return path


@pytest.fixture
def book(app: Any, tmp_path: Path, two_projects: Path) -> Any:
    """Two projects of the worked example, open, under a name full of odd characters."""
    return opened_copy(app, two_projects, tmp_path)


@pytest.fixture
def example(app: Any, tmp_path: Path) -> Any:
    """The whole worked example, open in the same way."""
    return opened_copy(app, EXAMPLE, tmp_path)


@pytest.fixture
def empty_book(app: Any) -> Any:
    """A new workbook without a project, and the caller, for what asks nothing of its caller."""
    added = app.books.add()
    added.set_mock_caller()
    return added


def opened_copy(app: Any, source: Path, folder: Path) -> Any:
    """A copy of a workbook, open, and the caller of what is run."""
    path = folder / "我的 文件夹" / ODD_NAME
    path.parent.mkdir()
    shutil.copy(source, path)
    opened = app.books.open(path)
    opened.set_mock_caller()
    return opened


def summary_rows(book: Any) -> list[dict[str, Any]]:
    """The rows of the list of projects on 汇总, by the texts of its heads."""
    rows = book.sheets["汇总"].range("A1:Z120").value
    head = next(number for number, row in enumerate(rows) if row[0] == "序号")
    listed = []
    for row in rows[head + 1 :]:
        if not isinstance(row[0], float):
            break
        listed.append({name: value for name, value in zip(rows[head], row, strict=True) if name})
    return listed


@pytest.fixture
def run() -> Run:
    """Run a command on the calling book, as the launcher does."""
    import xlwings as xw

    def running(name: str, argument: str = "") -> str:
        return run_command(xw.Book.caller(), name, argument)

    return running
