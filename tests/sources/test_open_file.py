"""What the door lets in, and the sentence with which it refuses the rest."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.xlsx.packages import WORKBOOK, cell, packed, parts, sheet, workbook
from xlperf.errors import XlperfError
from xlperf.sources.open_file import open_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(path: Path) -> str:
    with pytest.raises(XlperfError) as error:
        open_file(path)
    sentence = str(error.value)
    assert sentence.startswith(f"{path}：")
    assert "\n" not in sentence
    assert sentence.endswith("。")
    return error.value.code


def refused_bytes(folder: Path, content: bytes, name: str = "a.xlsx") -> str:
    path = folder / name
    path.write_bytes(content)
    code = refused(path)
    assert path.read_bytes() == content
    return code


def stream_named(name: str) -> bytes:
    return OLE + bytes(504) + name.encode("utf-16-le") + bytes(100)


def test_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx") == "missing"


def test_name_with_a_nul(tmp_path: Path) -> None:
    with pytest.raises(XlperfError) as error:
        open_file(tmp_path / "a\0b.xlsx")
    assert error.value.code == "missing"
    assert "\0" not in str(error.value)


def test_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == "folder"


def test_empty_file(tmp_path: Path) -> None:
    assert refused_bytes(tmp_path, b"") == "empty"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx") == "special"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions here")
def test_file_without_permission(open_folder: Path, unprivileged: Callable) -> None:
    path = open_folder / "a.xlsx"
    path.write_bytes(workbook())
    path.chmod(0)
    with unprivileged():
        assert refused(path) == "permission"


def test_file_of_the_largest_size_and_one_byte_more(tmp_path: Path, limited: Callable) -> None:
    content = workbook()
    (tmp_path / "a.xlsx").write_bytes(content)
    limited(file_bytes=len(content))
    assert open_file(tmp_path / "a.xlsx").kind == "workbook"
    limited(file_bytes=len(content) - 1)
    assert refused(tmp_path / "a.xlsx") == "large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (stream_named("EncryptedPackage"), "encrypted"),
        (stream_named("Workbook"), "xls"),
        (stream_named("Book"), "xls"),
        (stream_named("WordDocument"), "doc"),
        (stream_named("WordDocument") + "Bookmark".encode("utf-16-le"), "doc"),
        (stream_named("Contents"), "ole"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "markup"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><Workbook/>", "markup"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "binary"),
        (packed({"a.txt": "1"}), "not_workbook"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (packed({"OFD.xml": "<ofd/>"}), "ofd"),
        (b"PK\x05\x06" + bytes(18), "not_workbook"),
    ],
)
def test_other_files_are_named_for_what_they_are(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused_bytes(tmp_path, content) == code


@pytest.mark.parametrize(
    ("main", "code"),
    [
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
        ("application/vnd.ms-excel.addin.macroEnabled.main+xml", "addin"),
        (WORKBOOK.replace("spreadsheetml.sheet", "presentationml.presentation"), "slides"),
        ("application/zip", "not_workbook"),
    ],
)
def test_packages_of_other_programs(tmp_path: Path, main: str, code: str) -> None:
    assert refused_bytes(tmp_path, packed(parts(sheet(""), main=main))) == code


@pytest.mark.parametrize(
    ("main", "kind"),
    [
        (WORKBOOK, "workbook"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "workbook"),
        (WORKBOOK.replace("sheet.main", "template.main"), "workbook"),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", "workbook"),
        (WORKBOOK.replace("spreadsheetml.sheet", "wordprocessingml.document"), "docx"),
    ],
)
def test_kind_is_told_by_content_and_not_by_name(tmp_path: Path, main: str, kind: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(packed(parts(sheet(f"<row>{cell('A1')}</row>"), main=main)))
    assert open_file(path).kind == kind


def test_pdf_with_leading_rubbish_is_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\n\n%PDF-1.7\n\0\xff")
    assert open_file(tmp_path / "a.txt").kind == "pdf"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    text = "财政项目支出绩效目标表\n项目名称　信息化运维（二期）\f第二页"
    (tmp_path / "a.xlsx").write_bytes(text.encode(encoding))
    source = open_file(tmp_path / "a.xlsx")
    assert (source.kind, source.text) == ("text", text)


def test_text_with_one_damaged_character_is_not_read_in_another_encoding(tmp_path: Path) -> None:
    content = bytearray("绩效目标".encode() * 40)
    content[100] = 0xFF
    assert refused_bytes(tmp_path, bytes(content), "a.txt") == "encoding"


def test_text_on_both_sides_of_the_limit(tmp_path: Path, limited: Callable) -> None:
    (tmp_path / "a.txt").write_bytes(content := "项目".encode() * 9)
    limited(text_bytes=len(content))
    assert open_file(tmp_path / "a.txt").kind == "text"
    limited(text_bytes=len(content) - 1)
    assert refused(tmp_path / "a.txt") == "large"


def test_text_of_as_many_lines_as_the_limit_and_of_one_more(
    tmp_path: Path, limited: Callable
) -> None:
    (tmp_path / "a.txt").write_text("项目\n\n项目\f项目\n", "utf-8")
    limited(text_lines=4)
    assert open_file(tmp_path / "a.txt").kind == "text"
    limited(text_lines=3)
    assert refused(tmp_path / "a.txt") == "text_lines"


def test_source_is_the_file_as_it_was_when_checked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content := workbook())
    source = open_file(path)
    path.write_bytes(b"other")
    assert source.data == content


def test_name_that_would_write_to_the_terminal_is_shown_without_that(tmp_path: Path) -> None:
    with pytest.raises(XlperfError) as error:
        open_file(tmp_path / "a\x1b[31m\n\udcff.xlsx")
    assert str(error.value).isprintable()
