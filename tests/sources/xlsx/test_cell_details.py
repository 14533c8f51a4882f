"""The details of single cells, against openpyxl's reading of the same file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from tests.drawing import draw_filing
from tests.layouts.filings import example
from xlperf.form.edition import load_edition
from xlperf.grid import a1
from xlperf.sources.limits import LIMITS
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.cell_details import Workbook

SHARED = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c>
</row>
<row r="2"><c r="A2"><v>3</v></c><c r="B2"><f t="shared" si="0"/><v>6</v></c></row>
<row><c><v>4</v></c><c><f t="shared" si="0"/></c></row>
</sheetData></worksheet>"""


def made(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["文字", 2, "=B1+1", "=1/0", 0.5])
    sheet["E1"].number_format = "0.0%"
    sheet["F1"], sheet["F1"].number_format = 1, "0%"
    sheet["G1"].data_type, sheet["G1"].value = "e", "#REF!"
    book.save(path)
    return path


def replaced(path: Path, part: str, content: str) -> Path:
    out = path.with_name(f"replaced-{path.name}")
    with ZipFile(path) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out


def by_openpyxl(path: Path) -> dict[str, dict[str, Any]]:
    """The cells of every sheet."""
    return {
        sheet.title: {c.coordinate: c for row in sheet for c in row if c.value is not None}
        for sheet in openpyxl.load_workbook(path)
    }


def test_formulas_errors_and_number_formats_are_those_openpyxl_sees(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx")
    book = Workbook(open_file(path))
    found = {a1(*place): behind for place, behind in book.cells("Sheet").items()}
    for name, cell in by_openpyxl(path)["Sheet"].items():
        if cell.data_type == "f":
            assert found[name].formula == cell.value
            assert found[name].empty
        elif cell.data_type == "e":
            assert found[name].error == cell.value
        elif cell.data_type == "n" and cell.number_format.endswith("%"):
            assert book.number_format(found[name].style) == cell.number_format
    assert {name for name, behind in found.items() if behind.formula} == {"C1", "D1"}


def test_shared_formula_is_told_for_each_of_its_cells(tmp_path: Path) -> None:
    path = replaced(made(tmp_path / "book.xlsx"), "xl/worksheets/sheet1.xml", SHARED)
    found = Workbook(open_file(path)).cells("Sheet")
    formulas = {a1(*place): behind.formula for place, behind in found.items() if behind.formula}
    assert formulas == {"B1": "=A1*2", "B2": "=A2*2", "B3": "=A3*2"}
    assert [found[row, 1].empty for row in range(3)] == [False, False, True]


@pytest.mark.parametrize(("longer", "told"), [(0, "=A2"), (1, "=")])
def test_long_shared_formulas_are_not_moved_to_each_cell(
    longer: int, told: str, tmp_path: Path
) -> None:
    spaces = " " * (LIMITS.shared_formula_characters + longer - len("A1*2"))
    path = replaced(
        made(tmp_path / "book.xlsx"),
        "xl/worksheets/sheet1.xml",
        SHARED.replace("A1*2", f"A1{spaces}*2"),
    )
    formula = Workbook(open_file(path)).cells("Sheet")[1, 1].formula
    assert formula is not None
    assert formula.split(" ")[0] == told


def test_a_shared_formula_is_moved_to_the_cells_that_somebody_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = replaced(made(tmp_path / "book.xlsx"), "xl/worksheets/sheet1.xml", SHARED)
    cells = Workbook(open_file(path)).cells("Sheet")
    monkeypatch.setattr("xlperf.sources.xlsx.cell_details._moved", lambda *_: "asked")
    asked = {cell: found.formula for cell, found in cells.items() if cell == (1, 1)}
    assert asked == {(1, 1): "asked"}
    assert [found.text for found in cells.values()] == [None, "=A1*2", None, "=", None, "="]


def test_drawn_workbook_reads_the_same_by_openpyxl(tmp_path: Path) -> None:
    path = tmp_path / "drawn.xlsx"
    with path.open("wb") as stream:
        draw_filing(example(), load_edition("shanghai-2022"), (), stream)
    book = Workbook(open_file(path))
    for sheet, expected in by_openpyxl(path).items():
        for place, behind in book.cells(sheet).items():
            cell = expected[a1(*place)]
            assert behind.formula == (cell.value if cell.data_type == "f" else None)


def test_styles_are_found_beside_the_list_of_sheets_wherever_that_is(tmp_path: Path) -> None:
    """Else a half would be read where the cell shows 50%."""
    path = made(tmp_path / "book.xlsx")
    moved = tmp_path / "moved.xlsx"
    with ZipFile(path) as old, ZipFile(moved, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"/xl/", b"/")
            if name.startswith("_rels/"):
                content = content.replace(b'"xl/', b'"')
            new.writestr(name.removeprefix("xl/"), content)
    for place in (path, moved):
        book = Workbook(open_file(place))
        style = book.cells("Sheet")[0, 4].style
        assert book.number_format(style) == "0.0%"
