"""How far the cells of a worksheet reach; checked against what calamine makes of them."""

from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError

import pytest
from python_calamine import CalamineWorkbook

from tests.sources.xlsx.packages import cell, sheet, workbook
from xlperf.sources.limits import LIMITS
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx import worksheet
from xlperf.sources.xlsx.worksheet import inspect_worksheet

A1 = cell("A1")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

FAR = {
    "last cell": f'<row r="1">{A1}</row><row r="1048576">{cell("XFD1048576")}</row>',
    "last column": f'<row r="1">{A1}</row><row>{cell("XFD1000")}</row>',
    "last row": f'<row r="1">{A1}</row><row>{cell("ZZ1048576")}</row>',
    "far row whose cell has no address": '<row r="1048576">' + "<c><v>1</v></c>" * 9 + "</row>",
    "many cells without an address": "<row/>" * 3_000 + f"<row>{'<c><v>1</v></c>' * 900}</row>",
    "single quotes": f"<row>{A1}</row><row><c r='XFD1048576'><v>1</v></c></row>",
    "spaces": f'<row>{A1}</row><row><c\n r = "XFD1048576" ><v>1</v></c></row>',
    "address after other attributes": f'<row>{A1}</row><row><c s="1" r="XFD1048576"><v/></c></row>',
    "small letters": f"<row>{A1}</row><row>{cell('xfd1048576')}</row>",
    "prefixed names": f'<row>{A1}</row><x:row xmlns:x="{MAIN}"><x:c r="XFD1048576"><x:v/></x:c>'
    "</x:row>",
    "empty text": f'<row>{A1}</row><row><c r="XFD1048576" t="str"><v></v></c></row>',
    "inline text": f'<row>{A1}</row><row><c r="XFD1048576" t="inlineStr"><is/></c></row>',
}
WRONG = {
    "two addresses": f'<row>{A1}<c r="B1" r="XFD1048576"><v>1</v></c></row>',
    "two addresses behind a bracket": '<row><c r="B1" s=">" r="XFD1048576"><v>1</v></c></row>',
    "two addresses behind an open quote": '<row><c r="B1" s="1 >" r="XFD1"><v>1</v></c></row>',
    "two addresses without a space": f'<row>{A1}<c r="B1" t="a"r="XFD9999"><v>1</v></c></row>',
    "beyond the last column": f"<row>{A1}{cell('XFE1')}</row>",
    "beyond the last row": f"<row>{A1}{cell('A1048577')}</row>",
    "column of many letters": f"<row>{A1}{cell('AAAAAAA1')}</row>",
    "row of many digits": f"<row>{A1}{cell('A99999999999')}</row>",
    "row that is no number": f'<row r="x">{A1}<c><v>1</v></c></row>',
    "sheet that breaks off": f"<row>{A1}<c>",
}
NEAR = {
    "one cell": f"<row>{A1}</row>",
    "far cell with a style only": f'<row>{A1}</row><row><c r="XFD1048576" s="1"/></row>',
    "far row without cells": f'<row>{A1}</row><row r="1048576" ht="12"/>',
    "text like an address": f'<row>{A1}<c r="B1" t="str"><v>r="XFD1048576"</v></c></row>',
}


def test_far_cells_are_counted_exactly_or_more() -> None:
    for name, rows in FAR.items():
        found = inspect_worksheet(sheet(rows).encode())
        assert found is not None
        assert found.cells > LIMITS.sheet_cells, name


def test_addresses_that_are_none_are_refused() -> None:
    for name, rows in WRONG.items():
        with pytest.raises((ValueError, ExpatError)):
            inspect_worksheet(sheet(rows).encode())
            pytest.fail(name)


@pytest.mark.parametrize("rows", NEAR.values(), ids=NEAR)
def test_near_sheets_are_read_whatever_range_they_declare(rows: str, tmp_path: Path) -> None:
    content = workbook(sheet(rows, before='<dimension ref="A1:XFD1048576"/>'))
    (tmp_path / "a.xlsx").write_bytes(content)
    source = open_file(tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(source.data))
    assert book.get_sheet_by_index(0).to_python(skip_empty_area=False)[0][0] == 1


def test_limit_from_both_sides() -> None:
    # 200 columns by 10,000 rows are 2,000,000 cells
    for rows, inside in ((10_000, True), (10_001, False)):
        written = f'<row r="1">{A1}</row><row r="{rows}">{cell(f"GR{rows}")}</row>'
        found = inspect_worksheet(sheet(written).encode())
        assert found is not None
        assert found[:2] == (rows, 200)
        assert (found.cells <= LIMITS.sheet_cells) is inside


USUAL = {
    "number": '<c r="B2"><v>1</v></c>',
    "style only": '<c r="B2" s="1"/>',
    "shared text": '<c r="B2" s="12" t="s"><v>1</v></c>',
    "formula": '<c r="B2" s="12"><f>SUM(A1:A2)</f><v>-1.5E-3</v></c>',
    "formula of a group": '<c r="B2" s="12"><f t="shared" si="0"/><v>1</v></c>',
    "formula's text": '<c r="B2" t="str"><f>A1</f><v>&gt;=1</v></c>',
    "formula's error": '<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>',
    "inline text": '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> a&amp;b</t></is></c>',
}


@pytest.mark.parametrize("written", USUAL.values(), ids=USUAL)
def test_cells_as_excel_writes_them_need_no_parser(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worksheet, "StrictSheet", None)
    rows = f'<row r="1" spans="1:9">{A1}</row><row r="2" ht="15.6">{written}</row><row r="3"/>'
    merged = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells><extLst/>'
    found = inspect_worksheet(sheet(rows, "<dimension/>", merged).encode())
    assert found is not None
    assert found.rows == 3


def test_chart_sheet_is_no_worksheet() -> None:
    assert inspect_worksheet(b"<chartsheet/>") is None
