"""Workbooks made to exhaust a machine, through `check`: one sentence, in time, within memory."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import pytest

from tests.safety.children import COMMAND, ROOT, SECONDS, run_all

EXAMPLE = ROOT / "workbooks" / "example-songjiang-2022.xlsx"
SHEET = "xl/worksheets/sheet4.xml"  # the first project


def changed(path, change):
    """The worked example with its parts changed, closed properly again."""
    with ZipFile(EXAMPLE) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def cell_of_a_million_characters(path: Path) -> None:
    def change(parts):
        text = b'<c r="H60" t="inlineStr"><is><t>' + b"9" * 1_000_000 + b"</t></is></c>"
        row = b'<row r="60">' + text + b"</row>"
        content = re.sub(rb'<row r="(6\d|[789]\d|\d{3,})".*?</row>', b"", parts[SHEET], flags=re.S)
        parts[SHEET] = content.replace(b"</sheetData>", row + b"</sheetData>")

    changed(path, change)


def cell_in_the_last_corner(path: Path) -> None:
    def change(parts):
        row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", row + b"</sheetData>")

    changed(path, change)


def claim_of_the_whole_sheet(path: Path) -> None:
    def change(parts):
        whole = b'<dimension ref="A1:XFD1048576"/>'
        parts[SHEET] = re.sub(rb"<dimension [^>]*/>", whole, parts[SHEET])
        assert whole in parts[SHEET]

    changed(path, change)


def ten_thousand_sheets(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for number in range(10_000):
        book.create_sheet(f"{number}").append(["项目名称"])
    book.save(path)


def bomb(path: Path) -> None:
    """About 200 KB of zeros squeezed out of 200 MB, in the place of a picture of a sheet."""

    def change(parts):
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", b" " * 200_000_000 + b"</sheetData>")

    changed(path, change)


def nested_bomb(path: Path) -> None:
    """Forty kilobytes for two hundred megabytes: the same squeezed entry listed many times."""
    once = BytesIO()
    with ZipFile(once, "w", ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr(ZipInfo("[Content_Types].xml"), b"<Types/>", ZIP_DEFLATED)
        package.writestr(ZipInfo("xl/media/a.bin"), b"\0" * 40_000_000, ZIP_DEFLATED)
    data = once.getvalue()
    end = data.rfind(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    entries = data[start:end]
    second = entries[entries.find(b"PK\x01\x02", 4) :]
    more = b"".join(second.replace(b"a.bin", b"%c.bin" % n) for n in range(98, 102))
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (6).to_bytes(2, "little")
    tail[12:16] = (len(entries) + len(more)).to_bytes(4, "little")
    path.write_bytes(data[:end] + more + bytes(tail))
    assert path.stat().st_size < 50_000


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (cell_of_a_million_characters, 2, "32767|32,767"),
        (cell_in_the_last_corner, 2, "1048576 行、XFD 列"),
        (claim_of_the_whole_sheet, 0, None),
        (ten_thousand_sheets, 2, "10000 张工作表|部件"),
        (bomb, 2, "展开后过大"),
        (nested_bomb, 2, "展开后过大|不是|没有工作簿"),
    ],
)
def test_what_would_exhaust_the_machine_is_refused_in_one_sentence(make, code, words, tmp_path):
    path = tmp_path / "odd.xlsx"
    make(path)
    [answer] = run_all(COMMAND, [["check", str(path)]], tmp_path)
    assert (answer.faults, answer.result["code"]) == ([], code)
    assert answer.seconds < SECONDS
    if words:
        assert re.search(words, answer.result["err"])
        assert answer.result["err"].count("\n") == 1
