"""What is said of a file fits its kind: nobody is sent to a program that cannot open it."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.sources.xlsx.packages import cell, packed, parts, sheet
from xlperf.errors import XlperfError
from xlperf.output.documents.handbook import handbook_document
from xlperf.reading.read_filing import read_filing

WORD = handbook_document()
HTML = b"<!DOCTYPE html><html><body>404 Not Found</body></html>"
NOISE = bytes(range(128, 256)) * 40
BODY = "word/document.xml"


def word(body: bytes) -> bytes:
    """A Word document with another part in the place of its text."""
    with ZipFile(BytesIO(WORD)) as package:
        contents = {name: package.read(name) for name in package.namelist()}
    return packed({**contents, BODY: body})


def body() -> bytes:
    with ZipFile(BytesIO(WORD)) as package:
        return package.read(BODY)


def with_one_bit_changed(package: bytes) -> bytes:
    content = bytearray(package)
    content[content.index(b"word/document.xml") + 60] ^= 1
    return bytes(content)


HALF = packed(parts(sheet(f'<row r="1">{cell("A1")}</row>')[:-20]))


BROKEN = {
    "cut off": WORD[:-900],
    "one bit": with_one_bit_changed(WORD),
    "half a text": word(body()[:-200]),
    "no document": word(b"<a/>"),
    "utf-16": word(body().decode().replace("UTF-8", "UTF-16").encode("utf-16")),
    "entities": word(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "web page": HTML,
    "noise": NOISE,
    "text in no encoding": "绩效".encode("gb18030") + b"\xff\xff" * 9,
    "archive": packed({"a.txt": "b"}),
}
WRONG = {
    "docx": r"Excel|工作簿。|另存为 \.xlsx",
    "xlsx": r"Word 打开|另存为 \.docx",
    "pdf": r"Excel 打开|Word 打开|另存为",
    "txt": r"Excel|Word",
}


def said_of(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(XlperfError) as error:
        read_filing(path)
    sentence = str(error.value)
    assert sentence.startswith(f"{path}：")
    assert re.search("请[^。]+。$", sentence)
    return sentence.removeprefix(f"{path}：")


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_word_document_is_none_of_excels(fault: str, tmp_path: Path) -> None:
    assert not re.search(WRONG["docx"], said_of(tmp_path, "a.docx", BROKEN[fault]))


@pytest.mark.parametrize("fault", ["half a text", "utf-16"])
def test_what_the_content_tells_counts_before_the_name(fault: str, tmp_path: Path) -> None:
    assert "请用 Word 打开" in said_of(tmp_path, "a.xlsx", BROKEN[fault])
    assert "请用 Excel 打开" in said_of(tmp_path, "a.docx", HALF)


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\nno more", b"%PDF-1.7\n" + NOISE, HTML, NOISE, b"PK\x03\x04" + NOISE],
    ids=["cut off", "noise", "web page", "no head", "archive"],
)
def test_a_broken_pdf_is_to_be_had_again(content: bytes, tmp_path: Path) -> None:
    said = said_of(tmp_path, "a.pdf", content)
    assert not re.search(WRONG["pdf"], said)
    assert "请重新" in said


def test_a_broken_workbook_is_excels(tmp_path: Path) -> None:
    assert "请用 Excel 打开" in said_of(tmp_path, "a.xlsx", HALF)
    for content in (HTML, NOISE, HALF):
        assert not re.search(WRONG["xlsx"], said_of(tmp_path, "a.xlsx", content))


@pytest.mark.parametrize("content", [HTML, NOISE, "字".encode() * 1_500_000])
def test_a_text_is_to_be_mended_as_a_text(content: bytes, tmp_path: Path) -> None:
    assert not re.search(WRONG["txt"], said_of(tmp_path, "a.txt", content))
