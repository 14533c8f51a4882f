"""Worksheets written as usual: which are known without a parser, and what is left of them."""

from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.sources.xlsx.packages import cell, sheet, workbook
from xlperf.errors import XlperfError
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx import fast_path
from xlperf.sources.xlsx.fast_path import usual_sheet

MERGED = '<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>'
PROMPTS = '<dataValidations><dataValidation sqref="A1" prompt="填写"/></dataValidations>'
ROWS = (
    f'<row r="1" spans="1:3">{cell("A1")}<c r="B1" s="3"/><c r="C1" s="3"/></row>'
    '<row r="2"><c r="A2" s="2"><f>SUM(A1:B1)</f><v>1.5</v></c><c r="B2"><f t="shared" si="0"/></c>'
    '<c r="C2" t="str"><f>A1&amp;"是"</f><v>1是</v></c></row>'
    '<row r="3" ht="15.6"><c r="A3" s="3"/></row>'
    '<row r="5"/>'
    '<row r="6"><c r="B6" t="inlineStr"><is><t xml:space="preserve"> a&lt;b</t></is></c>'
    '<c r="D6" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E6" t="b"><v>1</v></c></row>'
)


def look(rows: str, before: str = "", after: str = "") -> fast_path.Worksheet | None:
    return usual_sheet(sheet(rows, before, after).encode())


@pytest.mark.parametrize("after", ["", MERGED, MERGED + PROMPTS, PROMPTS])
def test_calamine_reads_of_what_is_left_what_it_reads_of_the_file(
    after: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(sheet(ROWS, '<dimension ref="A1:E6"/>', after)))
    given, whole = (
        CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
        for stream in (open_file(path).package(()), BytesIO(path.read_bytes()))
    )
    assert given.to_python(skip_empty_area=False) == whole.to_python(skip_empty_area=False)
    assert len(given.to_python()) == 6
    assert (
        given.merged_cell_ranges
        == whole.merged_cell_ranges
        == ([((1, 0), (1, 1))] * ("merge" in after))
    )


def test_what_calamine_passes_over_is_left_out() -> None:
    found = look(ROWS, "<dimension/>", MERGED + PROMPTS)
    assert found is not None
    assert (found.rows, found.columns) == (6, 5)
    left = found.content.decode()
    assert "<dimension/>" in left
    assert left.endswith(f"</row></sheetData>{MERGED}</worksheet>")
    assert left.count("<c ") == left.count("</c>") == 7
    assert not any(word in left for word in ("<f", 'r="3"', 'r="5"', "prompt"))


ODD = {
    "cell twice": f'<row r="1">{cell("A1")}{cell("A1")}</row>',
    "cells out of order": f'<row r="1">{cell("AA1")}{cell("Z1")}</row>',
    "cell of another row": f'<row r="1">{cell("A2")}</row>',
    "row twice": f'<row r="1">{cell("A1")}</row>' * 2,
    "rows out of order": f'<row r="2">{cell("A2")}</row><row r="1">{cell("A1")}</row>',
    "row of two numbers": f'<row r="1" r="2">{cell("A1")}</row>',
    "cells behind an empty row": f'<row r="1"/>{cell("A1")}</row>',
    "formula that does not end": '<row r="1"><c r="A1"><f><v>1</v></c></row>',
    "element like a formula": '<row r="1"><c r="A1"><fx>1</fx><v>1</v></c></row>',
    "attribute that does not end": f'<row r="1" ht="15>{cell("A1")}</row>',
    "row of number 0": f'<row r="0">{cell("A0")}</row>',
    "row without a number": f"<row>{cell('A1')}</row>",
    "row of another namespace": f'<row r="1" xmlns="urn:x">{cell("A1")}</row>',
    "formula of another namespace": '<row r="1"><c r="A1"><f xmlns="x"/><v>1</v></c></row>',
    "cell before the rows": cell("A1") + '<row r="1"/>',
    "comment between rows": '<row r="1"/><!-- --><row r="2"/>',
    "row within a row": '<row r="1"><row r="2"></row></row>',
    "comment in a value": '<row r="1"><c r="A1"><v>1<!-- -->2</v></c></row>',
    "entity in a number": '<row r="1"><c r="A1" t="n"><v>1&#50;</v></c></row>',
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_odd_rows_are_left_to_a_parser_however_often_they_come(rows: str) -> None:
    assert look(rows) is None
    assert look(rows) is None


def test_row_known_from_another_sheet_counts_where_it_stands() -> None:
    first, second = (f'<row r="{n}">{cell(f"C{n}")}</row>' for n in (1, 2))
    assert look(first + second) is not None
    assert look(second + first) is None
    found = look(second)
    assert found is not None
    assert (found.rows, found.columns) == (2, 3)


def test_cells_elsewhere_are_left_to_a_parser() -> None:
    rows = f'<row r="1">{cell("A1")}</row>'
    assert look(rows) is not None
    for before, after in (
        ("<sheetData/>", ""),
        ("<!-- -->", ""),
        ('<cols xmlns="urn:x">', ""),
        ("<x:cols>", ""),
        ("<cols>", ""),
        ("<other/>", ""),
        ("<extLst/>", ""),
        ('<col width="20>', ""),
        ("", "<sheetData/>"),
        ("", f"<!-- -->{MERGED}"),
        ("", f'<x xmlns="y"/>{MERGED}'),
    ):
        assert look(rows, before, after) is None


def test_sheet_that_calamine_takes_for_an_empty_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    head = '<cols><col min="1" width="20></cols>'
    after = '<dataValidations><dataValidation prompt="1>2"/></dataValidations>'
    path.write_bytes(workbook(sheet(f'<row r="1">{cell("A1")}</row>', head, after)))
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() == []
    with pytest.raises(XlperfError, match=r"sheet1\.xml 不是完整的 XML"):
        open_file(path)


def test_what_is_odd_behind_the_cells_is_read_as_it_is() -> None:
    rows = f'<row r="1">{cell("A1")}</row>'
    for after in (
        f'<col width="20>{MERGED}"/>',
        f"text{MERGED}",
        MERGED.replace('ref="', 'ref="$'),
    ):
        found = look(rows, "", after)
        assert found is not None
        assert found.content == sheet(rows, "", after).encode()


def test_sheet_has_no_more_rows_than_excel_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, "MOST_ROWS", 2)
    assert look('<row r="1"/><row r="2"/>') is not None
    assert look('<row r="1"/><row r="2"/><row r="3"/>') is None


def test_long_rows_are_not_remembered() -> None:
    fast_path._row.cache_clear()
    wide = "".join(cell(f"{letter}1") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    text = f'<c r="AB1" t="str"><v>{"长" * 1_000}</v></c>'
    assert look(f'<row r="1">{wide}{text}</row>') is not None
    assert fast_path._row.cache_info().currsize == 0
    assert look(f'<row r="1">{wide}</row>') is not None
    assert fast_path._row.cache_info().currsize == 1
