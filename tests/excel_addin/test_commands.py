"""Ribbon commands: how often each reads and checks the open workbook."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Counted
from tests.excel_addin.conftest import Run
from xlperf.excel_addin import open_workbook
from xlperf.excel_addin.commands import COMMANDS
from xlperf.rules import run as rules

ONCE = {
    "check_sheet": (1, 1),
    "check_book": (1, 1),
    "next_finding": (1, 1),
    "clear_marks": (1, 0),
    "form_of_sheet": (1, 1),
    "forms_of_book": (1, 1),
    "publish": (1, 1),
    "rebuild_summary": (1, 1),
}
"""How often commands read and check that leave the project sheets as they are."""
CHANGING = {"add_project": (2, 1), "rebuild_layout": (2, 2)}
"""The same of commands that change them: 汇总 is drawn after the workbook as it then is."""


@pytest.mark.parametrize(("command", "times"), (ONCE | CHANGING).items())
def test_a_command_reads_and_checks_the_workbook_once(
    command: str, times: tuple[int, int], book: Any, run: Run, counted: Counted
) -> None:
    counted("read", open_workbook, "filing_of")
    calls = counted("check", rules, "build_tables")
    book.sheets["代表工作"].activate()
    assert command in COMMANDS
    run(command)
    assert (calls["read"], calls["check"]) == times
