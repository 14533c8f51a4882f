"""Workbooks that hold one thing for Excel and another for a parser: refused, none of them read."""

import re
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from tests.sources.test_open_file import refused_bytes
from tests.sources.xlsx.packages import WORKBOOK, cell, packed, parts, sheet, strings, workbook
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

OTHER = 'xmlns:x="urn:unknown"'
A1, B1 = cell("A1"), cell("B1")


def text(body: str, kind: str = "s") -> str:
    return f'<row r="1"><c r="A1" t="{kind}">{body}</c></row>'


CELLS = {
    "cell of an unknown namespace": f'<row r="1">{A1}<x:c {OTHER} r="B1"><x:v>9</x:v></x:c></row>',
    "cell of a namespace of its own": f'<row r="1">{A1}<c xmlns="urn:unknown" r="B1"/></row>',
    "row of a namespace of its own": f'<row r="1" xmlns="urn:unknown">{A1}</row>',
    "row of an unknown namespace": f'<row r="1">{A1}</row><x:row {OTHER} r="2"/>',
    "value of an unknown namespace": f'<row r="1"><c r="A1"><v>1</v><x:v {OTHER}>9</x:v></c></row>',
    "cell in an alternative": '<row r="1"><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>'
    f"{A1}</mc:Choice></mc:AlternateContent></row>",
    "cell in a list of extensions": f'<row r="1"><extLst><ext>{A1}</ext></extLst></row>',
    "row twice": f'<row r="1">{A1}</row><row r="1">{B1}</row>',
    "rows out of order": f'<row r="2">{cell("A2")}</row><row r="1">{A1}</row>',
    "cell twice": f'<row r="1">{A1}{A1}</row>',
    "cells out of order": f'<row r="1">{B1}{A1}</row>',
    "cell twice with other quotes": f"<row r=\"1\">{A1}<c r='A1'><v>2</v></c></row>",
    "cell twice with a style first": f'<row r="1">{A1}<c s="1" r="A1"><v>2</v></c></row>',
    "cell twice, once without its address": f'<row r="1"><c><v>1</v></c>{A1}</row>',
    "cell of another row": f'<row r="1">{cell("A2")}</row>',
    "cell's address that a text covers": f'<row r="1">{B1}{A1}</row><row r="2">'
    '<c r="A2" t="str"><v> r="</v></c></row>',
    "comment in a number": '<row r="1"><c r="A1"><v>1<!-- -->23</v></c></row>',
    "entity in a number": '<row r="1"><c r="A1"><v>1&#50;3</v></c></row>',
    "number of plain characters": '<row r="1"><c r="A1"><v><![CDATA[5]]></v></c></row>',
    "text of plain characters": text("<v><![CDATA[5]]></v>", "str"),
    "entity in a type": text("<v>1</v>", "&#115;"),
    "two values": '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
    "inline text before a value": text("<is><t>a</t></is><v>2</v>", "inlineStr"),
    "inline text that is none": text("<v>2</v>", "inlineStr"),
    "inline text of a number": text("<is><t>a</t></is>", "n"),
    "index with spaces": text("<v> 1 </v>"),
    "index below zero": text("<v>-1</v>"),
    "index with decimals": text("<v>1.0</v>"),
    "index that is no number": text("<v>x</v>"),
}


def ambiguous(folder: Path, contents: dict[str, str]) -> None:
    contents.setdefault("xl/sharedStrings.xml", strings("a", "b"))
    assert refused_bytes(folder, packed(contents)) == "ambiguous"


@pytest.mark.parametrize("rows", CELLS.values(), ids=CELLS)
def test_cells_that_programs_read_differently(tmp_path: Path, rows: str) -> None:
    ambiguous(tmp_path, parts(sheet(rows)))


WHOLE = f'<sheetData><row r="1">{A1}</row></sheetData>'
AROUND = {
    "second cells": ("", WHOLE),
    "cells in an extension of a view": (
        f"<sheetViews><sheetView><extLst><ext>{WHOLE}</ext></extLst></sheetView></sheetViews>", ""
    ),
    "cells in an alternative": (
        f'<mc:AlternateContent xmlns:mc="urn:mc">{WHOLE}</mc:AlternateContent>', ""
    ),
    "cells of an unknown namespace": (f"<x:x {OTHER}>{WHOLE}</x:x>", ""),
    "cells within a namespace of its own": ('<cols xmlns="urn:unknown">', "</cols>"),
    "cells within another element": ("<cols>", "</cols>"),
    "merged cells of an unknown namespace": ("", f'<x:mergeCells {OTHER}><x:mergeCell/>'
                                             "</x:mergeCells>"),
    "merged cells in an extension": (
        "", '<extLst><ext><mergeCells><mergeCell ref="A1:B2"/></mergeCells></ext></extLst>'
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), AROUND.values(), ids=AROUND)
def test_second_cells_beside_the_cells(tmp_path: Path, before: str, after: str) -> None:
    ambiguous(tmp_path, parts(sheet(f'<row r="1">{A1}</row>', before, after)))


STRINGS = {
    "text of an unknown namespace": f"<x:si {OTHER}><t>X</t></x:si>",
    "text in an alternative": '<mc:AlternateContent xmlns:mc="urn:mc"><si><t>X</t></si>'
    "</mc:AlternateContent>",
    "text in an extension": "<extLst><ext><si><t>X</t></si></ext></extLst>",
    "words of an unknown namespace": f"<si><t>a</t><x:t {OTHER}>X</x:t></si>",
    "words of a namespace of their own": '<si><t>a</t><t xmlns="urn:unknown">X</t></si>',
}


@pytest.mark.parametrize("odd", STRINGS.values(), ids=STRINGS)
def test_shared_texts_that_programs_count_differently(tmp_path: Path, odd: str) -> None:
    contents = parts(sheet(text("<v>1</v>")))
    contents["xl/sharedStrings.xml"] = strings("a", "b").replace("<si>", f"{odd}<si>", 1)
    ambiguous(tmp_path, contents)


def changed(part: str, old: str, new: str, *sheets: str, **others: str) -> dict[str, str]:
    contents = parts(*(sheets or (sheet(f'<row r="1">{A1}</row>'),)))
    assert old in contents[part]
    return {**contents, **others, part: contents[part].replace(old, new, 1)}


def around(before: str, after: str) -> dict[str, str]:
    contents = changed(BOOK, "<sheets>", f"{before}<sheets>")
    return {**contents, BOOK: contents[BOOK].replace("</sheets>", f"</sheets>{after}")}


RELS, BOOK, TYPES = "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "[Content_Types].xml"
LINK = '<Relationship Id="{}" Type="http://x/{}" Target="{}"/></Relationships>'
PART = '<Override PartName="/{}" ContentType="{}"/></Types>'
ENDS = ("</Relationships>", "</Types>")
SECOND = sheet(f'<row r="1">{cell("A1", "9")}</row>')
LISTS = {
    "two relationships of one number": changed(
        RELS, ENDS[0], LINK.format("rId1", "worksheet", "worksheets/sheet2.xml"),
        **{"xl/worksheets/sheet2.xml": SECOND},
    ),
    "texts in another part": changed(
        RELS, ENDS[0], LINK.format("rId9", "sharedStrings", "other.xml"),
        **{"xl/other.xml": strings("c", "d")},
    ),
    "styles in another part": changed(
        RELS, ENDS[0], LINK.format("rId9", "styles", "other.xml"), **{"xl/other.xml": "<styles/>"}
    ),
    "texts twice": changed(
        RELS, ENDS[0], LINK.format("rId8", "sharedStrings", "sharedStrings.xml").replace(
            ENDS[0], LINK.format("rId9", "sharedStrings", "other.xml")
        ),
        **{"xl/other.xml": strings("c", "d")},
    ),
    "target that leads to two parts": changed(
        RELS, "worksheets/", "xl/worksheets/", **{"xl/xl/worksheets/sheet1.xml": SECOND}
    ),
    "sheet marked as texts": changed(
        TYPES, ENDS[1], PART.format("xl/worksheets/sheet1.xml", "a/sharedStrings+xml")
    ),
    "part marked twice": changed(
        TYPES, ENDS[1], PART.format("xl/workbook.xml", "application/xml")
    ),
    "second list of sheets": changed(
        TYPES, ENDS[1], PART.format("xl/book.xml", WORKBOOK),
        **{"xl/book.xml": parts(SECOND)[BOOK]},
    ),
    "sheet with two relationships": changed(BOOK, "r:id", f'{OTHER} x:id="rId1" r:id'),
    "sheet of an unknown namespace": changed(
        BOOK, "<sheets>", f'<x:sheets {OTHER}><x:sheet name="a" r:id="rId1"/></x:sheets><sheets>'
    ),
    "sheets in an alternative": around(
        '<mc:AlternateContent xmlns:mc="urn:mc">', "</mc:AlternateContent>"
    ),
    "sheets in an extension": around("<extLst><ext>", "</ext></extLst>"),
    "days counted otherwise in an alternative": changed(
        BOOK, "<sheets>", f'<x:x {OTHER}><workbookPr date1904="1"/></x:x><sheets>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("contents", LISTS.values(), ids=LISTS)
def test_parts_that_programs_find_differently(tmp_path: Path, contents: dict[str, str]) -> None:
    ambiguous(tmp_path, dict(contents))


def plain_zip() -> tuple[bytearray, list[tuple[int, int]]]:
    """A workbook, and where each part's own header and its entry in the directory stand."""
    content = bytearray(workbook())
    entries = [found.start() for found in re.finditer(b"PK\x01\x02", content)]
    return content, [(struct.unpack_from("<L", content, at + 42)[0], at) for at in entries]


@pytest.mark.parametrize(("at", "what"), [(30, b"X"), (8, b"\0"), (14, b"\1"), (18, b"\1")])
def test_header_that_differs_from_the_directory(tmp_path: Path, at: int, what: bytes) -> None:
    """In the name, the compression, the checksum, the size."""
    content, places = plain_zip()
    header = places[-1][0] + at
    assert content[header : header + 1] != what
    content[header : header + 1] = what
    assert refused_bytes(tmp_path, bytes(content)) == "ambiguous"


def test_second_name_of_a_part(tmp_path: Path) -> None:
    stream = BytesIO(workbook())
    with ZipFile(stream, "a") as package:
        info = ZipInfo("xl/a.bin")
        info.extra = struct.pack("<2HBL", 0x7075, 13, 1, 0) + b"xl/b.bin"
        package.writestr(info, b"1")
    assert refused_bytes(tmp_path, stream.getvalue()) == "ambiguous"


@pytest.mark.parametrize("behind", [0, 2])
def test_content_between_the_parts_that_no_directory_lists(tmp_path: Path, behind: int) -> None:
    content, places = plain_zip()
    at, hidden = places[behind][0], packed({"xl/workbook.xml": "<workbook/>"})
    for header, entry in places:
        if header >= at:
            struct.pack_into("<L", content, entry + 42, header + len(hidden))
    end = content.rfind(b"PK\x05\x06")
    (start,) = struct.unpack_from("<L", content, end + 16)
    struct.pack_into("<L", content, end + 16, start + len(hidden))
    content[at:at] = hidden
    assert refused_bytes(tmp_path, bytes(content)) == "ambiguous"


class _Pipe(BytesIO):
    """A stream that cannot go back: sizes come behind the content."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def test_package_written_to_a_stream_is_read(tmp_path: Path) -> None:
    stream = _Pipe()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, content in parts(sheet(f'<row r="1">{A1}</row>')).items():
            package.writestr(name, content)
    (tmp_path / "a.xlsx").write_bytes(stream.getvalue())
    (grid,) = read_grids(open_file(tmp_path / "a.xlsx"))
    assert grid.rows[0][0] == 1


ODD_BUT_PLAIN = {
    "value of a text before the text": text("<v>2</v><is><t>a</t></is>", "inlineStr"),
    "prefix for everything": '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main" r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>',
    "rows and cells without addresses": '<row><c t="inlineStr"><is><t>a</t></is></c></row>',
    "row without its number": '<row><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>',
    "comment between cells": f"<!-- a -->{text('<is><t>a</t></is>', 'inlineStr')}",
    "entity in a text": text("<v>&#97;</v>", "str"),
}


@pytest.mark.parametrize("rows", ODD_BUT_PLAIN.values(), ids=ODD_BUT_PLAIN)
def test_cells_written_oddly_but_plainly_are_read(tmp_path: Path, rows: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(packed(parts(sheet(rows))))
    (grid,) = read_grids(open_file(tmp_path / "a.xlsx"))
    assert grid.rows[0][0] == "a"
