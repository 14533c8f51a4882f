"""What the drawer makes by itself instead of XlsxWriter: lists, links and the package."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openxml_audit import OpenXmlValidator

from xlperf.layouts.sheet import Cell, Link, Listing, Sheet
from xlperf.layouts.styles import STYLES
from xlperf.output.excel_writer import draw
from xlperf.sources.xlsx.zip_writer import AT_ONCE

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


def sheet(**more):
    heads = [Cell(0, column, name, "head") for column, name in enumerate(TABLE.columns)]
    return Sheet("表", heads, STYLES, (80.0,) * len(heads), {}, **more)


def drawn(*sheets, beside=AT_ONCE):
    out = BytesIO()
    draw(sheets, out, beside=beside)
    return out.getvalue()


def test_list_holds_every_value_of_its_table():
    listing = Listing(1, ("list",) * TABLE.width, TABLE)
    book = openpyxl.load_workbook(BytesIO(drawn(sheet(listing=listing))))
    rows = [[cell.value for cell in row] for row in book["表"].iter_rows(min_row=2)]
    for row, (text, amount, long, share, day, count) in zip(rows, TABLE.rows(), strict=True):
        assert row[:2] == [text, None if amount is None else float(amount)]
        # More digits than a number of Excel holds are kept as a text.
        assert row[2] == (str(long) if long == Decimal(LONG[0]) else long and float(long))
        assert row[3] == (None if share != share else share)
        assert row[4:] == [day and (day - date(1899, 12, 30)).days, count]


def test_links_to_one_file_share_its_relationship(tmp_path):
    links = tuple(
        Link(row, 0, path, f"'甲\"&乙'!A{row}")
        for row, path in enumerate(["子/一 #1.xlsx", "二%.xlsx", "子/一 #1.xlsx"], start=1)
    )
    inside = Cell(5, 0, "去", "list-link", link="'表'!A1")
    whole = sheet(links=links)
    whole.cells.append(inside)
    content = drawn(whole)
    with ZipFile(BytesIO(content)) as package:
        assert package.read("xl/worksheets/_rels/sheet1.xml.rels").count(b"<Relationship ") == 2
    book = openpyxl.load_workbook(BytesIO(content))["表"]
    found = [book[ref].hyperlink for ref in ("A2", "A3", "A4", "A6")]
    assert {(link.ref, link.target, link.location) for link in found} == {
        ("A2", "子/一%20%231.xlsx", "'甲\"&乙'!A1"),
        ("A3", "二%25.xlsx", "'甲\"&乙'!A2"),
        ("A4", "子/一%20%231.xlsx", "'甲\"&乙'!A3"),
        ("A6", None, "'表'!A1"),
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    result = OpenXmlValidator().validate(str(path))
    assert result.is_valid, [str(error) for error in result.errors]


def test_what_is_compressed_beside_the_drawing_is_the_same():
    listing = Listing(1, ("list",) * TABLE.width, TABLE)
    with ThreadPoolExecutor(1) as beside:
        assert drawn(sheet(listing=listing), beside=beside) == drawn(sheet(listing=listing))


def test_error_in_compressing_is_raised():
    class Full(ThreadPoolExecutor):
        def submit(self, *_):
            return super().submit(lambda: 1 // 0)

    with Full(1) as beside, pytest.raises(ZeroDivisionError):
        drawn(sheet(), beside=beside)
