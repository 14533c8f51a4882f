"""What the writer writes by XlsxWriter: lists, links and texts that XlsxWriter could mistake."""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from tests.libreoffice import convert
from tests.safety.packages import ways_out
from tests.workbooks import leads_to
from xlperf.errors import XlperfError
from xlperf.layouts.sheet import Cell, Link, Listing, Page, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.output.excel_writer import draw

AMOUNTS = ["0", "-0.5", "100", "1234567.89", "0.000001", None, "90000000.1"]
LONG = ["123456789012345.678901", "0.1", None]
TABLE = pl.DataFrame(
    {
        "text": ["甲", "甲", None, "=1+1", "乙\n丙", "x" * 300, '<&>"'],
        "amount": [amount and Decimal(amount) for amount in AMOUNTS],
        "long": [value and Decimal(value) for value in (*LONG, *LONG, "7")],
        "share": [0.1, 1 / 3, float("nan"), None, 1e300, -2.0, 0.1],
        "day": [date(2023, 1, 1), None, *[date(2022, 12, 31)] * 5],
        "count": [1, 1, 2, None, 3, 5, 8],
    },
    schema_overrides={"amount": pl.Decimal(38, 6), "long": pl.Decimal(38, 6)},
)


def sheet(*cells: Cell, **more: Any) -> Sheet:
    heads = [Cell(0, column, name, "head") for column, name in enumerate(TABLE.columns)]
    return Sheet("表", [*heads, *cells], STYLES, (80.0,) * len(heads), {}, **more)


def drawn(*sheets: Sheet) -> bytes:
    return draw(sheets)


def test_list_holds_every_value_of_its_table() -> None:
    listing = Listing(1, ("list",) * TABLE.width, TABLE)
    book = openpyxl.load_workbook(BytesIO(drawn(sheet(listing=listing))))
    rows = [[cell.value for cell in row] for row in book["表"].iter_rows(min_row=2)]
    for row, (text, amount, long, share, day, count) in zip(rows, TABLE.rows(), strict=True):
        assert row[:2] == [text, None if amount is None else float(amount)]
        # More digits than a number of Excel holds are kept as a text.
        assert row[2] == (str(long) if long == Decimal(LONG[0]) else long and float(long))
        assert row[3] == (None if share != share else share)
        assert row[4:] == [day and (day - date(1899, 12, 30)).days, count]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Decimal("0.01"), "n"),
        (Decimal("90000000.1"), "n"),
        (Decimal("90071992547409.94"), "n"),
        (Decimal("90071992547409.93"), "s"),
        (Decimal("9007199254740.123"), "n"),
        (Decimal("90071992547409912"), "s"),
        (Decimal("900719925474099.123"), "s"),
        (Decimal("1E400"), "s"),
        (10**15, "n"),
        (2**53 + 1, "s"),
        (10**400, "s"),
        (date(1900, 3, 1), "n"),
        (date(1900, 2, 28), "s"),
    ],
)
def test_number_comes_back_as_it_was_or_is_a_text(value: Decimal | int | date, kind: str) -> None:
    book = openpyxl.load_workbook(BytesIO(drawn(sheet(Cell(1, 0, value, "list")))))
    cell = book["表"]["A2"]
    assert cell.data_type == kind
    if kind == "s":
        assert cell.value == str(value)
    elif isinstance(value, date):
        assert cell.value == (value - date(1899, 12, 30)).days
    else:
        assert Decimal(repr(cell.value)) == value
        with ZipFile(BytesIO(drawn(sheet(Cell(1, 0, value, "list"))))) as package:
            assert f"<v>{value}</v>".encode() in package.read("xl/worksheets/sheet1.xml")


FILES = ["子/一 #1.xlsx", "二%20.xlsx", "../三&[1].xlsx", "四'乙.xlsx"]


def test_links_lead_to_files_and_sheets(tmp_path: Path) -> None:
    at = [Link(row, 0, file, f"'甲 ''\"&乙%'!A{row}") for row, file in enumerate(FILES, start=1)]
    cells = [Cell(row, 0, '去"SORT("', "list-link") for row in (1, 2, 3)]
    cells.append(Cell(5, 0, 5, "list-link", columns=2, link="'表'!A1"))
    path = tmp_path / "a" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(drawn(sheet(*cells, Cell(4, 0, None, "list-link"), links=tuple(at))))
    assert ways_out(path) == []
    book = openpyxl.load_workbook(path)["表"]
    made = [book.cell(link.row + 1, 1) for link in at]
    texts = ['去"SORT("'] * 3 + [""]
    assert [leads_to(cell.value) for cell in made] == [
        (link.path, link.place, text) for link, text in zip(at, texts, strict=True)
    ]
    assert {cell.style_id for cell in made} == {book["A6"].style_id}
    assert (book["A6"].value, book["A6"].hyperlink.location) == (5, "'表'!A1")
    result = OpenXmlValidator().validate(str(path))
    assert result.is_valid, [str(error) for error in result.errors]


def test_links_are_the_same_for_libreoffice_and_find_the_files(tmp_path: Path) -> None:
    at = [Link(row, 0, file, f"'甲''乙'!A{row}") for row, file in enumerate(FILES, start=1)]
    cells = [Cell(row, 0, f'去"{row}', "list-link") for row in range(1, 5)]
    path = tmp_path / "a" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(drawn(sheet(*cells, links=tuple(at))))
    [again], [printed] = (convert([path], kind, tmp_path / kind) for kind in ("xlsx", "pdf"))
    for book in (path, again):
        rows = CalamineWorkbook.from_path(book).get_sheet_by_name("表").to_python()
        assert [row[0] for row in rows[1:]] == [cell.value for cell in cells]
    links = re.findall(rb"/URI\s*\((.*?)\)", printed.read_bytes())
    led = [unquote(link.decode()).removeprefix("./") for link in links]
    assert led == [f"{link.path}#{link.place}" for link in at]


def test_link_that_excel_cannot_hold_leaves_its_text(caplog: pytest.LogCaptureFixture) -> None:
    texts = ["字" * 255, "字" * 256, "\v", "_x0041_", "字"]
    links = [Link(row, 0, "一.xlsx", "'表'!A1") for row in range(1, 5)]
    links.append(Link(5, 0, "长" * 245 + ".xlsx", "'表'!A1"))
    listing = Listing(1, ("list",), pl.DataFrame({"头": texts}))
    content = drawn(sheet(listing=listing, links=tuple(links)))
    assert "“表”有 4 处的链接 Excel 存不下，只写了文字" in caplog.text
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("表").to_python()
    assert [row[0] for row in rows[1:]] == texts
    book = openpyxl.load_workbook(BytesIO(content))["表"]
    assert [cell.data_type for cell in book["A"][1:]] == ["f", "s", "s", "s", "s"]


@pytest.mark.parametrize(
    "text",
    ["<r>", "<r></r>", "<r><t>x</t></r>", "_x0041_", "a_x0041_x0042_x0043_b", "_x005F_x0041_",
     "<r> _x0041_x0042_ </r>", "_x0041_x0042", "__x0041__x0042_x0043_ "],
)  # fmt: skip
def test_text_that_looks_like_mark_up_stays_as_it_is(text: str) -> None:
    content = drawn(sheet(Cell(1, 0, text, "list"), Cell(2, 0, text, "list", formula="=A2")))
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("表").to_python()
    assert [row[0] for row in rows[1:]] == [text, text]


def test_the_same_sheets_make_the_same_bytes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = Listing(1, ("list",) * TABLE.width, TABLE)
    first = drawn(sheet(listing=listing))
    monkeypatch.setattr(time, "time", lambda: 2e9)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2e9))
    assert drawn(sheet(listing=listing)) == first


def test_a_size_is_written_alike_whatever_kind_of_number_it_is() -> None:
    looks = [{"cell": STYLES["cell"]._replace(size=size)} for size in (8, 8.0)]
    whole, exact = (
        drawn(Sheet("表", [Cell(0, 0, "文字", "cell")], look, (80.0,), {})) for look in looks
    )
    assert whole == exact


def test_error_result_is_told_from_a_text_that_spells_one() -> None:
    long = "长" * 32_768
    cells = [Cell(row, 0, text, "list", formula="=A1") for row, text in ((1, "#N/A"), (2, long))]
    with ZipFile(BytesIO(drawn(sheet(*cells)))) as package:
        part = package.read("xl/worksheets/sheet1.xml").decode()
    assert 't="str"><f>A1</f><v>#N/A</v>' in part
    assert 't="e"><f>A1</f><v>#VALUE!</v>' in part


def test_more_page_breaks_than_a_sheet_holds_are_refused() -> None:
    drawn(sheet(page=Page(breaks=tuple(range(1, 1024)))))
    with pytest.raises(XlperfError, match=r"^工作表“表”要分成 1024 页以上，.*。$"):
        drawn(sheet(page=Page(breaks=tuple(range(1, 1025)))))
