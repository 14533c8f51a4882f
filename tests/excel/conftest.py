"""The worked example open in the application, and macro workbooks with the bridge in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xlperf.excel import steps
from xlperf.excel.commands import run_command

EXAMPLE = Path(__file__).parents[2] / "workbooks" / "example-songjiang-2022.xlsx"
ODD_NAME = "预算 & '目标' 100%=.xlsx"
"""A name that no shell, no URL and no formula takes as it is."""

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Backups of tests go to a folder of their own."""
    folder = tmp_path / "backups"
    monkeypatch.setattr(steps, "FOLDER", folder)
    return folder


@pytest.fixture
def book(app: Any, tmp_path: Path) -> Any:
    """A copy of the worked example, open, under a name full of odd characters."""
    path = tmp_path / "我的 文件夹" / ODD_NAME
    path.parent.mkdir()
    shutil.copy(EXAMPLE, path)
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
def run(book: Any) -> Run:
    """Run a command on the calling book, as the launcher does."""
    import xlwings as xw

    def running(name: str, argument: str = "") -> str:
        return run_command(xw.Book.caller(), name, argument)

    return running
