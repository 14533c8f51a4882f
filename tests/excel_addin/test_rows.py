"""Rows inserted into a workbook with live formulas get theirs: the VBA runs in LibreOffice.

Excel's event is not raised there, so its handler is called with what Excel would hand over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xlperf.cli import cli

SHEET, HEAD, FIRST, LAST = "代表工作", 17, 18, 37
"""A project sheet, and in it the rows of the indicators' head, the first and the last of them."""
HINT, VERDICT, ALL = "G", "H", "I"
_HANDED_ON = """
Public Sub Inserted(ByVal SheetName As String, ByVal Address As String)
    With ThisWorkbook.Worksheets(SheetName)
        FillInsertedRows ThisWorkbook.Worksheets(SheetName), .Range(Address)
    End With
End Sub
"""

pytestmark = pytest.mark.usefixtures("only_libreoffice")


@pytest.fixture(scope="module")
def with_macros(
    application: Any, tmp_path_factory: pytest.TempPathFactory, two_projects: Path
) -> Path:
    from pyopenvba import ExcelFile

    path = tmp_path_factory.mktemp("rows") / "填报.xlsm"
    assert CliRunner().invoke(cli, ["rebuild", str(two_projects), "-o", str(path)]).exit_code == 0
    with ExcelFile(path) as book:
        text = book.get_module("XlperfRows")
        book.set_module("XlperfRows", text + _HANDED_ON.replace("\n", "\r\n"))
        book.save()
    return path


class Rows:
    """A project sheet, protected as ever, into which rows are inserted."""

    def __init__(self, document: Any) -> None:
        self.document, self.sheet = document, document.Sheets.getByName(SHEET)

    def formula(self, column: str, row: int) -> str:
        return str(self.sheet.getCellRangeByName(f"{column}{row}").Formula)

    def insert(self, row: int, count: int = 1) -> None:
        self.sheet.unprotect("")
        self.sheet.Rows.insertByIndex(row - 1, count)
        self.sheet.protect("")

    def tell(self, address: str) -> None:
        """Tell the handler what has changed, as Excel's event does."""
        url = "vnd.sun.star.script:VBAProject.XlperfRows.Inserted?language=Basic&location=document"
        self.document.getScriptProvider().getScript(url).invoke((SHEET, address), (), ())


@pytest.fixture
def rows(with_macros: Path, office: Any) -> Iterator[Rows]:
    opened = office.open(with_macros)
    yield Rows(opened)
    office.settle()
    opened.close(True)


@pytest.mark.parametrize("at", [FIRST, FIRST + 1, FIRST + 4, LAST])
def test_inserted_rows_get_the_formulas_of_their_table(rows: Rows, at: int) -> None:
    """Right below the head too, and above the first row, whose formula is one of its own."""
    rows.insert(at, 2)
    assert [rows.formula(column, at) for column in (HINT, VERDICT)] == ["", ""]
    rows.tell(f"{at}:{at + 1}")
    for row in (at, at + 1):
        assert f"LEN(A{row}&B{row}&C{row}&D{row})=0" in rows.formula(HINT, row)
        assert f'&ROW()-ROW($A${HEAD})&"' in rows.formula(VERDICT, row)
        assert rows.formula(ALL, row) == ""
    assert rows.formula(VERDICT, at) == rows.formula(VERDICT, LAST + 2)
    assert rows.formula(ALL, HEAD).startswith(f"=XLPERF_VERDICTS(A{HEAD}:E{LAST + 2})")


@pytest.mark.parametrize("at", [5, 9, HEAD, LAST + 1, LAST + 4])
def test_rows_inserted_elsewhere_stay_empty(rows: Rows, at: int) -> None:
    """Among the fields, above the head, below the last row, among the narratives."""
    rows.insert(at)
    rows.tell(f"{at}:{at}")
    assert [rows.formula(column, at) for column in (HINT, VERDICT, ALL)] == ["", "", ""]


def test_two_areas_are_filled_each_and_what_is_no_row_is_left(rows: Rows) -> None:
    rows.insert(FIRST + 6)
    rows.insert(FIRST + 2)
    rows.tell(f"A{FIRST + 2}:F{FIRST + 2}")
    assert rows.formula(HINT, FIRST + 2) == ""
    rows.tell(f"{FIRST + 2}:{FIRST + 2},{FIRST + 7}:{FIRST + 7}")
    assert rows.formula(HINT, FIRST + 2) != ""
    assert rows.formula(VERDICT, FIRST + 7) != ""
