"""新建工作簿: both kinds of workbooks, by the ending that Excel's dialog gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyopenvba import ExcelFile

from tests.excel_addin.conftest import Run
from xlperf.excel_addin.install import addin
from xlperf.excel_addin.open_workbook import read_open_workbook


def test_a_new_macro_workbook_has_its_macros_and_finds_this_python(
    app: Any, empty_book: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded: list[bool] = []
    monkeypatch.setattr(addin, "record_once", lambda: recorded.append(True))
    out = tmp_path / "新的 填报.xlsm"
    assert "已生成并打开 新的 填报.xlsm" in run("new_book", str(out))
    opened = next(entry for entry in app.books if entry.name == out.name)
    assert len(read_open_workbook(opened).filing.spare) == 1
    with ExcelFile(out) as book:
        assert "XlperfLauncher" in book.vba_modules()
    assert recorded == [True]
